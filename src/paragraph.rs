//! New instructions as paragraphs of their own, set off by blank lines.

use crate::dockerfile::document::Document;
use crate::edit::Edit;

/// Inserts a text after an instruction and the comment lines that belong to it: a blank line before the text, and one after it where the
/// next line is not blank.
pub fn insert_after(document: &Document, instruction: usize, text: &str) -> Edit {
    let newline = document.newline(instruction);
    let end = end_of_paragraph(document, instruction);
    let after = &document.text()[end..];
    let next_line = after.split_once('\n').map_or("", |(_, rest)| rest);
    let is_set_off = next_line.lines().next().is_none_or(is_blank);
    let gap = if is_set_off { "" } else { newline };
    Edit::insert(end, format!("{newline}{newline}{text}{gap}"))
}

/// The end of the last comment line right below an instruction, where a blank line follows; else the end of the instruction.
fn end_of_paragraph(document: &Document, instruction: usize) -> usize {
    let end = document.instructions()[instruction].range().end;
    let mut comments_end = end;
    let mut at = end;
    for (index, line) in document.text()[end..].split_inclusive('\n').enumerate() {
        let content = line.trim_end_matches(['\r', '\n']);
        match index {
            0 => {}
            _ if content.trim_start().starts_with('#') => comments_end = at + content.len(),
            _ if is_blank(content) => return comments_end,
            _ => return end,
        }
        at += line.len();
    }
    comments_end
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}
