//! LF004: a runtime stage has an empty ENTRYPOINT, or an init alone, and the command in CMD.

use std::ops::Range;

use crate::analysis::base_python::is_for_base_python;
use crate::analysis::command_line::{self, Target, is_python, python_call};
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command, ExecForm, ExecWord};
use crate::dockerfile::grammar::NodeQuery;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod placement;
mod shell_form;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

/// What a person should know where the command goes from ENTRYPOINT to CMD.
pub(super) const ARGUMENTS_REPLACE: &str = "arguments of `docker run IMAGE ...` and `args:` in Kubernetes now replace the whole command, and are no longer added to it";

static RULE: Rule = Rule {
    code: "LF004",
    name: "entrypoint-clear",
    summary: "a runtime stage has ENTRYPOINT [] (or tini alone) and the command in CMD",
    page: include_str!("README.md"),
    priority: Priority::Critical,
    requirements: &[Requirement::new(8, "entrypoint-clear", "ENTRYPOINT clear")],
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
    /// The CMDs of the stages built on this one that its ENTRYPOINT runs, where several share it.
    heirs: Vec<ExecCommand<'a>>,
    /// Whether every stage that shares the ENTRYPOINT has a CMD of its own.
    is_command_replaced: bool,
}

/// An ENTRYPOINT or CMD in exec form.
struct ExecCommand<'a> {
    instruction: Instruction<'a>,
    words: &'a [ExecWord],
    form: &'a ExecForm,
}

/// What the table of the specification says of the two together.
enum Judgement {
    Conforms,
    /// The command goes to CMD.
    Move(Move),
    Report {
        message: String,
        advice: &'static str,
    },
}

/// What goes to CMD.
struct Move {
    /// How many words stay in ENTRYPOINT: those of an init.
    kept: usize,
    /// Of the base image's own ENTRYPOINT, where that applies, what stays in ENTRYPOINT, and what CMD lacks; quoted.
    of_base: (String, String),
    /// Whether CMD holds nothing but what the program of ENTRYPOINT is given.
    holds_arguments: bool,
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    if stage.with_heirs().into_iter().any(is_set_by_onbuild) {
        let message = "ONBUILD sets the ENTRYPOINT or CMD of this stage, or of one that is built on it";
        let advice = "write `ENTRYPOINT []`, and the command in CMD, into each stage itself";
        let remedy = Remedy::Report(advice.to_string());
        return Some(Finding::at_keyword(stage.from(), message, remedy));
    }
    let Some(commands) = Commands::of(stage) else {
        return shell_form::check(stage);
    };
    let first = commands.entrypoint.as_ref().or(commands.command.as_ref());
    let owner = first.map_or(stage, |one| one.instruction.stage());
    if owner != stage && owner.role() == Role::Runtime {
        // It is found there.
        return None;
    }
    match Commands::shared(owner).filter(|_| owner != stage) {
        // Each that shares it says the same, which is said once.
        Some(shared) => shared.check(),
        None => commands.check(),
    }
}

fn is_set_by_onbuild(stage: Stage<'_>) -> bool {
    let in_effect = [Keyword::Entrypoint, Keyword::Cmd].map(|keyword| stage.effective(keyword));
    in_effect.iter().flatten().any(|one| one.keyword == Keyword::Onbuild)
}

impl<'a> Commands<'a> {
    /// `None` when one of the two is in shell form.
    fn of(stage: Stage<'a>) -> Option<Self> {
        let read = |keyword| match stage.effective(keyword) {
            None => Some(None),
            Some(one) => ExecCommand::read(one).map(Some),
        };
        Some(Self {
            stage,
            entrypoint: read(Keyword::Entrypoint)?,
            command: read(Keyword::Cmd)?,
            heirs: Vec::new(),
            is_command_replaced: false,
        })
    }

    /// What a stage runs together with those built on it, where its ENTRYPOINT is that of several runtime stages; and the first of them.
    fn shared(stage: Stage<'a>) -> Option<Self> {
        let entrypoint = stage.own(Keyword::Entrypoint)?;
        let runs_it = |heir: &Stage<'a>| heir.effective(Keyword::Entrypoint) == Some(entrypoint);
        let heirs = stage.with_heirs().into_iter().skip(1);
        let all: Vec<Stage<'a>> = heirs.filter(runs_it).collect();
        let runtime = all.iter().copied().filter(|heir| heir.role() == Role::Runtime);
        runtime.clone().nth(1)?;
        let own_command = stage.own(Keyword::Cmd);
        let is_replaced = |heir: Stage<'a>| heir.effective(Keyword::Cmd).is_some_and(|cmd| Some(cmd) != own_command);
        let commands = all.iter().filter_map(|heir| heir.own(Keyword::Cmd));
        Some(Self {
            heirs: commands.map(ExecCommand::read).collect::<Option<_>>()?,
            is_command_replaced: runtime.clone().all(is_replaced),
            ..Self::of(stage)?
        })
    }

