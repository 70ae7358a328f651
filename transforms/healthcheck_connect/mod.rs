//! LF007: a Python health check has a time limit, and a failure ends in a non-zero exit without a traceback.

use crate::dockerfile::command_line::{PythonCall, Target, python_call};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command, ExecForm};
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::Role;
use crate::edit::Edit;
use crate::python::health::{self, Bounded, Invocation, Limits};
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod program;
mod settings;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF007",
    name: "healthcheck-connect",
    summary: "a Python health check has a time limit and does not raise",
    page: include_str!("README.md"),
};

/// The pass.
pub struct HealthcheckConnect;

impl Transform for HealthcheckConnect {
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

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let (owner, index) = view.stages.effective(view.document, stage, Keyword::Healthcheck)?;
    let instruction = &view.document.instructions()[index];
    if view.document.captures(&QUERY, index).is_empty() {
        return None;
    }
    let limits = Limits::within(settings::timeout(instruction), view.settings.healthcheck_timeout);
    let (at, message, remedy) = match instruction.command()? {
        Command::Exec(form) => match python_call(&form.words) {
            Some(call) => check_script(view, stage, index, form, &call, &limits)?,
            None => program::check_exec_form(view, stage, index, form, &limits)?,
        },
        Command::Shell(joined) => program::check_shell_form(view, stage, index, joined.clone(), &limits)?,
    };
    if owner == stage {
        return Some(Finding {
            instruction: index,
            at,
            message,
            remedy,
        });
    }
    if view.stages.stages[owner].role == Role::Runtime {
        return None;
    }
    let from = view.stages.stages[stage].from;
    Some(Finding {
        instruction: from,
        at: view.document.instructions()[from].keyword_range().start,
        message: format!("{message}, in the earlier stage that the health check is inherited from"),
        remedy: Remedy::Report("write the HEALTHCHECK in this stage".to_string()),
    })
}

type Judged = (usize, String, Remedy);

fn check_script(
    view: &View<'_>,
    stage: usize,
    index: usize,
    form: &ExecForm,
    call: &PythonCall,
    limits: &Limits,
) -> Option<Judged> {
    let Target::Code(code) = &call.target else { return None };
    let word = form.words.iter().rfind(|word| word.value == *code)?;
    let version = view.stages.runtime_python(stage, view.settings).version;
    let python = Invocation::new(&version, &call.options);
    let judged = match health::bound(code, python, limits) {
        Ok(None) => return None,
        Err(reason) => {
            let message = "the health check cannot be shown to have a time limit and a non-zero exit on every failure";
            let advice = format!("{reason}; see to it by hand, or silence it with `# lucid-fix ignore=LF007`");
            (message.to_string(), Remedy::Report(advice))
        }
        Ok(Some(Bounded { lines, what })) => {
            let newline = view.document.newline(index);
            let text = exec::quote_statements(&lines, view.document.escape(), newline);
            let title = format!("Rewrite the health check to {what}");
            let fix = Fix::within(
                view.document,
                index,
                title,
                vec![Edit::replace(word.range.clone(), text)],
            );
            (format!("the health check should {what}"), Remedy::Fix(fix))
        }
    };
    Some((word.range.start, judged.0, judged.1))
}

/// The exec form that runs a script with the stage's own interpreter.
fn python_check(view: &View<'_>, stage: usize, index: usize, lines: &[String]) -> String {
    let interpreter = view.stages.runtime_python(stage, view.settings).interpreter;
    let script = exec::quote_statements(lines, view.document.escape(), view.document.newline(index));
    format!("[{}, \"-c\", {script}]", exec::quote(&interpreter))
}
