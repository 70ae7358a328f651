//! The Python of a health check's `-c`: whether it has a time limit and fails when the service does, and the same
//! check with both. Works on Python text alone.

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use super::health::flow;
use super::health::names::Names;
use super::health::rewrite::{self, Step};
use super::health::survey::{self, Limit, survey};
use super::health::{command, source};
use crate::edit::EditSet;

/// How long a health check may take, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// For a bare connect.
    pub connect: f64,
    /// For a request over HTTP.
    pub request: f64,
}

impl Limits {
    /// The limits that fit into a HEALTHCHECK's `--timeout`, so that the check itself says no before Docker ends it:
    /// `connect` seconds for a bare connect or half of all, a second less than all for a request or half of all.
    /// Docker's own default, 30 s, stands for a timeout that is not positive.
    pub fn within(timeout: f64, connect: f64) -> Self {
        let timeout = if timeout.is_finite() && timeout > 0.0 {
            timeout
        } else {
            30.0
        };
        let milliseconds = |seconds: f64| (seconds * 1000.0).round().max(1.0) / 1000.0;
        Self {
            connect: milliseconds((timeout / 2.0).min(connect)),
            request: milliseconds((timeout - 1.0).max(timeout / 2.0)),
        }
    }
}

/// What to do about a health check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// It has a time limit and ends with another code than 0 when the service does not answer.
    Conforms,
    /// It uses no network: there is no limit to set.
    NoNetwork,
    /// It was brought to the pattern.
    Rewrite {
        /// Joined with `; ` they are the new script. A script of several lines, or with a block in it, is one entry.
        lines: Vec<String>,
        /// What changed, as in "set a time limit and not raise".
        what: String,
    },
    /// It is left alone: why, as the end of a sentence that starts with the health check.
    Unclear(String),
}

/// What holds for a check that uses the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Every use of the network has a time limit.
    pub limited: bool,
    /// Any of them failing ends the script with another code than 0. A script that fails in any case tells nothing.
    pub handles_errors: bool,
}

/// The facts about a health check; none if it uses no network.
///
/// # Errors
/// Why they cannot be told.
pub fn facts(script: &str) -> Result<Option<Facts>, String> {
    let parsed = source::parse(script)?;
    let module = parsed.syntax();
    let names = Names::of(module)?;
    let can_work = names.unset().is_none();
    let survey = survey::calls(module, names)?;
    let limited = survey.calls.iter().all(|call| call.limit == Limit::Set);
    let handles_errors = can_work && flow::endings(module, &survey).fails;
    Ok((!survey.calls.is_empty()).then_some(Facts {
        limited,
        handles_errors,
    }))
}

/// The check with a time limit that does not raise.
pub fn bound(script: &str, limits: &Limits) -> Health {
    let mut text = script.to_owned();
    let mut steps = Vec::new();
    loop {
        match advance(&text, limits) {
            Ok(Advance::NoNetwork) => return Health::NoNetwork,
            Ok(Advance::Done) if steps.is_empty() => return Health::Conforms,
            Ok(Advance::Done) => {
                return Health::Rewrite {
                    lines: lines(&text),
                    what: describe(&steps),
                };
            }
            // Every step ends for good what it was made for, so one that comes twice shows a misreading.
            Ok(Advance::To(step, _)) if steps.contains(&step) => {
                return Health::Unclear("it is not clear where its time limit would go".into());
            }
            Ok(Advance::To(step, next)) => {
                steps.push(step);
                text = next;
            }
            Err(reason) => return Health::Unclear(reason),
        }
    }
}

/// The Python check that does what a `curl`, `wget` or `nc` command does, one statement a line.
///
/// The words are those of an exec form, or of a shell form of plain words, whose `|| exit 1` may be among them.
///
/// # Errors
/// Why there is none.
pub fn from_command(words: &[String], limits: &Limits) -> Result<Vec<String>, String> {
    command::translate(words, limits)
}

enum Advance {
    NoNetwork,
    Done,
    To(Step, String),
}

fn advance(script: &str, limits: &Limits) -> Result<Advance, String> {
    let parsed = source::parse(script)?;
    let module = parsed.syntax();
    let survey = survey(module)?;
    if survey.calls.is_empty() {
        return Ok(Advance::NoNetwork);
    }
    let endings = flow::endings(module, &survey);
    if !endings.passes {
        return Err("it fails even when the service answers".into());
    }
    let Some((step, edits)) = rewrite::next(script, module, &survey, endings, limits)? else {
        return Ok(Advance::Done);
    };
    let edits = EditSet::new(edits).map_err(|_| "its parts cannot be told apart".to_owned())?;
    Ok(Advance::To(step, edits.apply(script)))
}

fn describe(steps: &[Step]) -> String {
    let words = steps.iter().map(|step| match step {
        Step::Limit => "set a time limit",
        Step::Connect => "not raise",
        Step::Result => "exit by the result",
    });
    words.collect::<Vec<_>>().join(" and ")
}

/// The statements of a script of one line without blocks and comments; else the script as it is.
fn lines(script: &str) -> Vec<String> {
    let whole = || vec![script.to_owned()];
    let Ok(parsed) = source::parse(script) else {
        return whole();
    };
    let body = &parsed.syntax().body;
    let block = |stmt: &Stmt| {
        matches!(
            stmt,
            Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_)
        )
    };
    let commented = parsed.tokens().iter().any(|token| token.kind().is_comment());
    if script.contains(['\n', '\r']) || commented || body.iter().any(block) {
        return whole();
    }
    body.iter()
        .map(|stmt| script[stmt.range().to_std_range()].to_owned())
        .collect()
}

#[cfg(test)]
mod tests;
