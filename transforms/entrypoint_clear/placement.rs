//! Where ENTRYPOINT and CMD are written.

use super::{InForce, fix};
use crate::dockerfile::document::Keyword;
use crate::edit::Edit;
use crate::transform::{Fix, View};

/// Writes the two into a stage: in place where the stage has them itself, CMD where the ENTRYPOINT was if there was none, ENTRYPOINT above CMD
/// and its comments if there was none, and both at the stage's end when it inherits them.
pub fn write(
    view: &View<'_>,
    stage: usize,
    old_entrypoint: Option<&InForce>,
    old_command: Option<&InForce>,
    entrypoint: &[String],
    command: &[String],
) -> Fix {
    let own = |one: Option<&'_ InForce>| {
        one.filter(|one| one.stage == stage)
            .map(|one| (one.index, one.form.range.clone()))
    };
    let entrypoint = format!("[{}]", entrypoint.join(", "));
    match (own(old_entrypoint), own(old_command)) {
        (Some((at, array)), Some((cmd, cmd_array))) => {
            let edits = vec![
                Edit::replace(array, entrypoint),
                replace_command(view, old_command, cmd_array, command),
            ];
            let leaves = vec![Keyword::Entrypoint, Keyword::Cmd];
            fix(edits, vec![at, cmd], leaves)
        }
        (Some((at, array)), None) => {
            let newline = view.document.newline(at);
            let indentation = view.document.indentation(at);
            let text = format!("{entrypoint}{newline}{indentation}CMD [{}]", command.join(", "));
            fix(
                vec![Edit::replace(array, text)],
                vec![at],
                vec![Keyword::Entrypoint, Keyword::Cmd],
            )
        }
        (None, Some((cmd, cmd_array))) => {
            let indentation = view.document.indentation(cmd);
            let text = format!("{indentation}ENTRYPOINT {entrypoint}{}", view.document.newline(cmd));
            let mut edits = vec![Edit::insert(view.document.comments_above(cmd), text)];
            let unchanged = old_command.is_some_and(|one| one.form.words.len() == command.len());
            let mut touches = Vec::new();
            let mut leaves = vec![Keyword::Entrypoint];
            if !unchanged {
                edits.push(replace_command(view, old_command, cmd_array, command));
                touches.push(cmd);
                leaves.push(Keyword::Cmd);
            }
            fix(edits, touches, leaves)
        }
        (None, None) => {
            let last = view.stages.stages[stage]
                .body
                .clone()
                .last()
                .unwrap_or(view.stages.stages[stage].from);
            let newline = view.document.newline(last);
            let at = view.document.line_after(last);
            let missing = if view.document.text()[..at].ends_with('\n') {
                ""
            } else {
                newline
            };
            let text = format!(
                "{missing}ENTRYPOINT {entrypoint}{newline}CMD [{}]{newline}",
                command.join(", ")
            );
            let text = if missing.is_empty() {
                text
            } else {
                text.trim_end().to_string()
            };
            fix(
                vec![Edit::insert(at, text)],
                Vec::new(),
                vec![Keyword::Entrypoint, Keyword::Cmd],
            )
        }
    }
}

/// New strings go in front of those that CMD has, which stay as they are laid out.
fn replace_command(view: &View<'_>, old: Option<&InForce>, array: std::ops::Range<usize>, command: &[String]) -> Edit {
    let kept = old.map_or(0, |old| old.form.words.len());
    let first = old.and_then(|old| old.form.words.first()).map(|word| word.range.start);
    match first {
        Some(first) if view.document.text()[array.clone()].starts_with('[') => Edit::insert(
            first,
            command[..command.len() - kept]
                .iter()
                .map(|word| format!("{word}, "))
                .collect::<String>(),
        ),
        _ => Edit::replace(array, format!("[{}]", command.join(", "))),
    }
}
