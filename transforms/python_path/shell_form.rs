//! A shell form in an image without a shell: plain words become exec form, anything else is reported.

use std::ops::Range;

use super::{Meant, meant};
use crate::analysis::array::{array, fault, is_array};
use crate::analysis::command_line::{self, is_python};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::{exec, shell};
use crate::edit::Edit;
use crate::engine::fix::{Finding, Fix, Remedy};

/// A finding for a shell form that calls Python: its text without continuations, and its bytes in the file.
pub(super) fn check(one: Instruction<'_>, text: &str, range: Range<usize>) -> Option<Finding> {
    let at = range.start;
    let (message, remedy) = if is_array(text) {
        let (fault, _) = fault(text);
        (
            format!("the array that calls Python {fault}"),
            array_in_json(one, text, range),
        )
    } else if one.stage().image().has("/bin/sh") {
        return None;
    } else {
        // The shell of a debug image lies elsewhere.
        let place = if one.stage().image().has("sh") {
            " at /bin/sh"
        } else {
            ""
        };
        let message = format!("Python is called in shell form, and the image has no shell{place}");
        (message, exec_form(one, text, range, place))
    };
    Some(Finding::new(one, at, message, remedy.unwrap_or_else(Remedy::Report)))
}

/// Writes an array in JSON.
///
/// # Errors
/// Why that needs a person, and what to do.
fn array_in_json(one: Instruction<'_>, text: &str, range: Range<usize>) -> Result<Remedy, String> {
    let words = array(text).filter(|_| is_whole(one));
    let words =
        words.ok_or("write the array in JSON: double quotes, a comma between the strings and none after the last, and nothing after the `]`")?;
    let fix = write(one, "Write the array in JSON", words, range)?;
    let (_, today) = fault(text);
    Ok(Remedy::Fix(fix.unsafe_because(format!(
        "{today}; with an array that Docker reads, the command runs for the first time"
    ))))
}

/// Writes the exec form of plain words.
///
/// # Errors
/// Why that needs a person, and what to do.
fn exec_form(one: Instruction<'_>, text: &str, range: Range<usize>, place: &str) -> Result<Remedy, String> {
    if has_shell(one) {
        return Err("the stage brings a shell of its own, which may be meant; write the exec form by hand".to_string());
    }
    // A health check fails with any code but 0.
    let fallback = ["|| exit 1", "|| exit", "|| false"];
    let command = fallback
        .iter()
        .find_map(|fallback| text.trim_end().strip_suffix(fallback));
    let text = command.filter(|_| one.keyword == Keyword::Healthcheck).unwrap_or(text);
    let Some(words) = command_line::plain_words(text).filter(|_| is_whole(one)) else {
        return Err(format!(
            "it needs a shell (variables, operators or quotes), and the image has none{place}; write the exec form, or move the logic into a script"
        ));
    };
    write(one, "Write the exec form", words, range).map(Remedy::Fix)
}

fn write(one: Instruction<'_>, title: &str, mut words: Vec<String>, range: Range<usize>) -> Result<Fix, String> {
    let program = command_line::wrapper_length(&words);
    match meant(one, &words[program]) {
        Some(Meant::Unclear(advice)) => return Err(advice),
        Some(Meant::Path(path)) => words[program] = path,
        None => {}
    }
    let edit = Edit::replace(range, exec::array(&words));
    Ok(Fix::within(one, title, vec![edit]))
}

/// Whether nothing but the command stands in the lines of an instruction.
fn is_whole(one: Instruction<'_>) -> bool {
    one.line.heredocs.is_empty() && one.line.passed_over.is_empty()
}

/// Whether a command of a shell text is Python, or the program of an array that is not JSON.
pub(super) fn calls_python(text: &str) -> bool {
    let runs_python = |words: &[String]| {
        let program = words.get(command_line::wrapper_length(words));
        program.is_some_and(|program| is_python(program))
    };
    if is_array(text) {
        return array(text).map_or(text.contains("python"), |words| runs_python(&words));
    }
    let commands = shell::commands(text).unwrap_or_default();
    commands.iter().any(|command| {
        let words: Vec<String> = command.words.iter().map(|word| word.text.clone()).collect();
        runs_python(&words)
    })
}

/// Whether the stage names a shell with SHELL, or a COPY brings one: before the instruction, if it is a RUN.
fn has_shell(one: Instruction<'_>) -> bool {
    let is_shell = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        ["sh", "bash", "dash", "ash", "busybox"].contains(&name)
    };
    let brings_shell = |copy: &CopyStep| {
        let brings_bin = matches!(copy.destination.as_deref(), Some("/" | "/bin" | "/usr" | "/usr/bin"));
        copy.sources.iter().any(|source| {
            is_shell(source) || (brings_bin && copy.from != CopyFrom::Context && !source.contains("bin/"))
        })
    };
    let counts = |other: &Instruction<'_>| one.keyword != Keyword::Run || other.is_before(one);
    let mut others = one.stage().chain().flat_map(Stage::instructions).filter(counts);
    others.any(|other| other.keyword == Keyword::Shell || other.copy().is_some_and(brings_shell))
}
