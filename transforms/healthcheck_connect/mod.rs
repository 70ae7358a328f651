//! LF007: a Python health check has a time limit, and a failure ends in a non-zero exit without a traceback.

use std::ops::Range;

use crate::analysis::command_line::{PythonCall, Target, python_call};
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command, ExecForm, ExecWord};
use crate::dockerfile::grammar::NodeQuery;
use crate::edit::Edit;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::requirements::Met;
use crate::engine::rule::{Priority, Requirement, Rule, Transform};
use crate::python::health::{Bounded, Examination, Facts, Invocation};

mod command;
mod program;
mod settings;

use settings::limits;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF007",
    name: "healthcheck-connect",
    summary: "a Python health check has a time limit and does not raise",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[
        Requirement::new(12, "healthcheck-timeout", "Health check timeout"),
        Requirement::new(13, "healthcheck-errors", "Health check error handling"),
    ],
};

/// Gives the health check a time limit, and takes away what raises.
pub(super) struct HealthcheckConnect;

impl Transform for HealthcheckConnect {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn note(&self, context: &RuleContext<'_>, requirement: &Requirement) -> Option<String> {
        let is_unmet = || self.meets(context, requirement, false) == Met::No;
        let note = "the check lets `connect` raise; only one that is the last use of the network is rewritten";
        (requirement.id == "healthcheck-errors" && is_unmet()).then(|| note.to_string())
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        context
            .stages_with_role(Role::Runtime)
            .filter_map(check_stage)
            .collect()
    }

    fn meets(&self, context: &RuleContext<'_>, requirement: &Requirement, found: bool) -> Met {
        let holds = match requirement.id {
            "healthcheck-timeout" => |facts: &Facts| facts.limited,
            _ => |facts: &Facts| facts.handles_errors,
        };
        let checks = context
            .stages_with_role(Role::Runtime)
            .map(|stage| meets(stage, holds, found));
        checks.fold(Met::NotApplicable, Met::worse)
    }
}

fn meets(stage: Stage<'_>, holds: fn(&Facts) -> bool, found: bool) -> Met {
    let check = stage.effective(Keyword::Healthcheck);
    let Some((check, command)) = check.and_then(|check| Some((check, check.parsed().command()?))) else {
        return Met::NotApplicable;
    };
    let words = match command {
        Command::Exec(form) => form.words.iter().map(|word| word.value.clone()).collect(),
        Command::Shell(joined) => shlex::split(&check.text()[joined.clone()]).unwrap_or_default(),
    };
    let call = python_call(&words).map(|call| (invocation(stage, &call), call.target));
    match call {
        Some((python, Target::Code(code))) => match stage.examine_check(&code, python, &limits(check)).as_deref() {
            Ok(Examination { facts: None, .. }) => Met::NotApplicable,
            Ok(Examination { facts: Some(facts), .. }) if holds(facts) => Met::Yes,
            _ if found => Met::No,
            // A connect that has to stay one: no comment silences that.
            Ok(Examination {
                facts: Some(facts),
                bound: Ok(None),
            }) if facts.limited => Met::No,
            _ => Met::Yes,
        },
        // A program that the image does not have is a finding; of any other nothing is known.
        _ if found => Met::No,
        _ => Met::NotApplicable,
    }
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    let check = stage.effective(Keyword::Healthcheck)?;
    let command = check.parsed().command()?;
    let (at, message, remedy) = match command.exec().and_then(|form| Some((form, python_call(&form.words)?))) {
        Some((form, call)) => {
            let script = InlineCode::find(form, &call.target)?;
            check_script(stage, check, &script, invocation(stage, &call))?
        }
        None => {
            let range = captured(check, "array").chain(captured(check, "shell")).next()?;
            program::check_program(stage, check, command, range, &limits(check))?
        }
    };
    if check.stage() == stage {
        return Some(Finding::new(check, at, message, remedy));
    }
    if check.stage().role() == Role::Runtime {
        return None;
    }
    Some(Finding::at_keyword(
        stage.from(),
        format!("{message}, in the earlier stage that the health check is inherited from"),
        Remedy::Report("write the HEALTHCHECK in this stage".to_string()),
    ))
}

