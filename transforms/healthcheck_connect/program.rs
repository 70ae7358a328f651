//! Health checks that need what a distroless image does not have: curl, wget, nc, or a shell.

use std::ops::Range;

use super::command;
use super::{Judged, python_check};
use crate::analysis::array::{array, fault, is_array};
use crate::analysis::command_line::{plain_words, python_call};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::copy::CopyStep;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command};
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;
use crate::engine::fix::{Fix, Remedy};
use crate::python::health::Limits;

const PROGRAMS: [&str; 3] = ["curl", "wget", "nc"];
const SHELLS: [&str; 4] = ["sh", "bash", "dash", "ash"];

/// A finding for a health check that cannot run without one of them. `range` has the command's bytes of the file.
pub(super) fn check_program(
    stage: Stage<'_>,
    check: Instruction<'_>,
    command: &Command,
    range: Range<usize>,
    limits: &Limits,
) -> Option<Judged> {
    let split = |line: &str| shlex::split(line).unwrap_or_default();
    let (words, line, shell) = match command {
        Command::Exec(form) => match &form.values()[..] {
            [shell, "-c", line, ..] if SHELLS.contains(&name_of(shell)) => (split(line), *line, Some(*shell)),
            words => (words.iter().map(|word| word.to_string()).collect(), "", None),
        },
        Command::Shell(joined) => {
            let line = &check.text()[joined.clone()];
            if is_array(line) {
                return Some(check_array(check, line, range));
            }
            let is_named = stage.chain().any(|local| local.own(Keyword::Shell).is_some());
            (split(line), line, (!is_named).then_some("/bin/sh"))
        }
    };
    let program = words.first().map_or("", String::as_str);
    let is_known = PROGRAMS.contains(&name_of(program));
    // A whole command as one word, or a word of Compose, is the name of no program.
    let is_slip = command.exec().is_some() && (program.contains(' ') || matches!(program, "CMD" | "CMD-SHELL"));
    let missing = if is_slip {
        program
    } else if is_known && !has(stage, program) {
        name_of(program)
    } else {
        // Of a shell form that runs Python, LF003 speaks.
        let is_other = command.exec().is_some() || line.starts_with('"') || !line.contains("python");
        shell.filter(|shell| !has(stage, shell) && (is_known || is_other))?
    };
    let message = format!("the health check runs {missing}, which the image does not have");
    if is_slip || line.starts_with('"') {
        let advice = "write the exec form, with each word of the command as a string of its own";
        return Some((range.start, message, Remedy::Report(advice.to_string())));
    }
    let remedy = without(stage, check, line, &words, limits).and_then(|(title, text)| {
        replace(
            check,
            range.clone(),
            title,
            text,
            "the container is always unhealthy today",
        )
    });
    let advice = |reason| Remedy::Report(format!("{reason}; write a check in Python"));
    Some((range.start, message, remedy.unwrap_or_else(advice)))
}

/// The check that needs neither the program nor a shell: a title, and the exec form. The error says why there is none.
fn without(
    stage: Stage<'_>,
    check: Instruction<'_>,
    line: &str,
    words: &[String],
    limits: &Limits,
) -> Result<(&'static str, String), String> {
    if python_call(words).is_none() {
        let lines = command::from_command(words, limits)?;
        return Ok(("Check the same in Python", python_check(stage, check, &lines)));
    }
    let words = plain_words(line).ok_or("it needs a shell (variables, operators or quotes)")?;
    Ok(("Write the exec form", exec::array(&words)))
}

/// A health check in other words.
pub(super) enum PortableCheck {
    /// The words of a command.
    Words(Vec<String>),
    /// A Python script, a statement a line.
    Script(Vec<String>),
}

/// A health check that needs none of the programs that an image of Debian has; `None` where it is one already.
///
/// # Errors
/// Why there is none.
pub(super) fn for_interpreter(
    check: Instruction<'_>,
    command: &Command,
    limits: &Limits,
) -> Result<Option<PortableCheck>, String> {
    let line = match command {
        Command::Exec(form) => match &form.values()[..] {
            [shell, "-c", line, ..] if SHELLS.contains(&name_of(shell)) => line.to_string(),
            words if python_call(words).is_some() => return Ok(None),
            words => {
                let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
                return command::from_command(&words, limits).map(|lines| Some(PortableCheck::Script(lines)));
            }
        },
        Command::Shell(joined) => check.text()[joined.clone()].to_string(),
    };
    if is_array(&line) {
        return Err("its array is not JSON".to_string());
    }
    let words = shlex::split(&line).unwrap_or_default();
    if python_call(&words).is_none() {
        return command::from_command(&words, limits).map(|lines| Some(PortableCheck::Script(lines)));
    }
    // A failing check may end in any code.
    let head = match line.rsplit_once("||") {
        Some((head, tail)) if matches!(tail.trim(), "exit 1" | "false") => head,
        _ => &line,
    };
    let words = plain_words(head.trim()).ok_or("it needs a shell (variables, operators or quotes)")?;
    Ok(Some(PortableCheck::Words(words)))
}

fn check_array(check: Instruction<'_>, text: &str, range: Range<usize>) -> Judged {
    let (fault, today) = fault(text);
    let start = range.start;
    let words = array(text).ok_or_else(|| "its strings cannot be told apart".to_string());
    let remedy = words.and_then(|words| replace(check, range, "Write the array in JSON", exec::array(&words), today));
    let advice = |reason| {
        Remedy::Report(format!(
            "{reason}; write the array in JSON: double quotes, and a comma between the strings"
        ))
    };
    let message = format!("the health check's array {fault}");
    (start, message, remedy.unwrap_or_else(advice))
}

/// Such a check never ran, or not with every version of Docker.
fn replace(
    check: Instruction<'_>,
    range: Range<usize>,
    title: &str,
    text: String,
    today: &str,
) -> Result<Remedy, String> {
    if !check.line.passed_over.is_empty() {
        return Err("a comment is between its lines".to_string());
    }
    let fix = Fix::within(check, title, vec![Edit::replace(range, text)]);
    Ok(Remedy::Fix(fix.unsafe_because(format!(
        "{today}; with a check that runs, an orchestrator may act on what it says"
    ))))
}

fn name_of(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// Whether the image has the program, or a COPY may bring it: by its name, or with a directory of programs.
fn has(stage: Stage<'_>, program: &str) -> bool {
    let (directory, name) = program.rsplit_once('/').unwrap_or(("", program));
    let is_bin = |path: &str| {
        path == "/" || path == "/usr" || path == "/usr/local" || path.ends_with("/bin") || path.ends_with("/sbin")
    };
    let brings = |copy: &CopyStep| {
        let mut names = copy
            .sources
            .iter()
            .map(String::as_str)
            .chain(copy.destination.as_deref());
        let by_name = names.any(|path| name_of(path) == name);
        let by_directory = copy.destination.as_deref().is_none_or(|path| match directory {
            "" => {
                is_bin(path)
                    && copy
                        .sources
                        .iter()
                        .any(|source| source.ends_with("bin") || source.ends_with("/usr"))
            }
            directory => relative_to(directory, path).is_some(),
        });
        by_name || by_directory
    };
    stage.image().has(program) || stage.chain().flat_map(Stage::copies).any(brings)
}
