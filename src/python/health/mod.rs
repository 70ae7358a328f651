//! The Python of a health check's `-c`: whether it has a time limit and fails when the service does, and the same check with both. Works on
//! Python text alone.
//!
//! A failing request or `connect` raises, and an uncaught exception ends Python with 1. So it is enough to see that nothing hides an
//! exception; only the number that `connect_ex` returns has to reach the exit code.
//!
//! ```text
//! names (what each name stands for) → survey (which calls use the network, which of them have a time limit)
//!    → rewrite (the edits that bring the script to the pattern)
//! ```

mod catalog;
mod names;
mod result;
mod rewrite;
mod survey;

use ruff_python_ast::helpers::is_compound_statement;
use ruff_python_ast::{PythonVersion, Stmt};
use ruff_text_size::Ranged;

use super::parse::{PythonTree, parse};
use crate::edit::EditSet;
use result::reaches_exit;
use rewrite::HealthScript;
use survey::{Limit, NetworkCall, survey};

/// How a health check starts Python.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invocation {
    /// The version that runs the script.
    pub version: PythonVersion,
    /// Whether the module `site` is loaded, which makes `exit` and `quit`; not so under `-S`.
    pub site: bool,
}

/// How long a health check may take, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limits {
    /// For a bare connect.
    pub connect: f64,
    /// For a request over HTTP.
    pub request: f64,
}

/// What holds for a check that uses the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Every use of the network has a time limit.
    pub limited: bool,
    /// Any of them failing ends the script with another code than 0, and no `connect` is left to raise. A script that fails in any case tells
    /// nothing.
    pub handles_errors: bool,
}

/// A check that was brought to the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounded {
    /// Joined with `; ` they are the new script. A script of several lines, or with a block in it, is one entry.
    pub lines: Vec<String>,
    /// What changed, as in "set a time limit and not raise".
    pub what: String,
}

/// What is to be said of a health check.
#[derive(Debug)]
pub(crate) struct Examination {
    /// None if it uses no network.
    pub facts: Option<Facts>,
    /// The check with a time limit that does not raise; none if it needs no change. The error says why it is left alone, as the end of a
    /// sentence that starts with the health check.
    pub bound: Result<Option<Bounded>, String>,
}

/// Looks through the script of a health check.
///
/// # Errors
/// Why nothing can be told of it, as the end of a sentence that starts with the health check.
pub(crate) fn examine(script: &str, python: Invocation, limits: &Limits) -> Result<Examination, String> {
    let parsed = read(script, python)?;
    let survey = survey(parsed.syntax())?;
    let is_connection = |call: &NetworkCall<'_>| {
        let path = survey.names.path(&call.call.func);
        path.is_some_and(|path| path.starts_with("http.client."))
    };
    // An HTTP connection without a request never connects.
    let can_work =
        survey.names.unset(python.site).is_none() && (survey.talks || !survey.calls.iter().any(is_connection));
    let facts = Facts {
        limited: survey.calls.iter().all(|call| call.limit == Limit::Set),
        handles_errors: can_work && !survey.hides && !survey.raises && reaches_exit(parsed.suite(), &survey),
    };
    let script = HealthScript {
        source: script,
        body: parsed.suite(),
        survey: &survey,
        python,
        limits,
    };
    Ok(Examination {
        facts: (!survey.calls.is_empty()).then_some(facts),
        bound: bound(&script),
    })
}

fn bound(script: &HealthScript<'_>) -> Result<Option<Bounded>, String> {
    let (changes, edits) = script.changes()?;
    if changes.is_empty() {
        return Ok(None);
    }
    let edits = EditSet::new(edits).map_err(|_| "its parts cannot be told apart")?;
    let text = edits.apply(script.source);
    let parsed = read(&text, script.python)?;
    let rewritten = HealthScript {
        source: &text,
        body: parsed.suite(),
        survey: &survey(parsed.syntax())?,
        ..*script
    };
    let (more, _) = rewritten.changes()?;
    if !more.is_empty() {
        return Err("it is not clear where its time limit would go".into());
    }
    Ok(Some(Bounded {
        lines: lines(&text, &parsed),
        what: changes.join(" and "),
    }))
}

fn read(script: &str, python: Invocation) -> Result<PythonTree, String> {
    let advice = "no shell replaces the `${…}` in it, so it is not valid Python; read the variable with os.getenv";
    parse(script, python.version).map_err(|problem| match script.contains("${") {
        true => advice.to_string(),
        false => format!("it is not valid Python: {problem}"),
    })
}

/// The statements of a script of one line without blocks and comments; else the script as it is.
fn lines(script: &str, parsed: &PythonTree) -> Vec<String> {
    let commented = parsed.tokens().iter().any(|token| token.kind().is_comment());
    let statements = parsed.suite().iter();
    if script.contains(['\n', '\r']) || commented || statements.clone().any(is_compound_statement) {
        return vec![script.to_owned()];
    }
    let text = |statement: &Stmt| script[statement.range().to_std_range()].to_owned();
    statements.map(text).collect()
}

#[cfg(test)]
pub(crate) mod tests;
