//! A stage with the stages that are built on it, which all get another base at once, and the copies that are taken from them.

use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::files::{CopyFrom, CopyStep};
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::transform::View;

/// A stage and every stage built on it.
pub struct Family<'a> {
    view: View<'a>,
    /// Indices of the stages, in order.
    pub stages: Vec<usize>,
}

/// A command of a RUN of the family.
pub struct Step {
    /// The stage of the RUN.
    pub stage: usize,
    /// The RUN.
    pub instruction: usize,
    /// The command; its ranges are of no use, since it may stand in a script.
    pub command: SimpleCommand,
}

impl<'a> Family<'a> {
    pub fn of(view: &View<'a>, stage: usize) -> Self {
        let is_member = |other: &usize| view.stages.chain(*other).any(|below| below == stage);
        Self {
            view: *view,
            stages: (stage..view.stages.stages.len()).filter(is_member).collect(),
        }
    }

    /// The instructions of the stages' bodies, with their indices.
    pub fn body(&self) -> impl Iterator<Item = (usize, &'a Instruction)> + '_ {
        let all = self.view.document.instructions();
        let bodies = self
            .stages
            .iter()
            .map(|stage| self.view.stages.stages[*stage].body.clone());
        bodies.flatten().map(|index| (index, &all[index]))
    }

    /// Every copy that a stage takes from the family, with the stage that takes it.
    pub fn copies_out(&self) -> impl Iterator<Item = (usize, &'a CopyStep)> + '_ {
        let stages = self.view.stages;
        (0..stages.stages.len())
            .flat_map(move |stage| stages.copies(stage).map(move |copy| (stage, copy)))
            .filter(|(_, copy)| matches!(copy.from, CopyFrom::Stage(from) if self.stages.contains(&from)))
    }

    /// The commands of every RUN, and those of a script that one of them gives to a shell.
    ///
    /// # Errors
    /// The instruction that is not understood.
    pub fn commands(&self) -> Result<Vec<Step>, usize> {
        let mut all = Vec::new();
        for stage in &self.stages {
            for instruction in self.view.stages.stages[*stage].body.clone() {
                let run = &self.view.document.instructions()[instruction];
                if run.keyword != Keyword::Run {
                    continue;
                }
                let mut found = shell::run_commands(self.view.document, run)
                    .ok_or(instruction)?
                    .to_vec();
                let nested: Option<Vec<_>> = found.iter().filter_map(script_of).map(shell::commands).collect();
                found.extend(nested.ok_or(instruction)?.into_iter().flatten());
                let step = |command| Step {
                    stage: *stage,
                    instruction,
                    command,
                };
                all.extend(found.into_iter().map(step));
            }
        }
        Ok(all)
    }

    /// A RUN that mounts one of the stages: what it takes from there is not known.
    pub fn mounted(&self) -> Option<usize> {
        let is_own = |value: &str| {
            let stage = value.strip_prefix("from=").unwrap_or_default();
            self.stages.iter().any(|own| {
                let name = self.view.stages.stages[*own].name.as_deref();
                name.is_some_and(|name| name.eq_ignore_ascii_case(stage)) || stage.parse() == Ok(*own)
            })
        };
        let mounts = |instruction: &Instruction| {
            let mounts = instruction
                .flags
                .iter()
                .filter(|flag| flag.name.eq_ignore_ascii_case("mount"));
            mounts
                .filter_map(|flag| flag.value.as_deref())
                .any(|value| value.split(',').any(is_own))
        };
        self.view.document.instructions().iter().position(mounts)
    }

    /// Whether an instruction, or a path copied from the stages, shows that they hold Python code: a folder alone may hold anything.
    pub fn speaks_of_python(&self) -> bool {
        let speaks = |text: &str| {
            ["python", "pip", ".py", "site-packages"]
                .iter()
                .any(|word| text.contains(word))
        };
        self.body().any(|(_, instruction)| speaks(&self.says(instruction)))
            || self
                .copies_out()
                .any(|(_, copy)| copy.sources.iter().any(|source| speaks(source)))
    }

    /// The line of an instruction.
    pub fn line(&self, instruction: usize) -> usize {
        let start = self.view.document.instructions()[instruction].range().start;
        self.view.history.line(start)
    }

    /// What an instruction says to BuildKit: without comments and continuations, heredocs included.
    pub fn says(&self, instruction: &Instruction) -> String {
        let bodies = instruction
            .line
            .heredocs
            .iter()
            .map(|heredoc| &self.view.document.text()[heredoc.body.clone()]);
        std::iter::once(instruction.text())
            .chain(bodies)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The script of `sh -c`.
fn script_of(command: &SimpleCommand) -> Option<&str> {
    let is_shell = matches!(command.program(), "sh" | "bash" | "dash");
    let mut words = command
        .arguments()
        .skip_while(|word| !(word.starts_with('-') && word.ends_with('c')));
    words.nth(1).filter(|_| is_shell)
}
