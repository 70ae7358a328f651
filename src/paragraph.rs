//! New instructions as paragraphs of their own, set off by blank lines.

use crate::dockerfile::document::Document;
use crate::edit::Edit;

/// Inserts a text behind an instruction: a blank line before it, and one behind it where the next line is not blank.
pub fn insert_after(document: &Document, instruction: usize, text: &str) -> Edit {
    let newline = document.newline(instruction);
    let end = document.instructions()[instruction].range().end;
    let behind = &document.text()[end..];
    let next_line = behind.split_once('\n').map_or("", |(_, rest)| rest);
    let is_set_off = next_line.lines().next().is_none_or(|line| line.trim().is_empty());
    let gap = if is_set_off { "" } else { newline };
    Edit::insert(end, format!("{newline}{newline}{text}{gap}"))
}
