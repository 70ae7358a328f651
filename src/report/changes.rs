//! The edits between two texts, and positions of byte ranges.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::model::{PlaceRecord, RangeRecord};
use crate::edit::Edit;
use crate::text::Positions;

/// The edits that turn `old` into `new`: one for each run of changed lines, without the text that both share at its ends.
pub(super) fn between(old: &str, new: &str) -> Vec<Edit> {
    let [old_lines, new_lines] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let bytes = |lines: &[&str], range: Range<usize>| {
        let start = lines[..range.start].iter().map(|line| line.len()).sum();
        start..lines[range].iter().fold(start, |end, line| end + line.len())
    };
    let edit = |op: &DiffOp| {
        let new = &new[bytes(&new_lines, op.new_range())];
        narrowed(old, bytes(&old_lines, op.old_range()), new)
    };
    let ops = capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines);
    ops.iter().filter(|op| op.tag() != DiffTag::Equal).map(edit).collect()
}

fn narrowed(old: &str, range: Range<usize>, new: &str) -> Edit {
    let head = shared(old[range.clone()].chars(), new.chars());
    let (start, new) = (range.start + head, &new[head..]);
    let tail = shared(old[start..range.end].chars().rev(), new.chars().rev());
    Edit::replace(start..range.end - tail, &new[..new.len() - tail])
}

/// The length of what both begin with, in bytes.
fn shared(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
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
