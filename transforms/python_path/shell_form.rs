//! A shell form in an image without a shell: plain words become exec form, anything else is reported.

use std::ops::Range;

use super::{Meant, meant};
use crate::analysis::command_line::{self, is_python};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::{exec, shell};
use crate::edit::Edit;
use crate::engine::fix::{Finding, Fix, Remedy};

/// A finding for a shell form that calls Python: its text without continuations, and its bytes in the file.
pub(super) fn check(one: Instruction<'_>, text: &str, range: Range<usize>) -> Option<Finding> {
    if !calls_python(text) {
        return None;
    }
    let message = "Python is called in shell form, and the image has no shell";
    let at = range.start;
    let remedy = exec_form(one, text, range).unwrap_or_else(Remedy::Report);
    Some(Finding::new(one, at, message, remedy))
}

/// Writes the exec form.
///
/// # Errors
/// Why that needs a person, and what to do.
fn exec_form(one: Instruction<'_>, text: &str, range: Range<usize>) -> Result<Remedy, String> {
    if has_shell(one.stage()) {
        return Err("the stage brings a shell of its own, which may be meant; write the exec form by hand".to_string());
    }
    let is_whole = one.line.heredocs.is_empty() && one.line.passed_over.is_empty();
    let Some(mut words) = plain_words(text).filter(|_| is_whole) else {
        return Err(
            "it needs a shell (variables, operators or quotes), and the image has none; write the exec form, or move the logic into a script"
                .to_string(),
        );
    };
    let program = command_line::wrapper_length(&words);
    match meant(one, &words[program]) {
        Some(Meant::Unclear(advice)) => return Err(advice),
        Some(Meant::Path(path)) => words[program] = path,
        None => {}
    }
    let edit = Edit::replace(range, exec::array(&words));
    Ok(Remedy::Fix(Fix::within(one, "Write the exec form", vec![edit])))
}

/// Whether a command of a shell text is Python.
pub(super) fn calls_python(text: &str) -> bool {
    let commands = shell::commands(text).unwrap_or_default();
    commands.iter().any(|command| {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        words
            .get(command_line::wrapper_length(&words))
            .is_some_and(|program| is_python(program))
    })
}

/// The words of a text that means the same without a shell.
fn plain_words(text: &str) -> Option<Vec<String>> {
    let mut quote = None;
    for c in text.chars() {
        match (c, quote) {
            (_, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            ('$' | '`' | '\\', None | Some('"')) => return None,
            ('&' | '|' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | '~' | '#' | '!', None) => {
                return None;
            }
            _ => {}
        }
    }
    let words = shlex::split(text)?;
    let program = words.get(command_line::wrapper_length(&words))?;
    (!program.contains('=')).then_some(words)
}

/// Whether the stage names a shell with SHELL, or a COPY brings one.
fn has_shell(stage: Stage<'_>) -> bool {
    let is_shell = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        ["sh", "bash", "dash", "ash", "busybox"].contains(&name)
    };
    stage.chain().any(|local| {
        let is_named = local.own(Keyword::Shell).is_some();
        is_named
            || local.copies().any(|copy| {
                let brings_bin = matches!(copy.destination.as_deref(), Some("/" | "/bin" | "/usr" | "/usr/bin"));
                copy.sources.iter().any(|source| {
                    is_shell(source) || (brings_bin && copy.from != CopyFrom::Context && !source.contains("bin/"))
                })
            })
    })
}
