//! A Dockerfile: its text, its instructions as BuildKit splits them, and what the grammar finds in them.

use std::ops::Range;

use super::grammar::{Captured, NodeQuery};
pub use super::instruction::{Keyword, ParsedInstruction};
use super::lines::{self, LineError, Lines, LogicalLine};
use crate::edit::EditSet;
use crate::text::line_start;

/// A Dockerfile that can be looked at and edited.
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    escape: char,
    instructions: Vec<ParsedInstruction>,
}

impl Document {
    /// Splits a text into instructions. Each is parsed on first use.
    ///
    /// # Errors
    /// Why BuildKit cannot split the text into lines.
    pub fn cut(text: String) -> Result<Self, LineError> {
        let Lines { escape, logical } = lines::split(&text)?;
        let instructions = logical.into_iter().map(ParsedInstruction::new).collect();
        Ok(Self {
            text,
            escape,
            instructions,
        })
    }

    /// The document after edits. It is split again; what was parsed of unchanged instructions is kept.
    ///
    /// # Errors
    /// Why BuildKit cannot split the result into lines.
    pub fn edited(&self, edits: &EditSet) -> Result<Self, LineError> {
        let text = edits.apply(&self.text);
        let Lines { escape, logical } = lines::split(&text)?;
        let mut old = self.instructions.iter().peekable();
        let instruction = |line: LogicalLine| {
            while old
                .next_if(|old| edits.forward(old.range().start) < line.range.start)
                .is_some()
            {}
            match old.peek() {
                Some(old) if escape == self.escape && old.text() == line.text => old.moved(line),
                _ => ParsedInstruction::new(line),
            }
        };
        Ok(Self {
            instructions: logical.into_iter().map(instruction).collect(),
            text,
            escape,
        })
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The escape character.
    pub fn escape(&self) -> char {
        self.escape
    }

    /// The instructions, in order.
    pub fn instructions(&self) -> &[ParsedInstruction] {
        &self.instructions
    }

    /// Whether the grammar understands the instruction. What it does not understand is never edited.
    pub fn is_understood(&self, instruction: usize) -> bool {
        self.instructions[instruction].tree(self.escape).is_some()
    }

    /// What `query` captures in one instruction; ranges are bytes of the file. Empty if the grammar does not understand the instruction.
    pub fn captures<'q>(&self, query: &'q NodeQuery, instruction: usize) -> Vec<Captured<'q>> {
        let instruction = &self.instructions[instruction];
        let mut captures = instruction
            .tree(self.escape)
            .map_or_else(Vec::new, |tree| tree.captures(query));
        for captured in &mut captures {
            captured.range = instruction.in_file(captured.range.clone());
        }
        captures
    }

    /// The line ending to write after an instruction: its own, or else the first in the file, or else `\n`.
    pub fn newline(&self, instruction: usize) -> &'static str {
        let end = self.instructions[instruction].range().end;
        let ending = |text: &str| if text.ends_with('\r') { "\r\n" } else { "\n" };
        if let Some(at) = self.text[end..].find('\n') {
            return ending(&self.text[end..end + at]);
        }
        self.text.find('\n').map_or("\n", |at| ending(&self.text[..at]))
    }

    /// Where a new instruction after `instruction` begins: after its line ending, or at the end of the text.
    pub fn line_after(&self, instruction: usize) -> usize {
        let end = self.instructions[instruction].range().end;
        self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1)
    }

    /// The spaces and tabs directly before an instruction on its own line. BuildKit passes over any other whitespace there, too, but the grammar
    /// does not know it.
    pub fn indentation(&self, instruction: usize) -> &str {
        let start = self.instructions[instruction].range().start;
        let before = &self.text[..start];
        &before[before.trim_end_matches([' ', '\t']).len()..]
    }

    /// The comments and blank lines between an instruction and the one before it.
    pub(crate) fn gap_above(&self, instruction: usize) -> Range<usize> {
        let start = instruction.checked_sub(1).map_or(0, |before| self.line_after(before));
        start..self.instructions[instruction].range().start
    }

    /// Where the comment lines directly above an instruction begin, or the first comment of its gap that may silence a rule for it; the start of
    /// its own line if there are none.
    pub fn comments_above(&self, instruction: usize) -> usize {
        let mut start = self.instructions[instruction].range().start;
        start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let floor = self.gap_above(instruction).start;
        while start > floor {
            let above = self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1).max(floor);
            let line = self.text[above..start].trim_start_matches('\u{feff}').trim_start();
            if !line.starts_with('#') {
                break;
            }
            start = above;
        }
        match self.text[floor..start].find("lucid-fix") {
            Some(at) => line_start(&self.text, floor + at),
            None => start,
        }
    }

    /// The comment lines, including those inside continuations: the offset of each `#`, and the text from there to the end of the line.
    pub fn comments(&self) -> Vec<(usize, &str)> {
        let mut gaps = Vec::new();
        let mut start = 0;
        for instruction in &self.instructions {
            gaps.push(start..instruction.range().start);
            gaps.extend(instruction.line.passed_over.iter().cloned());
            start = instruction.range().end;
        }
        gaps.push(start..self.text.len());
        let lines = gaps.into_iter().flat_map(|gap| {
            let mut at = gap.start;
            self.text[gap].split_inclusive('\n').map(move |line| {
                at += line.len();
                (at - line.len(), line)
            })
        });
        let trimmed = lines.map(|(at, line)| {
            let text = line.trim_start_matches('\u{feff}').trim_start();
            (at + line.len() - text.len(), text.trim_end())
        });
        trimmed.filter(|(_, text)| text.starts_with('#')).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_line_begins_after_the_ending_of_this_one() {
        for (text, instruction, at) in [
            ("FROM a\r\nRUN b", 0, 8),
            ("FROM a \nRUN b", 0, 8),
            ("FROM a\nRUN b", 1, 12),
        ] {
            assert_eq!(
                Document::cut(text.to_string()).unwrap().line_after(instruction),
                at,
                "{text}"
            );
        }
    }
}
