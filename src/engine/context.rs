//! What a pass may look at. It does no I/O of its own: the build context answers for the disk.

use std::ops::Deref;

use crate::analysis::{Analysis, Instruction};
use crate::edit::SourceMap;
use crate::text::position;

/// The Dockerfile as the earlier passes left it, and how it came from the file that the person sees.
#[derive(Clone, Copy)]
pub struct RuleContext<'a> {
    analysis: Analysis<'a>,
    original: &'a str,
    source_map: &'a SourceMap,
}

impl<'a> Deref for RuleContext<'a> {
    type Target = Analysis<'a>;

    fn deref(&self) -> &Analysis<'a> {
        &self.analysis
    }
}

impl<'a> RuleContext<'a> {
    /// The analysis of a text that came from `original`.
    pub(super) fn new(analysis: Analysis<'a>, original: &'a str, source_map: &'a SourceMap) -> Self {
        Self {
            analysis,
            original,
            source_map,
        }
    }

    /// The line, from 1, that an instruction has in the file that the person sees.
    pub fn line(&self, instruction: Instruction<'_>) -> usize {
        self.line_at(instruction.range().start)
    }

    /// The line, from 1, that a byte of the present text came from.
    pub fn line_at(&self, at: usize) -> usize {
        position(self.original, self.source_map.origin(at)).0
    }
}
