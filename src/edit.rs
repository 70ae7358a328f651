//! Edits: byte ranges of a text and their replacements.

use std::ops::Range;

/// Replaces the bytes `range` of a text with `text`. An empty range inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the text that the edit was made for.
    pub range: Range<usize>,
    /// The replacement.
    pub text: String,
}

impl Edit {
    /// Replaces `range` with `text`.
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }

    /// Inserts `text` before the byte at `at`.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// Deletes `range`.
    pub fn delete(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }
}

/// Edits in the order of their ranges, without overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditSet {
    edits: Vec<Edit>,
    /// Where the text of each lies in the new text.
    written: Vec<Range<usize>>,
}

impl EditSet {
    /// Sorts `edits` by their ranges; insertions at one place keep their order.
    ///
    /// # Errors
    /// Two ranges that overlap.
    pub fn new(mut edits: Vec<Edit>) -> Result<Self, (Range<usize>, Range<usize>)> {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        for pair in edits.windows(2) {
            if pair[0].range.end > pair[1].range.start {
                return Err((pair[0].range.clone(), pair[1].range.clone()));
            }
        }
        let mut grown: isize = 0;
        let place = |edit: &Edit| {
            let start = edit.range.start.wrapping_add_signed(grown);
            grown += edit.text.len() as isize - edit.range.len() as isize;
            start..start + edit.text.len()
        };
        let written = edits.iter().map(place).collect();
        Ok(Self { edits, written })
    }

    /// The edits, sorted.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The text after the edits.
    ///
    /// # Panics
    /// If a range is not in `text`, or not on character boundaries: an error of the caller.
    pub fn apply(&self, text: &str) -> String {
        let grown: usize = self.edits.iter().map(|edit| edit.text.len()).sum();
        let mut result = String::with_capacity(text.len() + grown);
        let mut done = 0;
        for edit in &self.edits {
            result.push_str(&text[done..edit.range.start]);
            result.push_str(&edit.text);
            done = edit.range.end;
        }
        result.push_str(&text[done..]);
        result
    }

    /// The last of the first `count` edits.
    fn last_of(&self, count: usize) -> Option<(&Edit, Range<usize>)> {
        let last = count.checked_sub(1)?;
        Some((self.edits.get(last)?, self.written.get(last)?.clone()))
    }

    /// The last edit that begins at or before a byte of the new text.
    fn last_before(&self, new: usize) -> Option<(&Edit, Range<usize>)> {
        self.last_of(self.written.partition_point(|written| written.start <= new))
    }

    /// The offset in the new text of the byte at `old` in the old text; of a deleted byte, the end of its edit. An insertion at `old` goes before it.
    pub fn forward(&self, old: usize) -> usize {
        let is_before = |edit: &Edit| edit.range.start < old || edit.range.end <= old;
        match self.last_of(self.edits.partition_point(is_before)) {
            Some((edit, written)) => written.end + old.saturating_sub(edit.range.end),
            None => old,
        }
    }

    /// Where a range of the old text lies in the new one, with what is inserted inside it and without what is inserted beside it. An edit over
    /// one of its ends belongs to it.
    pub fn forward_range(&self, old: &Range<usize>) -> Range<usize> {
        let is_before_start = |edit: &Edit| edit.range.start < old.start || edit.range.end <= old.start;
        let start = match self.last_of(self.edits.partition_point(is_before_start)) {
            Some((edit, written)) if edit.range.end > old.start => written.start,
            Some((edit, written)) => written.end + old.start - edit.range.end,
            None => old.start,
        };
        let end = match self.last_of(self.edits.partition_point(|edit| edit.range.start < old.end)) {
            Some((edit, written)) => written.end + old.end.saturating_sub(edit.range.end),
            None => old.end,
        };
        start..end.max(start)
    }

