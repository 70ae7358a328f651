//! The edits between two texts, and positions of byte ranges.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::model::{PlaceRecord, RangeRecord};
use crate::edit::Edit;
use crate::text::Positions;

/// The edits that turn `old` into `new`: one for each run of changed lines, without the text that both share at its ends.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
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

/// The byte offset of every line, and of the end.
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

/// A byte range, with the lines and columns of its ends.
pub(super) fn range_record(positions: &Positions<'_>, range: &Range<usize>) -> RangeRecord {
    let place = |byte: usize| {
        let (line, column) = positions.position(byte);
        PlaceRecord { byte, line, column }
    };
    RangeRecord {
        start: place(range.start),
        end: place(range.end),
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
        let range = range_record(&Positions::new(old), &edits[0].range);
        assert_eq!((range.start.line, range.start.column, range.end.column), (1, 11, 12));
        let end = range_record(&Positions::new(old), &(old.len()..old.len())).end;
        assert_eq!((end.line, end.column), (3, 1));
    }
}
