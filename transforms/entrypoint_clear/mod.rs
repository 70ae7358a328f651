//! LF004: a runtime stage has an empty ENTRYPOINT, or an init alone, and the command in CMD.

use crate::dockerfile::command_line::{self, Target, is_python, python_call, python_target};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command, ExecForm};
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::Role;
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod placement;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF004",
    name: "entrypoint-clear",
    summary: "a runtime stage has ENTRYPOINT [] (or tini alone) and the command in CMD",
    page: include_str!("README.md"),
};

/// The pass.
pub struct EntrypointClear;

impl Transform for EntrypointClear {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.stages
            .with_role(Role::Runtime)
            .filter_map(|stage| check_stage(view, stage))
            .collect()
    }
}

/// An ENTRYPOINT or CMD in force: its stage, its instruction, its strings.
struct InForce {
    stage: usize,
    index: usize,
    form: ExecForm,
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
        advice: String,
    },
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    // Shell forms run nowhere without a shell: that is LF003's business.
    let entrypoint = in_force(view, stage, Keyword::Entrypoint).ok()?;
    let command = in_force(view, stage, Keyword::Cmd).ok()?;
    let owner = entrypoint.as_ref().or(command.as_ref()).map_or(stage, |one| one.stage);
    if owner != stage && view.stages.stages[owner].role == Role::Runtime {
        return None;
    }
    let is_own = |one: &&InForce| one.stage == stage;
    let place = entrypoint.as_ref().filter(is_own).or(command.as_ref().filter(is_own));
    let index = place.map_or(view.stages.stages[stage].from, |one| one.index);
    let at = view.document.instructions()[index].keyword_range().start;
    let judgement = match &entrypoint {
        Some(entrypoint) => judge(view, entrypoint, command.as_ref()),
        None => judge_base(view, stage, command.as_ref()),
    };
    let (message, remedy) = match judgement {
        Judgement::Conforms => return None,
        Judgement::Report { message, advice } => (message, Remedy::Report(advice)),
        Judgement::Rewrite {
            entrypoint: words,
            command: full,
        } => {
            let message = match &entrypoint {
                Some(one) if one.stage == stage => "ENTRYPOINT holds the command, which belongs in CMD",
                Some(_) => "the command is in the ENTRYPOINT of an earlier stage, and belongs in CMD",
                None => "the base image's own ENTRYPOINT is in force, which runs Python with CMD as its arguments",
            };
            let edits = placement::write(view, stage, entrypoint.as_ref(), command.as_ref(), &words, &full);
            (message.to_string(), Remedy::Fix(edits))
        }
    };
    Some(Finding {
        instruction: index,
        at,
        message,
        remedy,
    })
}

/// The ENTRYPOINT or CMD in force at the end of a stage.
///
/// # Errors
/// When it is in shell form, or the tree does not show its array.
fn in_force(view: &View<'_>, stage: usize, keyword: Keyword) -> Result<Option<InForce>, ()> {
    let Some((stage, index)) = view.stages.effective(view.document, stage, keyword) else {
        return Ok(None);
    };
    match view.document.instructions()[index].command() {
        Some(Command::Exec(form)) if !view.document.captures(&QUERY, index).is_empty() => Ok(Some(InForce {
            stage,
            index,
            form: form.clone(),
        })),
        _ => Err(()),
    }
}

fn judge(view: &View<'_>, entrypoint: &InForce, command: Option<&InForce>) -> Judgement {
    let words = &entrypoint.form.words;
    if words.is_empty() || command_line::is_init_alone(words) {
        return Judgement::Conforms;
    }
    let Some(call) = python_call(words) else {
        return Judgement::Conforms;
    };
    let written = written(view, entrypoint);
    // tini and dumb-init stay behind; env is a part of the command.
    let is_init = command_line::is_init_alone(&words[call.wrapper.clone()]);
    let (init, python) = written.split_at(if is_init { call.program } else { 0 });
    let more = command.map(|command| self::written(view, command)).unwrap_or_default();
    Judgement::Rewrite {
        entrypoint: init.to_vec(),
        command: [python.to_vec(), more].concat(),
    }
}

/// The base image's own ENTRYPOINT runs its Python with CMD as the arguments.
fn judge_base(view: &View<'_>, stage: usize, command: Option<&InForce>) -> Judgement {
    let Some(command) = command.filter(|command| !command.form.words.is_empty()) else {
        return Judgement::Report {
            message: "the stage names no command, and the base image's own ENTRYPOINT is in force".to_string(),
            advice: "write `ENTRYPOINT []`, and the command in CMD".to_string(),
        };
    };
    let words = &command.form.words;
    let written = written(view, command);
    let program = command_line::wrapper_length(words);
    if words.get(program).is_some_and(|word| is_python(&word.value)) {
        return Judgement::Rewrite {
            entrypoint: Vec::new(),
            command: written,
        };
    }
    let is_python_argument = match python_target(words).0 {
        Target::Script(script) => script.ends_with(".py") || words[0].value.starts_with('-'),
        Target::Module(..) | Target::Code(_) => true,
        Target::Nothing => false,
    };
    if is_python_argument {
        let interpreter = view.stages.runtime_python(stage, view.settings).interpreter;
        return Judgement::Rewrite {
            entrypoint: Vec::new(),
            command: [vec![exec::quote(&interpreter)], written].concat(),
        };
    }
    Judgement::Report {
        message: format!("the base image's own ENTRYPOINT runs `python {}`", words[0].value),
        advice: "write `ENTRYPOINT []`, and the whole command in CMD: the program's path, or Python and the script"
            .to_string(),
    }
}

/// The strings of an array as they are written, quotes and continuations included.
fn written(view: &View<'_>, one: &InForce) -> Vec<String> {
    one.form
        .words
        .iter()
        .map(|word| view.document.text()[word.range.clone()].to_string())
        .collect()
}

/// The edits as a fix.
fn fix(edits: Vec<crate::edit::Edit>, touches: Vec<usize>, leaves: Vec<Keyword>) -> Fix {
    Fix {
        title: "Clear ENTRYPOINT and put the command in CMD".to_string(),
        edits,
        applicability: crate::transform::Applicability::Safe,
        note: None,
        touches,
        leaves,
    }
}