/// What the query captures under a name; most checks conform, and need no tree.
fn captured(check: Instruction<'_>, name: &'static str) -> impl Iterator<Item = Range<usize>> {
    let matches = check.matches(&QUERY).into_iter();
    matches.filter_map(move |found| found.range(name))
}

fn invocation(stage: Stage<'_>, call: &PythonCall) -> Invocation {
    Invocation {
        version: stage.python_version(),
        site: !call.options.contains(&'S'),
    }
}

/// The command of a health check as an image without a shell, curl, wget and nc can run it, an exec form; `None` where it can as it is.
///
/// # Errors
/// Why there is none.
pub(super) fn for_interpreter(check: Instruction<'_>, interpreter: &str) -> Result<Option<String>, String> {
    let Some(command) = check.parsed().command() else {
        return Ok(None);
    };
    let escape = check.analysis().document().escape();
    program::for_interpreter(check, command, &limits(check)).map(|written| {
        written.map(|written| match written {
            program::PortableCheck::Words(words) => exec::array(&words),
            program::PortableCheck::Script(lines) => {
                let script = exec::quote_statements(&lines, escape, check.newline());
                format!("[{}, \"-c\", {script}]", exec::quote(interpreter))
            }
        })
    })
}

type Judged = (usize, String, Remedy);

/// The code of `-c` in an exec form.
struct InlineCode<'a> {
    code: &'a str,
    /// The string that holds it.
    word: &'a ExecWord,
    /// The options that it is joined to, as in `-cimport socket`.
    options: &'a str,
}

impl<'a> InlineCode<'a> {
    fn find(form: &'a ExecForm, target: &'a Target) -> Option<Self> {
        let Target::Code(code) = target else { return None };
        let is_option = |word: &str| word.starts_with('-') && word.ends_with('c');
        form.words.windows(2).find_map(|pair| {
            let word = &pair[1];
            let options = word.value.strip_suffix(code.as_str())?;
            let is_its = if options.is_empty() {
                is_option(&pair[0].value)
            } else {
                is_option(options)
            };
            is_its.then_some(Self { code, word, options })
        })
    }
}

fn check_script(
    stage: Stage<'_>,
    check: Instruction<'_>,
    script: &InlineCode<'_>,
    python: Invocation,
) -> Option<Judged> {
    let examined = stage.examine_check(script.code, python, &limits(check));
    let bound = examined.and_then(|examined| examined.bound.clone()).transpose()?;
    // The tree and the JSON must agree on where the script stands.
    let range = captured(check, "word").find(|range| *range == script.word.range)?;
    let at = range.start;
    let (message, remedy) = match bound {
        Err(reason) => {
            let message = "the health check cannot be shown to have a time limit and a non-zero exit on every failure";
            let advice = format!("{reason}; see to it by hand, or silence it with `# lucid-fix ignore=LF007`");
            (message.to_string(), Remedy::Report(advice))
        }
        Ok(Bounded { lines, what }) => {
            let text = exec::quote_statements(&lines, check.analysis().document().escape(), check.newline());
            let text = match script.options {
                "" => text,
                options => format!("{}, {text}", exec::quote(options)),
            };
            let title = format!("Rewrite the health check to {what}");
            let fix = Fix::within(check, title, vec![Edit::replace(range, text)]);
            let fix = match &check.analysis().context.uses().health_timeout {
                Some(place) => fix.unsafe_because(format!(
                    "{place} gives a container of the image another time limit for the health check than the Dockerfile, from which the one of the code follows"
                )),
                None => fix,
            };
            (format!("the health check should {what}"), Remedy::Fix(fix))
        }
    };
    Some((at, message, remedy))
}

/// The exec form that runs a script with the stage's own interpreter.
fn python_check(stage: Stage<'_>, check: Instruction<'_>, lines: &[String]) -> String {
    let interpreter = stage.image().interpreter();
    let script = exec::quote_statements(lines, stage.analysis().document().escape(), check.newline());
    format!("[{}, \"-c\", {script}]", exec::quote(interpreter))
}
