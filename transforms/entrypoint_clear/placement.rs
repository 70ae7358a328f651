//! Where ENTRYPOINT and CMD are written.

use super::{Commands, ExecCommand};
use crate::dockerfile::document::Keyword;
use crate::edit::Edit;
use crate::engine::fix::{Applicability, Fix};

const TITLE: &str = "Clear ENTRYPOINT and put the command in CMD";

/// Writes the two into a stage: in place where the stage has them itself, CMD after the ENTRYPOINT if there was none, ENTRYPOINT above CMD
/// and its comments if there was none, and both at the stage's end when it inherits them.
pub(super) fn write(old: &Commands<'_>, entrypoint: &[String], command: &[String]) -> Fix {
    let entrypoint = array(entrypoint);
    let (edits, touched) = match (old.own_entrypoint(), old.own_command()) {
        (Some(one), Some(cmd)) => {
            let cleared = Edit::replace(one.array.clone(), entrypoint);
            (vec![cleared, prepend(cmd, command)], vec![one, cmd])
        }
        (Some(one), None) => {
            let (newline, indentation) = (one.instruction.newline(), one.instruction.indentation());
            let text = format!("{entrypoint}{newline}{indentation}CMD {}", array(command));
            (vec![Edit::replace(one.array.clone(), text)], vec![one])
        }
        (None, Some(cmd)) => {
            let (newline, indentation) = (cmd.instruction.newline(), cmd.instruction.indentation());
            let text = format!("{indentation}ENTRYPOINT {entrypoint}{newline}");
            let above = Edit::insert(cmd.instruction.comments_above(), text);
            if cmd.words.len() == command.len() {
                return Fix::insertion(Keyword::Entrypoint, TITLE, above);
            }
            (vec![above, prepend(cmd, command)], vec![cmd])
        }
        (None, None) => {
            let last = old.stage.last();
            let (newline, at) = (last.newline(), last.line_after());
            let text = format!("ENTRYPOINT {entrypoint}{newline}CMD {}", array(command));
            let text = match last.file_text(0..at).ends_with('\n') {
                true => format!("{text}{newline}"),
                false => format!("{newline}{text}"),
            };
            (vec![Edit::insert(at, text)], Vec::new())
        }
    };
    Fix {
        title: TITLE.to_string(),
        edits,
        applicability: Applicability::Safe,
        note: None,
        touches: touched.iter().map(|one| one.instruction.index()).collect(),
        leaves: vec![Keyword::Entrypoint, Keyword::Cmd],
    }
}

fn array(strings: &[String]) -> String {
    format!("[{}]", strings.join(", "))
}

/// New strings go before those that CMD has, which stay as they are laid out.
fn prepend(cmd: &ExecCommand<'_>, command: &[String]) -> Edit {
    match cmd.words.first() {
        Some(first) => {
            let new = &command[..command.len() - cmd.words.len()];
            Edit::insert(
                first.range.start,
                new.iter().map(|word| format!("{word}, ")).collect::<String>(),
            )
        }
        None => Edit::replace(cmd.array.clone(), array(command)),
    }
}
