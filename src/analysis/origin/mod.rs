//! Where a file of a stage comes from: its way back through COPYs, and commands that copy, to the build context.

pub(super) mod copying;
mod effects;
mod finding;
pub(super) mod landing;
pub(super) mod moment;
mod moves;
pub(super) mod presence;
mod programs;
mod python_call;
mod reach;

use effects::{Change, change};
use landing::{Landing, Landings, Source};
use moment::{Moment, Step};
use presence::may_hold;
use reach::Reach;

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
        let changes = own.map(|(step, _)| match step {
            Step::Command(run, command, directory) if counts(command) => {
                change(run, command, directory.as_deref(), path)
            }
            Step::Unreadable(run) => unread(run, path),
            Step::Command(..) | Step::Instruction(_) => Change::Nothing,
        });
        changes.max().unwrap_or(Change::Nothing)
    }

    /// Whether a COPY or ADD brings what stands at a path then, or may bring it.
    pub fn brings(self, path: &str) -> bool {
        let before = Moment::from(self.before());
        let landings = self
            .copy()
            .map(|copy| Landings::of_copy(copy, before, Some(path)))
            .unwrap_or_default();
        let is_brought = |landing: &Landing<'_>| {
            before
                .through(landing, path)
                .is_some_and(|origin| origin != Origin::Nowhere)
        };
        landings.is_open_at(path) || landings.known.iter().any(is_brought)
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
            let landings = match &step {
                Step::Instruction(one) => one.copy().map(|copy| Landings::of_copy(copy, before, Some(path))),
                Step::Command(run, command, directory) => {
                    let landings = Landings::of_command(*run, command, directory.as_deref(), before, Some(path));
                    let change = match &landings {
                        None => change(*run, command, directory.as_deref(), path),
                        Some(_) => Change::Nothing,
                    };
                    match change {
                        Change::Nothing => {}
                        Change::Makes => is_doubtful = true,
                        Change::Edits => return edited(before.origin(path)),
                        Change::Writes => return Origin::Named,
                        Change::Perhaps if self.is_trusting() => is_doubtful = true,
                        Change::Perhaps | Change::Anything => return Origin::Unknown,
                    }
                    landings
                }
                Step::Unreadable(run) => match unread(*run, path) {
                    Change::Nothing => None,
                    Change::Perhaps if self.is_trusting() => {
                        is_doubtful = true;
                        None
                    }
                    _ => return Origin::Unknown,
                },
            };
            let Some(landings) = landings else { continue };
            for landing in landings.known.iter().rev() {
                match before.through(landing, path) {
                    None | Some(Origin::Nowhere) => {}
                    Some(_) if !landing.is_certain => return Origin::Unknown,
                    Some(origin) => return origin,
                }
            }
            if landings.is_open_at(path) {
                return Origin::Unknown;
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

    /// Where a path comes from that a copy may bring; `None` where it does not concern it.
    fn through(self, landing: &Landing<'_>, path: &str) -> Option<Origin> {
        let source = landing.source_of(path)?;
        let origin = match &source {
            Source::Context(inner) => self.context_origin(inner),
            Source::Stage(stage, inner) => self.end_of(self.stage().sibling(*stage)).origin(inner),
            Source::Earlier(inner) => self.origin(inner),
            Source::Elsewhere => Origin::Unknown,
        };
        let is_named = landing.is_named && path == landing.to;
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

/// What a RUN that is not understood may do to a path: it may name it, or the directory that it lies in.
fn unread(run: Instruction<'_>, path: &str) -> Change {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let text = run.file_text(run.range());
    match text.contains(name) || (!folder.is_empty() && text.contains(folder)) {
        true => Change::Anything,
        false => Reach::new(run, run.workdir(), path).of_script(None),
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
