//! The cursor between two instructions.

use super::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::effective::Scope;

/// A point in a stage: before one of its instructions, or at its end.
#[derive(Clone, Copy)]
pub struct Point<'a> {
    stage: Stage<'a>,
    before: usize,
}

impl<'a> Point<'a> {
    pub(super) fn new(stage: Stage<'a>, before: usize) -> Self {
        Self { stage, before }
    }

    /// The stage that it lies in.
    pub fn stage(self) -> Stage<'a> {
        self.stage
    }

    /// The number of the instruction that it lies before.
    pub(super) fn index(self) -> usize {
        self.before
    }

    /// The instructions of the stage before it, nearest first.
    pub fn backwards(self) -> impl Iterator<Item = Instruction<'a>> + use<'a> {
        let before = self.before;
        self.stage
            .instructions()
            .rev()
            .skip_while(move |one| one.index() >= before)
    }

    /// The instructions before it, those of the local stages that its stage is built on included; nearest first.
    pub fn history(self) -> impl Iterator<Item = Instruction<'a>> + use<'a> {
        let inherited = self.stage.chain().skip(1).flat_map(|local| local.instructions().rev());
        self.backwards().chain(inherited)
    }

    /// The program of the SHELL in effect where that runs no shell commands.
    pub fn other_shell(self) -> Option<&'a str> {
        let shell = self.history().find(|one| one.keyword == Keyword::Shell)?;
        let form = shell.parsed().command()?.exec();
        let program = form.and_then(|form| form.words.first()).map_or("", |word| &word.value);
        let name = program.rsplit('/').next().unwrap_or(program);
        let is_shell = ["sh", "bash", "dash", "ash", "zsh", "busybox"].contains(&name);
        (!is_shell).then_some(program)
    }

    /// ENV in effect, inherited and the base image's included.
    pub fn environment(self) -> Scope<'a> {
        self.scope().environment()
    }

    /// ENV and ARG in effect, inherited and the base image's included.
    pub fn scope(self) -> Scope<'a> {
        let stages = &self.stage.analysis().dockerfile.stages;
        stages.scope(self.stage.index(), self.before)
    }

    /// The directory in effect; `None` when it is not known.
    pub fn workdir(self) -> Option<&'a str> {
        self.scope().workdir()
    }

    /// The user in effect, as written, variables resolved; `None` when it is not known.
    pub fn user(self) -> Option<&'a str> {
        self.scope().user()
    }

    /// The same without its group.
    pub(crate) fn user_name(self) -> Option<&'a str> {
        self.user()?.split(':').next()
    }

    /// Whether the user in effect is known to be root.
    pub(crate) fn is_root(self) -> bool {
        matches!(self.user_name(), Some("0" | "root"))
    }
}
