//! A shell form in an image without a shell: plain words become exec form, anything else is reported.

use super::{Meant, meant};
use crate::dockerfile::command_line::{self, is_python};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command};
use crate::dockerfile::files::CopyFrom;
use crate::dockerfile::shell;
use crate::edit::Edit;
use crate::transform::{Finding, Fix, Remedy, View};

/// A finding for a shell form that calls Python.
pub fn check(view: &View<'_>, stage: usize, index: usize) -> Option<Finding> {
    let instruction = &view.document.instructions()[index];
    let Some(Command::Shell(joined)) = instruction.command() else {
        return None;
    };
    let text = &instruction.text()[joined.clone()];
    if !calls_python(text) {
        return None;
    }
    let range = instruction.in_file(joined.clone());
    let report = |advice: &str| Remedy::Report(advice.to_string());
    let remedy = match plain_words(text) {
        _ if has_shell(view, stage) => {
            report("the stage brings a shell of its own, which may be meant; write the exec form by hand")
        }
        Some(words) if instruction.line.heredocs.is_empty() && instruction.line.passed_over.is_empty() => {
            let program = command_line::wrapper_length(&words);
            match meant(view, stage, index, &words[program]) {
                Some(Meant::Unclear(advice)) => Remedy::Report(advice),
                other => {
                    let mut words = words;
                    if let Some(Meant::Path(path)) = other {
                        words[program] = path;
                    }
                    let edit = Edit::replace(range.clone(), exec::array(&words));
                    Remedy::Fix(Fix::within(view.document, index, "Write the exec form", vec![edit]))
                }
            }
        }
        _ => report(
            "it needs a shell (variables, operators or quotes), and the image has none; write the exec form, or move the logic into a script",
        ),
    };
    let message = "Python is called in shell form, and the image has no shell".to_string();
    Some(Finding {
        instruction: index,
        at: range.start,
        message,
        remedy,
    })
}

/// Whether a command of a shell text is Python.
pub fn calls_python(text: &str) -> bool {
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
fn has_shell(view: &View<'_>, stage: usize) -> bool {
    let is_shell = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        ["sh", "bash", "dash", "ash", "busybox"].contains(&name)
    };
    view.stages.chain(stage).any(|local| {
        let named = view.stages.own(view.document, local, Keyword::Shell).is_some();
        named
            || view.stages.copies(local).any(|copy| {
                let brings_bin = matches!(copy.destination.as_deref(), Some("/" | "/bin" | "/usr" | "/usr/bin"));
                copy.sources.iter().any(|source| {
                    is_shell(source) || (brings_bin && copy.from != CopyFrom::Context && !source.contains("bin/"))
                })
            })
    })
}
