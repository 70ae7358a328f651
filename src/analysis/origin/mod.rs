//! Where a file of a stage comes from: its way back through COPYs, and commands that copy, to the build context.

pub(super) mod copying;
mod effects;
mod finding;
pub(super) mod landing;
pub(super) mod moment;
mod moves;
mod owner;
pub(super) mod presence;
mod programs;
mod python_call;
mod reach;

use effects::Change;
use landing::{Landing, Landings, Source};
use moment::{Moment, Step};
use presence::may_hold;

use super::{Instruction, Point, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::words::split_keyword;

/// Where a file of a stage comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file or directory of the build context, by its path there, as it is there.
    Context(String),
    /// It is there: an instruction that would fail without it names it. What is in it is not known.
    Named,
    /// Not known: a RUN, the base image, another image, or a build context that is not known for certain may bring it or not.
    Unknown,
    /// No instruction brings it, and the base image has no such thing.
    Nowhere,
}

impl Point<'_> {
    /// Where what stands at `path` at this point comes from.
    pub fn origin(self, path: &str) -> Origin {
        Moment::from(self).origin(path)
    }

    /// Where it would come from if every script and program of unknown effect left it alone.
    pub fn likely_origin(self, path: &str) -> Origin {
        Moment::from(self).trusting().origin(path)
    }
}

impl Instruction<'_> {
    /// Whether a RUN may make, change or remove what stands at a path: it names it, or is of unknown effect.
    pub fn run_may_change(self, path: &str) -> bool {
        self.change_by(path, |_| true) > Change::Makes
    }

    /// Whether a RUN names a path, or what it lies in, and makes, changes or removes it.
    pub fn run_changes(self, path: &str) -> bool {
        self.change_by(path, |_| true) > Change::Perhaps
    }

    /// Whether those commands of a RUN that `counts` picks may change what stands at a path.
    pub fn commands_may_change(self, path: &str, counts: impl Fn(&SimpleCommand) -> bool) -> bool {
        self.change_by(path, counts) > Change::Makes
    }

    fn change_by(self, path: &str, counts: impl Fn(&SimpleCommand) -> bool) -> Change {
        let steps = Moment::from(self.after()).steps();
        let own = steps.take_while(|(_, before)| before.is_within(self));
        let counted = own.filter(|(step, _)| !matches!(step, Step::Command(_, command, _) if !counts(command)));
        let changes = counted.map(|(step, _)| step.change(path));
        changes.max().unwrap_or(Change::Nothing)
    }

    /// Whether a COPY or ADD brings what stands at a path then, or may bring it.
    pub fn brings(self, path: &str) -> bool {
        let before = Moment::from(self.before());
        let landings = before.landings(&Step::Instruction(self), Some(path));
        landings.is_some_and(|landings| before.landed_origin(&landings, path).is_some())
    }
}

impl Moment<'_> {
    /// Where what stands at `path` comes from.
    pub(super) fn origin(self, path: &str) -> Origin {
        let memo = &self.analysis().dockerfile.memo;
        memo.origins
            .recall(self.key(), path, Origin::Unknown, || self.find_origin(path))
    }

    fn find_origin(self, path: &str) -> Origin {
        let mut is_doubtful = false;
        for (step, before) in self.steps() {
            let Some(landings) = before.landings(&step, Some(path)) else {
                match step.change(path) {
                    Change::Nothing => {}
                    Change::Makes => is_doubtful = true,
                    Change::Perhaps if self.is_trusting() => is_doubtful = true,
                    Change::Edits => return edited(before.origin(path)),
                    Change::Writes => return Origin::Named,
                    Change::Perhaps | Change::Anything => return Origin::Unknown,
                }
                continue;
            };
            if let Some(origin) = before.landed_origin(&landings, path) {
                return origin;
            }
            let covers = |landing: &Landing<'_>| landing.source_of(path).is_some();
            is_doubtful |= !self.is_certain() && landings.known.iter().any(covers);
        }
        let found = match self.inherited() {
            _ if starts_unknown(self.stage()) => Origin::Unknown,
            Some(inherited) => inherited.origin(path),
            None if may_hold(self.stage(), path) => Origin::Unknown,
            None => Origin::Nowhere,
        };
        match found {
            Origin::Nowhere if is_doubtful => Origin::Unknown,
            found => found,
        }
    }

    /// Where a copy takes what it brings to a path from; `None` where it brings nothing there.
    fn landed_origin(self, landings: &Landings<'_>, path: &str) -> Option<Origin> {
        for landing in landings.known.iter().rev() {
            match self.through(landing, path) {
                None | Some(Origin::Nowhere) => {}
                Some(_) if !landing.is_certain => return Some(Origin::Unknown),
                Some(origin) => return Some(origin),
            }
        }
        landings.is_open_at(path).then_some(Origin::Unknown)
    }

    /// Where a path comes from that a copy may bring; `None` where it does not concern it.
    fn through(self, landing: &Landing<'_>, path: &str) -> Option<Origin> {
        let source = landing.source_of(path)?;
        let origin = match &source {
            Source::Context(inner) => self.context_origin(inner),
            Source::Stage(stage, inner) => self.end_of(self.stage().sibling(*stage)).origin(inner),
            Source::Earlier(inner) => self.origin(inner),
            Source::Elsewhere => Origin::Unknown,
        };
        // The build would fail for want of it.
        let is_missing = self.is_certain() && matches!(source, Source::Context(_));
        let is_named = landing.is_named && path == landing.to && !is_missing;
        Some(match origin {
            Origin::Unknown | Origin::Nowhere if is_named => Origin::Named,
            origin => origin,
        })
    }

    fn context_origin(self, path: &str) -> Origin {
        let context = self.analysis().context;
        match context.is_known() && context.kind(path).is_none() {
            true => Origin::Nowhere,
            false => Origin::Context(path.to_string()),
        }
    }

    /// Whether a file that the build context does not have is not in the build's, either.
    fn is_certain(self) -> bool {
        let context = self.analysis().context;
        context.is_known() && !context.is_doubtful()
    }
}

/// What is known of a file after a command changed what is in it.
fn edited(before: Origin) -> Origin {
    match before {
        Origin::Context(_) => Origin::Named,
        before => before,
    }
}

/// Whether ONBUILD instructions of the stage that a stage is built on come first in it.
pub(super) fn starts_unknown(stage: Stage<'_>) -> bool {
    let brings = |one: Instruction<'_>| {
        let (keyword, _) = split_keyword(one.arguments_text());
        matches!(Keyword::parse(keyword), Keyword::Copy | Keyword::Add | Keyword::Run)
    };
    let parent = stage.parent();
    parent.is_some_and(|parent| {
        parent
            .instructions()
            .any(|one| one.keyword == Keyword::Onbuild && brings(one))
    })
}
