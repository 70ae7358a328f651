//! The edits between two texts, and the places of bytes.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::model::{PlaceRecord, RangeRecord};
use crate::edit::Edit;

/// The edits that make `new` of `old`: one for each run of changed lines, less what both have in common at its ends.
pub fn between(old: &str, new: &str) -> Vec<Edit> {
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let (old_starts, new_starts) = (starts(&old_lines), starts(&new_lines));
    let edit = |op: &DiffOp| {
        let (from, to) = (op.old_range(), op.new_range());
        let replaced = old_starts[from.start]..old_starts[from.end];
        narrowed(old, replaced, &new[new_starts[to.start]..new_starts[to.end]])
    };
    let ops = capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines);
    ops.iter().filter(|op| op.tag() != DiffTag::Equal).map(edit).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The offset of every line, and of the end.
fn starts(lines: &[&str]) -> Vec<usize> {
    let mut at = 0;
    let ends = lines.iter().map(|line| {
        at += line.len();
        at
    });
    std::iter::once(0).chain(ends).collect()
}

fn narrowed(old: &str, range: Range<usize>, new: &str) -> Edit {
    let (from, to) = (old[range.clone()].chars(), new.chars());
    let head: usize = from
        .zip(to)
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (from, to) = (
        old[range.start + head..range.end].chars().rev(),
        new[head..].chars().rev(),
    );
    let tail: usize = from
        .zip(to)
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    Edit::replace(range.start + head..range.end - tail, &new[head..new.len() - tail])
}

/// Lines and columns of a text's bytes.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Of `text`.
    pub fn new(text: &'a str) -> Self {
        let behind_newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(behind_newlines).collect(),
        }
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Of a range.
    pub fn range(&self, range: Range<usize>) -> RangeRecord {
        RangeRecord {
            start: self.place(range.start),
            end: self.place(range.end),
        }
    }

    fn place(&self, byte: usize) -> PlaceRecord {
        let line = self.starts.partition_point(|start| *start <= byte);
        let before = &self.text[self.starts[line - 1]..self.text.floor_char_boundary(byte)];
        PlaceRecord {
            byte,
            line,
            column: before.chars().filter(|c| *c != '\u{feff}').count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::EditSet;

    proptest::proptest! {
        #[test]
        fn edits_make_the_new_text(old in "([ab ä€\r]{0,4}\n?){0,12}", new in "([ab ä€\r]{0,4}\n?){0,12}") {
            let edits = between(&old, &new);
            let set = EditSet::new(edits.clone()).unwrap();
            proptest::prop_assert_eq!(set.edits(), &edits);
            proptest::prop_assert_eq!(set.apply(&old), new);
        }
    }

    #[test]
    fn edits_are_small_and_places_count_characters() {
        let old = "\u{feff}FROM ä AS b\r\nRUN x\r\n";
        let edits = between(old, "\u{feff}FROM ä AS c\r\nRUN x\r\n");
        assert_eq!(edits.len(), 1);
        assert_eq!((&old[edits[0].range.clone()], edits[0].text.as_str()), ("b", "c"));
        let range = Places::new(old).range(edits[0].range.clone());
        assert_eq!((range.start.line, range.start.column, range.end.column), (1, 11, 12));
        let end = Places::new(old).range(old.len()..old.len()).end;
        assert_eq!((end.line, end.column), (3, 1));
    }
}
