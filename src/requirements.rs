//! The thirteen requirements of the house pattern, and how a file meets each before and after the fixes. Nothing else names them.

use serde::{Deserialize, Serialize};

use crate::dockerfile::command_line::{Target, python_call};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::stages::Role;
use crate::outcome::{Found, Outcome, Status};
use crate::python::health::{self, Facts, Invocation};
use crate::transform::View;
use crate::transforms;

/// One requirement.
#[derive(Debug)]
pub struct Requirement {
    /// What machines read, `platform-flags`.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
    /// The code of the rule that it belongs to.
    pub rule: &'static str,
    judged: Judged,
}

/// What a requirement is judged by.
#[derive(Debug)]
enum Judged {
    /// The rule's findings, also in a file that is not in scope.
    Anywhere,
    /// The rule's findings.
    InScope,
    /// A fact about the health check.
    Health(fn(&Facts) -> bool),
}

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The file has nothing that it is about.
    NotApplicable,
}

/// How a file meets one requirement.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The requirement.
    pub requirement: &'static Requirement,
    /// In the text that was read.
    pub before: Met,
    /// In the result.
    pub after: Met,
}

/// All of them, in the order in which every report shows them.
pub static ALL: [Requirement; 13] = [
    row("multi-stage", "Multi-stage build", "LF009", Judged::Anywhere),
    row("distroless-runtime", "Distroless runtime", "LF010", Judged::Anywhere),
    row("marker-content", "Marker files with content", "LF011", Judged::InScope),
    row("ownership", "Proper ownership", "LF012", Judged::InScope),
    row("platform-flags", "Platform flags", "LF002", Judged::InScope),
    row("builder-base", "Python base in builder", "LF001", Judged::InScope),
    row("python-path", "Explicit Python path", "LF003", Judged::InScope),
    row("entrypoint-clear", "ENTRYPOINT clear", "LF004", Judged::InScope),
    row("python-env", "ENV vars", "LF005", Judged::InScope),
    row("runtime-verification", "Runtime verification", "LF006", Judged::InScope),
    row("builder-verification", "Builder verification", "LF008", Judged::InScope),
    row(
        "healthcheck-timeout",
        "Health check timeout",
        "LF007",
        Judged::Health(|facts| facts.limited),
    ),
    row(
        "healthcheck-errors",
        "Health check error handling",
        "LF007",
        Judged::Health(|facts| facts.handles_errors),
    ),
];

const fn row(id: &'static str, name: &'static str, rule: &'static str, judged: Judged) -> Requirement {
    Requirement { id, name, rule, judged }
}

/// How a file meets every requirement, from what was found in it and the views of it as it was read and as it is in the end. A requirement is
/// met where no finding of its rule is left; a comment that silences the rule counts as met.
pub fn survey(outcome: &Outcome, before: &View<'_>, after: &View<'_>) -> Vec<Standing> {
    let observed = |found: &[Found], rule| found.iter().any(|found| found.rule.code == rule);
    let left = |rule| {
        let open = |status: &Status| !matches!(status, Status::Fixed { .. });
        outcome
            .findings
            .iter()
            .any(|found| found.rule.code == rule && open(&found.status))
            || observed(&outcome.observed.after, rule)
    };
    let standing = |requirement: &'static Requirement| {
        let rule = requirement.rule;
        let found = observed(&outcome.findings, rule) || observed(&outcome.observed.before, rule);
        Standing {
            requirement,
            before: judge(requirement, outcome.in_scope, before, found),
            after: judge(requirement, outcome.in_scope, after, left(rule)),
        }
    };
    ALL.iter().map(standing).collect()
}

fn judge(requirement: &Requirement, in_scope: bool, view: &View<'_>, found: bool) -> Met {
    match requirement.judged {
        Judged::InScope | Judged::Health(_) if !in_scope => Met::NotApplicable,
        Judged::Health(holds) => {
            let runtime = view.stages.with_role(Role::Runtime);
            let checks = runtime.map(|stage| health(view, stage, holds, found));
            checks.fold(Met::NotApplicable, worse)
        }
        _ if found => Met::No,
        _ if applies(requirement.rule, view) => Met::Yes,
        _ => Met::NotApplicable,
    }
}

fn applies(rule: &str, view: &View<'_>) -> bool {
    let mut passes = transforms::all().iter();
    passes.any(|pass| pass.rule().code == rule && pass.applies(view))
}

/// Of several stages the worst counts; one without a health check says nothing.
fn worse(a: Met, b: Met) -> Met {
    match (a, b) {
        (Met::No, _) | (_, Met::No) => Met::No,
        (Met::Yes, _) | (_, Met::Yes) => Met::Yes,
        (Met::NotApplicable, Met::NotApplicable) => Met::NotApplicable,
    }
}

fn health(view: &View<'_>, stage: usize, holds: fn(&Facts) -> bool, found: bool) -> Met {
    let (document, stages) = (view.document, view.stages);
    let effective = stages.effective(document, stage, Keyword::Healthcheck);
    let command = effective.and_then(|(_, index)| Some((index, document.instructions()[index].command()?)));
    let words = match command {
        None => return Met::NotApplicable,
        Some((_, Command::Exec(form))) => form.words.iter().map(|word| word.value.clone()).collect(),
        Some((index, Command::Shell(joined))) => {
            shlex::split(&document.instructions()[index].text()[joined.clone()]).unwrap_or_default()
        }
    };
    let version = stages.runtime_python(stage, view.settings).version;
    match python_call(&words).map(|call| (call.target, Invocation::new(&version, &call.options))) {
        Some((Target::Code(code), python)) => match health::facts(&code, python) {
            Ok(None) => Met::NotApplicable,
            Ok(Some(facts)) if holds(&facts) => Met::Yes,
            _ if found => Met::No,
            _ => Met::Yes,
        },
        // A program that the image does not have is a finding; of any other nothing is known.
        _ if found => Met::No,
        _ => Met::NotApplicable,
    }
}
