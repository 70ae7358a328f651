//! Commands in shell form: LF003 writes them in exec form where it can; what is left is said here, since it is not clear either.

use crate::analysis::array::is_followed;
use crate::analysis::command_line::python_call;
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::engine::fix::{Finding, Remedy};

/// A finding for a stage whose ENTRYPOINT or CMD in effect is in shell form, where the two do not conform.
pub(super) fn check(stage: Stage<'_>) -> Option<Finding> {
    let entrypoint = stage.effective(Keyword::Entrypoint);
    let command = stage.effective(Keyword::Cmd).filter(|one| is_shell_form(*one));
    let (one, message) = match (entrypoint, command) {
        (Some(one), _) if is_shell_form(one) => {
            let text = one.arguments_text();
            let message = match text.contains("python") {
                true => "ENTRYPOINT holds the command in shell form, which belongs in CMD",
                false if is_followed(text) => {
                    "the array of ENTRYPOINT is followed by text, with which it is in shell form"
                }
                false => return None,
            };
            (one, message)
        }
        (Some(one), Some(_)) => {
            let words = stage.effective_words(Keyword::Entrypoint)?;
            python_call(&words)?;
            (
                one,
                "ENTRYPOINT holds the command, which belongs in CMD, and CMD is in shell form",
            )
        }
        (None, Some(command)) if python_call(&stage.image().entrypoint()).is_some() => (
            command,
            "the base image's own ENTRYPOINT applies, and CMD is in shell form",
        ),
        _ => return None,
    };
    if one.stage() != stage && one.stage().role() == Role::Runtime {
        // It is found there.
        return None;
    }
    let advice = "write `ENTRYPOINT []`, and the whole command in CMD as a JSON array";
    Some(Finding::at_keyword(one, message, Remedy::Report(advice.to_string())))
}

fn is_shell_form(one: Instruction<'_>) -> bool {
    matches!(one.parsed().command(), Some(Command::Shell(_)))
}
