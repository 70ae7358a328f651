//! How names are added to an ENV: in its own indentation and continuation style.

use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::transform::View;

/// An edit that adds names.
pub struct Addition {
    /// The edit.
    pub edit: Edit,
    /// The instruction that it stands at.
    pub anchor: usize,
    /// Whether the anchor itself gets the names.
    pub joins: bool,
    /// How many new ENV instructions it makes.
    pub instructions: usize,
}

fn written(names: &[(String, String)]) -> Vec<String> {
    names
        .iter()
        .map(|(name, value)| format!("{name}={}", quoted(value)))
        .collect()
}

/// A value as it is written: in quotes where a blank or the like would end it.
fn quoted(value: &str) -> String {
    let is_plain = value.chars().all(|c| c.is_alphanumeric() || "/._-+@:=,%$".contains(c));
    if is_plain {
        value.to_string()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// Adds names to the ENV at `index`; behind it where it is of the old form, one a line where it has one name.
pub fn append(view: &View<'_>, index: usize, one_a_line: bool, names: &[(String, String)]) -> Addition {
    let instruction = &view.document.instructions()[index];
    let pairs = variables::pairs(instruction, view.document.escape());
    match pairs.last() {
        Some(last) if !one_a_line && !last.old_form => {
            let at = instruction.line.original(last.range.end - 1) + 1;
            let separator = separator(view, index, pairs);
            let text: String = written(names).iter().map(|pair| format!("{separator}{pair}")).collect();
            Addition {
                edit: Edit::insert(at, text),
                anchor: index,
                joins: true,
                instructions: 0,
            }
        }
        Some(last) if last.old_form => new_lines(view, index, vec![joined(view, index, names)]),
        _ => new_lines(view, index, written(names)),
    }
}

/// What stands between two names: of an ENV over several lines a continuation and the indentation behind it, else a blank.
fn separator(view: &View<'_>, index: usize, pairs: &[variables::Pair]) -> String {
    let instruction = &view.document.instructions()[index];
    let between = |pair: &[variables::Pair]| {
        let start = instruction.line.original(pair[0].range.end - 1) + 1;
        &view.document.text()[start..instruction.line.original(pair[1].range.start)]
    };
    let over_lines = pairs.windows(2).rev().map(between).find(|text| text.contains('\n'));
    match over_lines.and_then(|text| Some((text.split_once('\n')?.0, text.rsplit_once('\n')?.1))) {
        Some((continuation, indentation)) => format!("{continuation}\n{indentation}"),
        None => " ".to_string(),
    }
}

/// Names as one ENV over several lines.
fn joined(view: &View<'_>, index: usize, names: &[(String, String)]) -> String {
    let newline = view.document.newline(index);
    let indentation = view.document.indentation(index);
    written(names).join(&format!(" {}{newline}{indentation}    ", view.document.escape()))
}

/// ENV instructions on lines of their own behind the instruction at `index`.
fn new_lines(view: &View<'_>, index: usize, bodies: Vec<String>) -> Addition {
    let newline = view.document.newline(index);
    let indentation = view.document.indentation(index);
    let text: String = bodies
        .iter()
        .map(|body| format!("{newline}{indentation}ENV {body}"))
        .collect();
    let at = view.document.instructions()[index].range().end;
    Addition {
        edit: Edit::insert(at, text),
        anchor: index,
        joins: false,
        instructions: bodies.len(),
    }
}

/// A new ENV behind the stage's opening block; a blank line sets it off from ARG and LABEL.
pub fn new_block(view: &View<'_>, opening: usize, names: &[(String, String)]) -> Addition {
    let mut addition = new_lines(view, opening, vec![joined(view, opening, names)]);
    let is_from = view.document.instructions()[opening].keyword == crate::dockerfile::document::Keyword::From;
    if !is_from {
        addition.edit.text.insert_str(0, view.document.newline(opening));
    }
    addition
}
