//! Blocks of instructions between two comments that say BEGIN and END.

use std::ops::Range;

use super::Instruction;
use crate::dockerfile::document::Document;

/// A comment that begins or ends a block.
#[derive(Debug)]
pub(crate) struct Mark {
    /// Bytes of the file.
    range: Range<usize>,
    begins: bool,
    ends: bool,
}

impl Mark {
    /// Every mark of a text, in order.
    fn all(document: &Document) -> Vec<Self> {
        let has = |text: &str, word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        if !document.text().contains("BEGIN") {
            return Vec::new();
        }
        let marks = document.comments().into_iter().map(|(at, text)| Self {
            range: at..at + text.trim_end().len(),
            begins: has(text, "BEGIN"),
            ends: has(text, "END"),
        });
        marks.filter(|mark| mark.begins || mark.ends).collect()
    }
}

impl Instruction<'_> {
    /// The comment that ends the block that it lies in, in the same stage; bytes of the file.
    pub(super) fn end_of_block(self) -> Option<Range<usize>> {
        let analysis = self.analysis();
        let own = self.range();
        let marks = analysis
            .dockerfile
            .memo
            .marks
            .get_or_init(|| Mark::all(analysis.document()));
        let next = marks.partition_point(|mark| mark.range.start < own.start);
        let is_inside = marks[..next].last().is_some_and(|mark| mark.begins);
        let end = marks[next..].iter().find(|mark| mark.range.start >= own.end);
        let end = end.filter(|mark| is_inside && mark.ends)?.range.clone();
        let mut stages = analysis.stages().map(|stage| stage.from().range().start);
        (!stages.any(|start| (own.end..end.start).contains(&start))).then_some(end)
    }
}
