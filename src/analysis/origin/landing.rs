//! Where a copied file lands: what a COPY, or a command that copies, takes from where.

use super::copying::Copying;
use super::moment::{Moment, Step};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::glob;
use crate::dockerfile::path::{join, relative_to};

/// What the path of a [`Source`] is looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Supplier {
    /// The build context.
    Context,
    /// Another stage, by its number, at its end.
    Stage(usize),
    /// The same stage, before.
    Here,
    /// The Dockerfile itself, another image, or what a build argument names.
    Elsewhere,
}

/// A path that something is copied from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) supplier: Supplier,
    pub(crate) path: String,
}

impl Source {
    pub(crate) fn at(&self, path: String) -> Self {
        Self { path, ..*self }
    }

    pub(crate) fn below(&self, rest: &str) -> Self {
        self.at(join(&self.path, rest))
    }
}

/// One thing that is copied: what stands at `to`, or below it, comes from the same place at, or below, `from`.
#[derive(Debug, Clone)]
pub(crate) struct Landing<'a> {
    pub(crate) to: String,
    pub(crate) from: Source,
    /// Whether it lands there for sure.
    pub(crate) is_certain: bool,
    /// Whether it is named by its own path: the copy fails where it is not there.
    pub(crate) is_named: bool,
    /// Patterns of what is left out of it.
    pub(crate) excludes: &'a [String],
}

impl Landing<'_> {
    /// Where what stands at a path then was taken from.
    pub(crate) fn source_of(&self, path: &str) -> Option<Source> {
        let below = relative_to(path, &self.to)?;
        let is_left_out = |pattern: &String| may_match(pattern.trim_start_matches('!').trim_matches('/'), path);
        let supplier = match self.excludes.iter().any(is_left_out) {
            true => Supplier::Elsewhere,
            false => self.from.supplier,
        };
        let path = join(&self.from.path, below);
        Some(Source { supplier, path })
    }

    /// Whether it shows that there is a directory at a path: it lands below it.
    pub(crate) fn is_below(&self, path: &str) -> bool {
        self.is_certain && relative_to(&self.to, path).is_some_and(|below| !below.is_empty())
    }
}

/// Whether a pattern matches some part of a path.
fn may_match(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let from = |start: usize| (start..parts.len()).any(|end| glob::matches(pattern, &parts[start..=end].join("/")));
    (0..parts.len()).any(from)
}

impl<'a> Moment<'a> {
    /// What the step after this moment copies to a path, above it or below it, the last first: that wins. `None` where it copies nothing,
    /// or not plainly.
    pub(crate) fn landings(self, step: &Step<'a>, path: &str) -> Option<Vec<Landing<'a>>> {
        match step {
            Step::Instruction(one) => one.copy().map(|copy| self.of_copy(copy, path)),
            Step::Command(run, command, directory) => self.of_command(*run, command, directory.as_deref(), path),
            Step::Unreadable(_) => None,
        }
    }

    fn of_copy(self, copy: &'a CopyStep, path: &str) -> Vec<Landing<'a>> {
        let destination = copy.destination.as_deref().unwrap_or("/");
        if relative_to(path, destination).is_none() && relative_to(destination, path).is_none() {
            return Vec::new();
        }
        let mut copying = Copying::new(self, destination, path);
        copying.excludes = &copy.excludes;
        if copy.destination.is_none() {
            copying.anything(destination.to_string());
            return copying.finish();
        }
        copying.into = match copy.into_directory || copy.is_linked {
            true => Some(copy.into_directory),
            false => self.is_directory(destination),
        };
        let supplier = match copy.from {
            CopyFrom::Context if copy.varies => Supplier::Elsewhere,
            CopyFrom::Context => Supplier::Context,
            CopyFrom::Stage(stage) => Supplier::Stage(stage),
            CopyFrom::Elsewhere => Supplier::Elsewhere,
        };
        for path in &copy.sources {
            let path = path.clone();
            copying.copy(&Source { supplier, path }, copy.keeps_parents);
        }
        for path in copy.inline.iter().cloned() {
            let supplier = Supplier::Elsewhere;
            copying.whole(Source { supplier, path }, true);
        }
        if copy.has_unknown_source && copy.inline.is_empty() {
            copying.anything(destination.to_string());
        }
        copying.finish()
    }
}
