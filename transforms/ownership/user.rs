//! The user that the service runs as.

use super::is_user;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::edit::Edit;
use crate::engine::fix::{Finding, Fix, Remedy};

/// What is wrong with the user of a runtime stage.
pub(super) fn check(stage: Stage<'_>) -> Option<Finding> {
    let user = stage.end().user()?;
    if is_user(stage, user) {
        return None;
    }
    let wanted = stage.image().user();
    let who = if stage.end().is_root() { "root" } else { user };
    let own = stage.own(Keyword::User);
    let title = format!("Run as {wanted}");
    let fix = match own.filter(|setter| {
        !stage
            .instructions()
            .any(|one| setter.is_before(one) && runs_as_user(&one))
    }) {
        Some(setter) => {
            let edit = Edit::replace(setter.in_file(setter.parsed().arguments.clone()), wanted);
            Fix::within(setter, title, vec![edit])
        }
        None => Fix::insertion(Keyword::User, title, insertion(stage, wanted)),
    };
    let setter = own.unwrap_or(stage.from());
    Some(Finding::at_keyword(
        setter,
        format!("the service runs as {who}, not as {wanted}"),
        Remedy::Fix(fix.unsafe_because(format!(
            "what the service writes to, volumes included, has to belong to {wanted}, and a port below 1024 may not be open to it"
        ))),
    ))
}

/// Whether an instruction of the build works as the user that is set before it.
fn runs_as_user(one: &Instruction<'_>) -> bool {
    matches!(one.keyword, Keyword::Run | Keyword::Workdir)
}

/// `USER` on a line of its own: before the command, with the comment above it, or where that comes too early, at the end of the stage.
fn insertion(stage: Stage<'_>, user: &str) -> Edit {
    let is_command = |one: &Instruction<'_>| matches!(one.keyword, Keyword::Entrypoint | Keyword::Cmd);
    let last_step = stage.instructions().rev().find(runs_as_user);
    let comes_late = |one: &Instruction<'_>| last_step.is_none_or(|step| step.is_before(*one));
    match stage.instructions().filter(is_command).find(comes_late) {
        Some(command) => {
            let (indentation, newline) = (command.indentation(), command.newline());
            let at = command.comments_above();
            let above = stage.from().file_text(0..at);
            let is_set_off = above.trim_end_matches([' ', '\t', '\r', '\n']).len() + newline.len() < above.len();
            let gap = if is_set_off { newline } else { "" };
            Edit::insert(at, format!("{indentation}USER {user}{newline}{gap}"))
        }
        None => {
            let last = stage.last();
            let (indentation, newline) = (last.indentation(), last.newline());
            Edit::insert(last.range().end, format!("{newline}{indentation}USER {user}"))
        }
    }
}
