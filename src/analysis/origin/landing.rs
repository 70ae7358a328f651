//! Where a copied file lands: what a COPY, or a command that copies, takes from where.

use super::copying::Copying;
use super::moment::{Moment, Step};
use super::presence::Presence;
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::glob;
use crate::dockerfile::path::{join, relative_to};

/// Where a copied file is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A path of the build context.
    Context(String),
    /// A path of another stage, by its number, at its end.
    Stage(usize, String),
    /// A path of the same stage, before.
    Earlier(String),
    /// The Dockerfile itself, another image, or what a build argument names.
    Elsewhere,
}

impl Source {
    pub(crate) fn below(&self, rest: &str) -> Self {
        match self {
            Self::Context(path) => Self::Context(join(path, rest)),
            Self::Stage(stage, path) => Self::Stage(*stage, join(path, rest)),
            Self::Earlier(path) => Self::Earlier(join(path, rest)),
            Self::Elsewhere => Self::Elsewhere,
        }
    }

    /// The same kind of place at another path.
    pub(crate) fn at(&self, path: &str) -> Self {
        match self {
            Self::Context(_) => Self::Context(path.to_string()),
            Self::Stage(stage, _) => Self::Stage(*stage, path.to_string()),
            Self::Earlier(_) => Self::Earlier(path.to_string()),
            Self::Elsewhere => Self::Elsewhere,
        }
    }
}

/// One thing that is copied: what stands at `to`, or below it, comes from the same place at, or below, `from`.
#[derive(Debug, Clone)]
pub(crate) struct Landing<'a> {
    pub(crate) to: String,
    pub(crate) from: Source,
    /// What it is.
    pub(crate) presence: Presence,
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
        if self.presence == Presence::File && !below.is_empty() {
            return None;
        }
        let is_left_out = |pattern: &String| may_match(pattern.trim_start_matches('!'), path);
        match self.excludes.iter().any(is_left_out) {
            true => Some(Source::Elsewhere),
            false => Some(self.from.below(&below)),
        }
    }
}

/// Whether a pattern matches some part of a path.
fn may_match(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let wanted = pattern.trim_matches('/');
    let some = |start: usize| (start..parts.len()).any(|end| glob::matches(wanted, &parts[start..=end].join("/")));
    (0..parts.len()).any(some)
}

impl<'a> Moment<'a> {
    /// What the step after this moment copies; `None` where it copies nothing, or not plainly.
    pub(crate) fn landings(self, step: &Step<'a>, probe: Option<&str>) -> Option<Landings<'a>> {
        match step {
            Step::Instruction(one) => one.copy().map(|copy| Landings::of_copy(copy, self, probe)),
            Step::Command(run, command, directory) => {
                Landings::of_command(*run, command, directory.as_deref(), self, probe)
            }
            Step::Unreadable(_) => None,
        }
    }
}

/// Everything that a step copies, in order: the last one wins.
#[derive(Debug, Default)]
pub(crate) struct Landings<'a> {
    pub(crate) known: Vec<Landing<'a>>,
    /// Where it may copy more than is known.
    pub(crate) open: Vec<String>,
}

impl<'a> Landings<'a> {
    /// Whether it may copy something that is not known to a path.
    pub(crate) fn is_open_at(&self, path: &str) -> bool {
        self.open.iter().any(|place| relative_to(path, place).is_some())
    }

    /// What a COPY or ADD puts where.
    pub(crate) fn of_copy(copy: &'a CopyStep, before: Moment<'a>, probe: Option<&str>) -> Self {
        let is_apart =
            |path: &str, place: &str| relative_to(path, place).is_none() && relative_to(place, path).is_none();
        if let (Some(probe), Some(destination)) = (probe, &copy.destination)
            && is_apart(probe, destination)
        {
            return Self::default();
        }
        let Some(destination) = &copy.destination else {
            return Self {
                known: Vec::new(),
                open: vec!["/".to_string()],
            };
        };
        let into = match copy.into_folder || copy.is_linked {
            true => Some(copy.into_folder),
            false => before.is_directory(destination),
        };
        let mut copying = Copying {
            found: Self::default(),
            before,
            destination: destination.clone(),
            into,
            excludes: &copy.excludes,
            probe,
        };
        for source in &copy.sources {
            let from = match copy.from {
                CopyFrom::Context if copy.varies => Source::Elsewhere,
                CopyFrom::Context => Source::Context(source.clone()),
                CopyFrom::Stage(stage) => Source::Stage(stage, source.clone()),
                CopyFrom::Elsewhere => Source::Elsewhere,
            };
            match (glob::is_pattern(source), copy.keeps_parents) {
                (false, false) => copying.named(source, from),
                (true, false) => copying.matched(source, &from),
                (_, true) => copying.with_parents(source, &from),
            }
        }
        for name in &copy.inline {
            copying.file(name, Source::Elsewhere, true);
        }
        if copy.has_unknown_source && copy.inline.is_empty() {
            copying.found.open.push(destination.clone());
        }
        copying.found
    }
}
