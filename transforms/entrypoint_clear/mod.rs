//! LF004: a runtime stage has an empty ENTRYPOINT, or an init alone, and the command in CMD.

use std::ops::Range;

use crate::analysis::command_line::{self, Target, is_python, python_call, python_target};
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, ExecWord};
use crate::dockerfile::grammar::NodeQuery;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Remedy};
use crate::engine::rule::{Requirement, Rule, Transform};

mod placement;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF004",
    name: "entrypoint-clear",
    summary: "a runtime stage has ENTRYPOINT [] (or tini alone) and the command in CMD",
    page: include_str!("README.md"),
    requirements: &[Requirement {
        number: 8,
        id: "entrypoint-clear",
        name: "ENTRYPOINT clear",
    }],
};

/// Finds each runtime stage whose ENTRYPOINT holds the command, or is the base image's own, and moves the command into CMD.
pub(super) struct EntrypointClear;

impl Transform for EntrypointClear {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        context
            .stages_with_role(Role::Runtime)
            .filter_map(check_stage)
            .collect()
    }
}

/// What a stage runs: its ENTRYPOINT and CMD in effect, inherited ones included.
struct Commands<'a> {
    stage: Stage<'a>,
    entrypoint: Option<ExecCommand<'a>>,
    command: Option<ExecCommand<'a>>,
}

/// An ENTRYPOINT or CMD in exec form.
struct ExecCommand<'a> {
    instruction: Instruction<'a>,
    words: &'a [ExecWord],
    /// From `[` to `]`; bytes of the file.
    array: Range<usize>,
}

/// What the table of the specification says of the two together.
enum Judgement {
    Conforms,
    /// The strings as they are written, quotes included.
    Rewrite {
        entrypoint: Vec<String>,
        command: Vec<String>,
    },
    Report {
        message: String,
        advice: &'static str,
    },
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    let commands = Commands::of(stage)?;
    let first = commands.entrypoint.as_ref().or(commands.command.as_ref());
    let owner = first.map_or(stage, |one| one.instruction.stage());
    if owner != stage && owner.role() == Role::Runtime {
        // It is found there.
        return None;
    }
    let (message, remedy) = match commands.judge() {
        Judgement::Conforms => return None,
        Judgement::Report { message, advice } => (message, Remedy::Report(advice.to_string())),
        Judgement::Rewrite { entrypoint, command } => {
            let message = match &commands.entrypoint {
                Some(one) if one.instruction.stage() == stage => "ENTRYPOINT holds the command, which belongs in CMD",
                Some(_) => "the command is in the ENTRYPOINT of an earlier stage, and belongs in CMD",
                None => "the base image's own ENTRYPOINT is in force, which runs Python with CMD as its arguments",
            };
            let fix = placement::write(&commands, &entrypoint, &command);
            (message.to_string(), Remedy::Fix(fix))
        }
    };
    let own = commands.own_entrypoint().or(commands.own_command());
    let place = own.map_or(stage.from(), |one| one.instruction);
    Some(Finding::new(place, place.keyword_range().start, message, remedy))
}

impl<'a> Commands<'a> {
    /// `None` when one of the two is in shell form, which runs nowhere without a shell: that is LF003's business.
    fn of(stage: Stage<'a>) -> Option<Self> {
        let read = |keyword| match stage.effective(keyword) {
            None => Some(None),
            Some(one) => ExecCommand::read(one).map(Some),
        };
        Some(Self {
            stage,
            entrypoint: read(Keyword::Entrypoint)?,
            command: read(Keyword::Cmd)?,
        })
    }

    fn own_entrypoint(&self) -> Option<&ExecCommand<'a>> {
        let own = self.entrypoint.as_ref();
        own.filter(|one| one.instruction.stage() == self.stage)
    }

    fn own_command(&self) -> Option<&ExecCommand<'a>> {
        let own = self.command.as_ref();
        own.filter(|one| one.instruction.stage() == self.stage)
    }

    fn judge(&self) -> Judgement {
        let Some(entrypoint) = &self.entrypoint else {
            return self.judge_base();
        };
        let Some(call) = python_call(entrypoint.words) else {
            return Judgement::Conforms;
        };
        let written = entrypoint.written();
        // tini and dumb-init stay; env is a part of the command.
        let is_init = command_line::is_init_alone(&entrypoint.words[call.wrapper.clone()]);
        let (init, python) = written.split_at(if is_init { call.program } else { 0 });
        let more = self.command.as_ref().map(ExecCommand::written).unwrap_or_default();
        Judgement::Rewrite {
            entrypoint: init.to_vec(),
            command: [python, &more].concat(),
        }
    }

    /// The base image's own ENTRYPOINT, if it has one that runs Python, does so with CMD as the arguments.
    fn judge_base(&self) -> Judgement {
        let own = self.stage.image().entrypoint();
        let Some(call) = python_call(&own) else {
            return Judgement::Conforms;
        };
        let own: Vec<String> = own.into_iter().map(exec::quote).collect();
        let (init, python) = own.split_at(call.program);
        let Some((command, first)) = self.command.as_ref().and_then(|one| Some((one, one.words.first()?))) else {
            return Judgement::Report {
                message: "the stage names no command, and the base image's own ENTRYPOINT is in force".to_string(),
                advice: "write `ENTRYPOINT []`, and the command in CMD",
            };
        };
        let words = command.words;
        let program = words.get(command_line::wrapper_length(words));
        if program.is_some_and(|word| is_python(&word.value)) {
            return Judgement::Rewrite {
                entrypoint: init.to_vec(),
                command: command.written(),
            };
        }
        let is_python_argument = match python_target(words).0 {
            Target::Script(script) => script.ends_with(".py") || first.value.starts_with('-'),
            Target::Module(..) | Target::Code(_) => true,
            Target::Nothing => false,
        };
        if is_python_argument {
            return Judgement::Rewrite {
                entrypoint: init.to_vec(),
                command: [python, &command.written()].concat(),
            };
        }
        Judgement::Report {
            message: format!("the base image's own ENTRYPOINT runs `python {}`", first.value),
            advice: "write `ENTRYPOINT []`, and the whole command in CMD: the program's path, or Python and the script",
        }
    }
}

impl<'a> ExecCommand<'a> {
    /// `None` when it is in shell form, or the tree does not show its array.
    fn read(instruction: Instruction<'a>) -> Option<Self> {
        let form = instruction.parsed().command()?.exec()?;
        let array = instruction.matches(&QUERY).first()?.range("array")?;
        Some(Self {
            instruction,
            words: &form.words,
            array,
        })
    }

    /// The strings as they are written, quotes and continuations included.
    fn written(&self) -> Vec<String> {
        let written = |word: &ExecWord| self.instruction.file_text(word.range.clone()).to_string();
        self.words.iter().map(written).collect()
    }
}
