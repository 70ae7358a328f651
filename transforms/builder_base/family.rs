//! A stage with the stages that are built on it, which all get another base at once, and the copies that are taken from them.

use crate::analysis::{Instruction, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::engine::context::RuleContext;

/// So many files of a directory are looked at.
const MOST_FILES: usize = 1_000;

/// A stage and every stage built on it.
pub(super) struct Family<'a> {
    pub(super) context: RuleContext<'a>,
    /// The stages, in order.
    pub(super) stages: Vec<Stage<'a>>,
}

/// A command of a RUN of the family.
pub(super) struct BuilderStep<'a> {
    pub(super) run: Instruction<'a>,
    /// The command; its ranges are of no use, since it may stand in a script.
    pub(super) command: SimpleCommand,
}

impl<'a> Family<'a> {
    pub(super) fn of(context: &RuleContext<'a>, stage: Stage<'a>) -> Self {
        Self {
            context: *context,
            stages: stage.with_heirs(),
        }
    }

    /// The instructions of the stages after each FROM.
    pub(super) fn body(&self) -> impl Iterator<Item = Instruction<'a>> {
        self.stages.iter().flat_map(|stage| stage.instructions())
    }

    /// Every copy that a stage takes from the family, in order, with its instruction.
    pub(super) fn copies_out(&self) -> impl Iterator<Item = (Instruction<'a>, &'a CopyStep)> + use<'a> {
        let mut all: Vec<_> = self.stages.iter().flat_map(|stage| stage.copies_out()).collect();
        all.sort_by_key(|(one, _)| one.index());
        all.into_iter()
    }

    /// The copies that one stage takes from the family, each with its instruction.
    pub(super) fn copies_to(&self, taker: Stage<'a>) -> impl Iterator<Item = (Instruction<'a>, &'a CopyStep)> {
        let is_own = move |copy: &&CopyStep| matches!(copy.from, CopyFrom::Stage(from) if self.stages.contains(&taker.sibling(from)));
        taker
            .copies()
            .filter(is_own)
            .map(move |copy| (taker.instruction_of(copy), copy))
    }

    /// The commands of every RUN, and those of a script that one of them gives to a shell.
    ///
    /// # Errors
    /// The instruction that is not understood.
    pub(super) fn commands(&self) -> Result<Vec<BuilderStep<'a>>, Instruction<'a>> {
        let mut all = Vec::new();
        for run in self.body().filter(|one| one.keyword == Keyword::Run) {
            let own = run.run_commands().ok_or(run)?;
            let scripts: Option<Vec<_>> = own.iter().filter_map(script_of).map(shell::commands).collect();
            let nested = scripts.ok_or(run)?.into_iter().flatten();
            all.extend(
                own.iter()
                    .cloned()
                    .chain(nested)
                    .map(|command| BuilderStep { run, command }),
            );
        }
        Ok(all)
    }

    /// A RUN that mounts one of the stages: what it takes from there is not known.
    pub(super) fn mounted(&self) -> Option<Instruction<'a>> {
        let is_own = |option: &str| {
            let name = option.strip_prefix("from=").unwrap_or_default();
            let number = name.parse();
            self.stages.iter().any(|own| {
                let is_named = own.name().is_some_and(|own| own.eq_ignore_ascii_case(name));
                is_named || number.as_ref().is_ok_and(|number| own.sibling(*number) == *own)
            })
        };
        let mounts = |one: &Instruction<'_>| {
            let mounts = one.flags.iter().filter(|flag| flag.name.eq_ignore_ascii_case("mount"));
            let mut values = mounts.filter_map(|flag| flag.value.as_deref());
            values.any(|value| value.split(',').any(is_own))
        };
        self.context.instructions().find(mounts)
    }

    /// Whether an instruction, a path copied from the stages or a file of the build context shows that they hold Python code: a directory
    /// alone may hold anything.
    pub(super) fn speaks_of_python(&self) -> bool {
        let speaks = |text: &str| {
            let words = [
                "python",
                "pip",
                ".py",
                "site-packages",
                "venv",
                "uv sync",
                "poetry ",
                "pdm ",
            ];
            words.iter().any(|word| text.contains(word))
        };
        let holds_python = |directory: &String| {
            let below = |stage: &Stage<'a>| stage.sources_below(directory, MOST_FILES);
            let files = self.stages.iter().filter_map(below);
            files.flatten().next().is_some()
        };
        self.body().any(|one| speaks(&says(one)))
            || self
                .copies_out()
                .any(|(_, copy)| copy.sources.iter().any(|source| speaks(source) || holds_python(source)))
    }

    /// The line of an instruction in the file that the person sees.
    pub(super) fn line(&self, instruction: Instruction<'_>) -> usize {
        self.context.line(instruction)
    }
}

/// What an instruction says to BuildKit: without comments and continuations, heredocs included.
pub(super) fn says(one: Instruction<'_>) -> String {
    let parts: Vec<&str> = std::iter::once(one.parsed().text())
        .chain(one.heredoc_bodies())
        .collect();
    parts.join("\n")
}

/// The script of `sh -c`.
pub(super) fn script_of(command: &SimpleCommand) -> Option<&str> {
    let is_shell = matches!(command.program(), "sh" | "bash" | "dash");
    let mut words = command
        .arguments()
        .skip_while(|word| !(word.starts_with('-') && word.ends_with('c')));
    words.nth(1).filter(|_| is_shell)
}

/// Whether a command names Python or pip, or a setup.py.
pub(super) fn is_python(step: &BuilderStep<'_>) -> bool {
    let is =
        |word: &str| word.ends_with("setup.py") || ["pip", "python"].iter().any(|name| last(word).starts_with(name));
    step.command.words.iter().any(|word| is(&word.text))
}

/// The last part of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
