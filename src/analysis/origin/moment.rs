//! The cursor on the making of a stage: between two instructions, or between two commands of a RUN.

use std::borrow::Cow;

use crate::analysis::memo::{Answers, Memo};
use crate::analysis::{Analysis, Instruction, Point, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;
use crate::dockerfile::shell::SimpleCommand;

/// A moment in the making of a stage.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    point: Point<'a>,
    /// So many commands of the RUN after the point are over, too.
    commands: usize,
    /// Whether what is of unknown effect is taken to leave every file alone.
    is_trusting: bool,
}

/// A path at a moment, by numbers: the stage, the instruction before which it lies, the commands of that instruction that are over; and
/// whether it trusts what is of unknown effect.
pub(crate) type MomentKey = (usize, usize, usize, bool, String);

/// What happens in the making of a stage.
pub(crate) enum Step<'a> {
    /// An instruction that is no RUN.
    Instruction(Instruction<'a>),
    /// A command of a RUN, with the directory that it runs in where that is known.
    Command(Instruction<'a>, &'a SimpleCommand, Option<Cow<'a, str>>),
    /// A RUN that is not understood.
    Unreadable(Instruction<'a>),
}

impl<'a> From<Point<'a>> for Moment<'a> {
    fn from(point: Point<'a>) -> Self {
        Self {
            point,
            commands: 0,
            is_trusting: false,
        }
    }
}

impl<'a> Moment<'a> {
    /// The same moment, where what is of unknown effect is taken to leave every file alone.
    pub(crate) fn trusting(self) -> Self {
        Self {
            is_trusting: true,
            ..self
        }
    }

    pub(crate) fn is_trusting(self) -> bool {
        self.is_trusting
    }

    /// The end of a stage, seen as this moment is.
    pub(crate) fn end_of(self, stage: Stage<'a>) -> Self {
        Self {
            is_trusting: self.is_trusting,
            ..stage.end().into()
        }
    }

    pub(crate) fn stage(self) -> Stage<'a> {
        self.point.stage()
    }

    pub(crate) fn analysis(self) -> Analysis<'a> {
        self.stage().analysis()
    }

    /// The answer of a kind about a path, worked out where it is not known yet; `unknown` where that would lead too far.
    pub(crate) fn recall<T: Clone>(
        self,
        kind: fn(&Memo) -> &Answers<T>,
        path: &str,
        unknown: T,
        work_out: impl FnOnce() -> T,
    ) -> T {
        let memo = &self.analysis().dockerfile.memo;
        let (stage, point) = (self.stage().index(), self.point.index());
        let key = (stage, point, self.commands, self.is_trusting, path.to_string());
        let work_out = || match memo.may_go_on() {
            true => work_out(),
            false => unknown.clone(),
        };
        kind(memo).recall(key, unknown.clone(), work_out)
    }

    /// What happened in the stage before, nearest first, each with the moment before it.
    pub(crate) fn steps(self) -> impl Iterator<Item = (Step<'a>, Moment<'a>)> + use<'a> {
        self.steps_where(|_| true)
    }

    /// The same, in those instructions alone that `is_asked` picks.
    pub(crate) fn steps_where(
        self,
        is_asked: fn(&Instruction<'a>) -> bool,
    ) -> impl Iterator<Item = (Step<'a>, Moment<'a>)> + use<'a> {
        let current = (self.commands > 0).then(|| (self.stage().instruction_at(self.point.index()), self.commands));
        let before = self.point.backwards().map(|one| (one, usize::MAX));
        let all = current.into_iter().chain(before).filter(move |(one, _)| is_asked(one));
        all.flat_map(move |(one, commands)| self.steps_of(one, commands))
    }

    /// Whether it lies in an instruction, or before it.
    pub(crate) fn is_within(self, one: Instruction<'_>) -> bool {
        self.point.index() == one.index()
    }

    /// The end of the local stage that this one is built on.
    pub(crate) fn inherited(self) -> Option<Self> {
        Some(self.end_of(self.stage().parent()?))
    }

    /// What happened before in the stage and in the local stages that it is built on, nearest first.
    pub(crate) fn history(self) -> impl Iterator<Item = (Step<'a>, Moment<'a>)> + use<'a> {
        let inherited = self.stage().chain().skip(1);
        self.steps()
            .chain(inherited.flat_map(move |stage| self.end_of(stage).steps()))
    }

    /// The steps of an instruction, the last first; of a RUN only so many commands.
    fn steps_of(self, one: Instruction<'a>, commands: usize) -> impl Iterator<Item = (Step<'a>, Self)> + use<'a> {
        let run = (one.keyword == Keyword::Run).then(|| one.run_commands());
        let count = run.flatten().map_or(1, |all| all.len().min(commands));
        self.analysis().dockerfile.memo.count_steps(count);
        let all = run.flatten().unwrap_or_default();
        // After a `cd`, by the number of that command, the directory that follows it; `None` where it depends on what happens.
        let mut directories = Vec::new();
        if !all.is_empty() {
            directories.push((0, one.workdir().map(Cow::Borrowed)));
        }
        for (number, command) in all.iter().enumerate().take(count) {
            if let "cd" | "pushd" | "popd" = command.program() {
                let to = command.arguments().find(|word| !word.starts_with('-'));
                let to = to.filter(|to| command.is_plain && !to.contains(['$', '~', '`']));
                let before = directories.last().and_then(|(_, directory)| directory.as_deref());
                let directory = to.and_then(|to| absolute(before, to)).map(Cow::Owned);
                directories.push((number + 1, directory));
            }
        }
        (0..count).rev().map(move |number| {
            let step = match run {
                None => Step::Instruction(one),
                Some(None) => Step::Unreadable(one),
                Some(Some(all)) => {
                    let directory = directories.iter().rev().find(|(from, _)| *from <= number);
                    Step::Command(
                        one,
                        &all[number],
                        directory.and_then(|(_, directory)| directory.clone()),
                    )
                }
            };
            let before = Self {
                point: one.before(),
                commands: number,
                ..self
            };
            (step, before)
        })
    }
}