    fn check(&self) -> Option<Finding> {
        let (message, remedy) = match self.judge() {
            Judgement::Conforms => return None,
            Judgement::Report { message, advice } => (message, Remedy::Report(advice.to_string())),
            Judgement::Move(what) => {
                let message = match &self.entrypoint {
                    Some(one) if one.instruction.stage() == self.stage => {
                        "ENTRYPOINT holds the command, which belongs in CMD"
                    }
                    Some(_) => "the command is in the ENTRYPOINT of an earlier stage, and belongs in CMD",
                    None => "the base image's own ENTRYPOINT applies, which runs Python with CMD as its arguments",
                };
                let fix = placement::write(self, &what);
                let uses = self.stage.analysis().context.uses();
                let fix = match (&uses.child, &uses.command, what.holds_arguments) {
                    (Some(place), ..) => {
                        fix.unsafe_because(format!("{place} builds an image on this one, which inherits ENTRYPOINT and CMD"))
                    }
                    (None, Some(place), _) => fix.unsafe_because(format!(
                        "{place} gives a container of the image a command, which ENTRYPOINT gets as arguments today; then it replaces the whole command"
                    )),
                    (None, None, true) => fix.unsafe_because(
                        "CMD holds arguments, and those of `docker run IMAGE ...` or `args:` in Kubernetes take their place today; then they take \
                         that of the whole command",
                    ),
                    (None, None, false) if self.heirs.is_empty() && self.names_no_program() => fix.unsafe_because(
                        "the command starts Python without a program, which an image built on this one, or the arguments of `docker run IMAGE ...`, \
                         may add to ENTRYPOINT today",
                    ),
                    (None, None, false) => fix.with_note(ARGUMENTS_REPLACE),
                };
                (message.to_string(), Remedy::Fix(fix))
            }
        };
        let own = self.own_entrypoint().or(self.own_command());
        let place = own.map_or(self.stage.from(), |one| one.instruction);
        Some(Finding::at_keyword(place, message, remedy))
    }

    /// Whether ENTRYPOINT and CMD together start Python, and give it nothing to run.
    fn names_no_program(&self) -> bool {
        let words = [&self.entrypoint, &self.command]
            .into_iter()
            .flatten()
            .flat_map(|one| one.words);
        let words: Vec<&str> = words.map(|word| word.value.as_str()).collect();
        python_call(&words).is_some_and(|call| call.target == Target::Nothing)
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
            let mut commands = self.command.iter().chain(&self.heirs);
            let is_clear = entrypoint.words.is_empty() || command_line::is_init_alone(entrypoint.words);
            return match is_clear && commands.all(|one| one.words.is_empty()) {
                true => Judgement::Report {
                    message: "the stage names no command".to_string(),
                    advice: "write the command in CMD",
                },
                false => Judgement::Conforms,
            };
        };
        // tini and dumb-init stay; env is a part of the command.
        let is_init = command_line::is_init_alone(&entrypoint.words[call.wrapper.clone()]);
        let is_of_arguments = |cmd: &ExecCommand<'_>| {
            let whole: Vec<&str> = entrypoint.words.iter().chain(cmd.words).map(AsRef::as_ref).collect();
            let runs_nothing = || python_call(&whole).is_none_or(|call| call.target == Target::Nothing);
            !cmd.words.is_empty() && (call.target != Target::Nothing || runs_nothing())
        };
        Judgement::Move(Move {
            kept: if is_init { call.program } else { 0 },
            of_base: Default::default(),
            holds_arguments: self.command.iter().chain(&self.heirs).any(is_of_arguments),
        })
    }

    /// The base image's own ENTRYPOINT, if it has one that runs Python, does so with CMD as the arguments.
    fn judge_base(&self) -> Judgement {
        let own = self.stage.image().entrypoint();
        let Some(call) = python_call(&own) else {
            return Judgement::Conforms;
        };
        let Some((command, first)) = self.command.as_ref().and_then(|one| Some((one, one.words.first()?))) else {
            return Judgement::Report {
                message: "the stage names no command, and the base image's own ENTRYPOINT applies".to_string(),
                advice: "write `ENTRYPOINT []`, and the command in CMD",
            };
        };
        let program = command.words.get(command_line::wrapper_length(command.words));
        let is_whole = program.is_some_and(|word| is_python(&word.value));
        if is_whole || is_for_base_python(self.stage, command.words) {
            let own: Vec<String> = own.into_iter().map(exec::quote).collect();
            let (init, python) = own.split_at(call.program);
            return Judgement::Move(Move {
                kept: 0,
                of_base: (
                    init.join(", "),
                    if is_whole { String::new() } else { python.join(", ") },
                ),
                holds_arguments: false,
            });
        }
        Judgement::Report {
            message: format!("the base image's own ENTRYPOINT runs `python {}`", first.value),
            advice: "write `ENTRYPOINT []`, and the whole command in CMD: the program's path, or Python and the script",
        }
    }
}

impl<'a> ExecCommand<'a> {
    /// `None` when it is in shell form.
    fn read(instruction: Instruction<'a>) -> Option<Self> {
        let form = instruction.parsed().command().and_then(Command::exec)?;
        Some(Self {
            instruction,
            words: &form.words,
            form,
        })
    }

    /// From `[` to `]`; bytes of the file. Nothing is edited in an instruction that the grammar does not understand.
    fn array(&self) -> Range<usize> {
        let matches = self.instruction.matches(&QUERY);
        let captured = matches.first().and_then(|found| found.range("array"));
        captured.unwrap_or_else(|| self.form.range.clone())
    }
}