    /// Where the text of one of the edits lies in the new text; `None` when it is none of them.
    pub fn written(&self, one: &Edit) -> Option<Range<usize>> {
        let key = |edit: &Edit| (edit.range.start, edit.range.end);
        let first = self.edits.partition_point(|edit| key(edit) < key(one));
        let mut same = (first..self.edits.len()).take_while(|at| key(&self.edits[*at]) == key(one));
        same.find(|at| self.edits[*at] == *one)
            .map(|at| self.written[at].clone())
    }

    /// Where a byte of the new text came from in the old one; a byte that an edit wrote came from where the edit starts.
    pub fn back(&self, new: usize) -> usize {
        match self.last_before(new) {
            Some((edit, written)) if new < written.end => edit.range.start,
            Some((edit, written)) => new - written.end + edit.range.end,
            None => new,
        }
    }

    /// The range in the old text of a range in the new text; `None` if an edit touches it.
    pub fn back_untouched(&self, new: &Range<usize>) -> Option<Range<usize>> {
        match self.last_before(new.end) {
            Some((_, written)) if new.start <= written.end => None,
            _ => Some(self.back(new.start)..self.back(new.end)),
        }
    }
}

/// How a text came from the original, step by step: positions in messages must be those of the file that the user sees.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceMap(Vec<EditSet>);

impl SourceMap {
    /// Adds the edits from the last text to the current one.
    pub(crate) fn push(&mut self, step: EditSet) {
        self.0.push(step);
    }

    /// How many steps there were.
    pub(crate) fn steps(&self) -> usize {
        self.0.len()
    }

    /// The offset in the original of a byte of the current text.
    pub(crate) fn origin(&self, at: usize) -> usize {
        self.0.iter().rev().fold(at, |at, step| step.back(at))
    }

    /// An edit of the current text as an edit of the original; `None` if it touches text that an edit wrote.
    pub(crate) fn in_original(&self, edit: &Edit) -> Option<Edit> {
        let mut steps = self.0.iter().rev();
        let range = steps.try_fold(edit.range.clone(), |range, step| step.back_untouched(&range))?;
        Some(Edit::replace(range, edit.text.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_sorted_applied_and_mapped_both_ways() {
        let set = EditSet::new(vec![Edit::replace(6..11, "there"), Edit::insert(0, "oh, ")]).unwrap();
        assert_eq!(set.apply("hello world!"), "oh, hello there!");
        assert_eq!(set.forward(0), 4);
        assert_eq!(set.forward(11), 15);
        assert_eq!(set.back(4), 0);
        assert_eq!(set.back(12), 6);
        assert_eq!(set.back(15), 11);
        assert_eq!(set.back_untouched(&(5..9)), Some(1..5));
        assert_eq!(set.back_untouched(&(16..16)), Some(12..12));
        for touched in [0..0, 4..5, 9..10, 15..16, 5..16] {
            assert_eq!(set.back_untouched(&touched), None, "{touched:?}");
        }
    }

    #[test]
    fn ranges_move_with_what_stands_in_them() {
        let set = EditSet::new(vec![
            Edit::insert(2, "++"),
            Edit::replace(4..6, "x"),
            Edit::delete(8..10),
        ])
        .unwrap();
        assert_eq!(set.apply("0123456789"), "01++23x67");
        for (old, text) in [
            (0..2, "01"),
            (2..4, "23"),
            (1..3, "1++2"),
            (3..5, "3x"),
            (5..8, "x67"),
            (7..9, "7"),
            (2..2, ""),
        ] {
            let found = &set.apply("0123456789")[set.forward_range(&old)];
            assert_eq!(found, text, "{old:?}");
        }
        assert_eq!(set.written(&Edit::replace(4..6, "x")), Some(6..7));
        assert_eq!(set.written(&Edit::delete(4..6)), None);
    }

    #[test]
    fn overlapping_edits_are_refused() {
        assert!(EditSet::new(vec![Edit::delete(0..3), Edit::delete(2..4)]).is_err());
        assert!(EditSet::new(vec![Edit::delete(0..3), Edit::insert(3, "x")]).is_ok());
    }
}
