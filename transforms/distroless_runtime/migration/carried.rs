//! The directories and files of the service that go along, and what a RUN deletes of them.

use super::layout::Layout;
use crate::dockerfile::glob;
use crate::dockerfile::path::relative_to;

/// What comes first in a stage, and what later: the index of the instruction, and that of the command in a RUN.
pub(super) type StepNumber = (usize, usize);

/// A directory or file of the service, which goes along.
#[derive(Debug)]
pub(super) struct CarriedPath {
    pub path: String,
    /// When something was written there last.
    written: StepNumber,
    /// Whether sources of the service may have come there from the build context.
    pub may_hold_sources: bool,
}

impl Layout {
    /// Something of the service is written to a path: that goes along, if nothing above it does.
    pub(super) fn carry(&mut self, path: &str, written: StepNumber, may_hold_sources: bool) {
        let mut new = CarriedPath {
            path: path.to_string(),
            written,
            may_hold_sources,
        };
        if let Some(above) = self.carried.iter_mut().find(|known| known.holds(path)) {
            return above.take_in(&new);
        }
        let (below, mut others): (Vec<_>, Vec<_>) = self
            .carried
            .drain(..)
            .partition(|known| relative_to(&known.path, path).is_some());
        below.iter().for_each(|known| new.take_in(known));
        others.push(new);
        self.carried = others;
    }

    /// A path is deleted, or what matches a pattern: what goes along only for what was written before does not any more, and is the answer.
    pub(super) fn delete(&mut self, path: &str, at: StepNumber) -> Vec<CarriedPath> {
        let is_named = |known: &CarriedPath| {
            let mut own = known.path.split('/');
            path.split('/')
                .all(|part| own.next().is_some_and(|own| glob::matches(part, own)))
        };
        let is_gone = |known: &CarriedPath| is_named(known) && known.written < at;
        let (gone, left) = self.carried.drain(..).partition(is_gone);
        self.carried = left;
        gone
    }
}

impl CarriedPath {
    /// Whether a path is this one or lies below it.
    pub(super) fn holds(&self, path: &str) -> bool {
        relative_to(path, &self.path).is_some()
    }

    fn take_in(&mut self, other: &Self) {
        self.written = self.written.max(other.written);
        self.may_hold_sources |= other.may_hold_sources;
    }
}
