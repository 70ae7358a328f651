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
pub(super) mod reach;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use programs::changes_only_what_it_names;

use effects::Change;
use landing::{Landing, Source, Supplier};
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
    /// Whether a RUN names a path, or what it lies in, and makes, changes or removes it.
    pub fn run_changes(self, path: &str) -> bool {
        self.change_by(path, |_| true) > Change::Perhaps
    }

    /// Whether those commands of a RUN that `counts` picks may change what stands at a path.
    pub fn commands_may_change(self, path: &str, counts: impl Fn(&SimpleCommand) -> bool) -> bool {
        self.change_by(path, counts) > Change::Nothing
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
        let landings = before.landings(&Step::Instruction(self), path);
        landings.is_some_and(|landings| before.landed_origin(&landings, path).is_some())
    }
}

impl<'a> Moment<'a> {
    /// Where what stands at `path` comes from.
    pub(super) fn origin(self, path: &str) -> Origin {
        self.recall(|memo| &memo.origins, path, Origin::Unknown, || self.find_origin(path))
    }

    fn find_origin(self, path: &str) -> Origin {
        let mut is_doubtful = false;
        for (step, before) in self.steps() {
            if let Some(landings) = before.landings(&step, path) {
                if let Some(origin) = before.landed_origin(&landings, path) {
                    let is_linked = before.has_link_above(path);
                    return if is_linked { Origin::Unknown } else { origin };
                }
                is_doubtful |= !self.is_certain() && landings.iter().any(|landing| landing.source_of(path).is_some());
                continue;
            }
            match step.change(path) {
                Change::Nothing => {}
                Change::Perhaps if self.is_trusting() => is_doubtful = true,
                Change::Writes => return Origin::Named,
                Change::Perhaps | Change::Anything => return Origin::Unknown,
            }
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
    fn landed_origin(self, landings: &[Landing<'_>], path: &str) -> Option<Origin> {
        landings.iter().find_map(|landing| {
            let source = landing.source_of(path)?;
            let origin = self.origin_of(&source);
            // The build would fail for want of it.
            let is_missing = self.is_certain() && source.supplier == Supplier::Context;
            let is_named = landing.is_named && path == landing.to && !is_missing;
            match origin {
                Origin::Unknown | Origin::Nowhere if is_named && landing.is_certain => Some(Origin::Named),
                Origin::Nowhere if !is_named => None,
                _ if !landing.is_certain => Some(Origin::Unknown),
                origin => Some(origin),
            }
        })
    }

    /// Whether an earlier command links to a directory that a path lies in: a later one may change it by its other name.
    fn has_link_above(self, path: &str) -> bool {
        let links = self.steps_where(|one| one.keyword == Keyword::Run && one.mentions(&["ln"]));
        let is_link = |step: &Step<'_>| matches!(step, Step::Command(_, command, _) if command.program() == "ln");
        let mut steps = links.map(|(step, _)| step).filter(is_link);
        steps.any(|step| step.change(path) == Change::Perhaps)
            || self.inherited().is_some_and(|inherited| inherited.has_link_above(path))
    }

    /// Where what stands at a source comes from.
    fn origin_of(self, source: &Source) -> Origin {
        let context = self.analysis().context;
        match (self.moment_of(source), source.supplier) {
            (Some(moment), _) => moment.origin(&source.path),
            (None, Supplier::Context) if context.is_known() && context.kind(&source.path).is_none() => Origin::Nowhere,
            (None, Supplier::Context) => Origin::Context(source.path.clone()),
            (None, _) => Origin::Unknown,
        }
    }

    /// The moment at which a source is looked up, where that is one of this Dockerfile.
    pub(super) fn moment_of(self, source: &Source) -> Option<Self> {
        match source.supplier {
            Supplier::Stage(stage) => Some(self.end_of(self.stage().sibling(stage))),
            Supplier::Here => Some(self),
            Supplier::Context | Supplier::Elsewhere => None,
        }
    }

    /// Whether a file that the build context does not have is not in the build's, either.
    fn is_certain(self) -> bool {
        let context = self.analysis().context;
        context.is_known() && !context.is_doubtful()
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
