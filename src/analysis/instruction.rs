//! The cursor on an instruction.

use std::ops::{Deref, Range};

use super::{Analysis, Point, Stage};
use crate::dockerfile::copy::CopyStep;
use crate::dockerfile::document::ParsedInstruction;
use crate::dockerfile::grammar::{Captured, NodeQuery};
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::dockerfile::variables::{self, Pair};
use crate::edit::Edit;

/// An instruction at its place in a Dockerfile. It is also what BuildKit reads of it, [`ParsedInstruction`]. Two are equal when they are
/// the same instruction of the same text.
#[derive(Clone, Copy)]
pub struct Instruction<'a> {
    analysis: Analysis<'a>,
    stage: usize,
    index: usize,
}

impl PartialEq for Instruction<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Deref for Instruction<'_> {
    type Target = ParsedInstruction;

    fn deref(&self) -> &ParsedInstruction {
        self.parsed()
    }
}

impl<'a> Instruction<'a> {
    pub(super) fn new(analysis: Analysis<'a>, stage: usize, index: usize) -> Self {
        Self { analysis, stage, index }
    }

    /// The Dockerfile that it belongs to.
    pub fn analysis(self) -> Analysis<'a> {
        self.analysis
    }

    /// What BuildKit reads of it, for as long as the Dockerfile lives.
    pub fn parsed(self) -> &'a ParsedInstruction {
        &self.analysis.document().instructions()[self.index]
    }

    /// Its number in the file, from 0: what a finding and a fix name it by.
    pub fn index(self) -> usize {
        self.index
    }

    /// The stage that it belongs to; an ARG before the first FROM counts to the first one.
    pub fn stage(self) -> Stage<'a> {
        Stage::new(self.analysis, self.stage)
    }

    /// Whether it stands before another in the file.
    pub fn is_before(self, other: Instruction<'_>) -> bool {
        self.index < other.index
    }

    /// The instruction after it in its stage.
    pub fn next(self) -> Option<Self> {
        self.stage().instructions().find(|other| other.index == self.index + 1)
    }

    /// Whether it stands on the line after the instruction before it.
    pub fn is_on_next_line(self) -> bool {
        let document = self.analysis.document();
        let Some(previous) = self.index.checked_sub(1) else {
            return false;
        };
        let between = &document.text()[document.instructions()[previous].range().end..self.range().start];
        between.trim().is_empty() && between.matches('\n').count() == 1
    }

    /// The point before it.
    pub fn before(self) -> Point<'a> {
        Point::new(self.stage(), self.index)
    }

    /// The point after it.
    pub fn after(self) -> Point<'a> {
        Point::new(self.stage(), self.index + 1)
    }

    /// The directory in effect where it stands; `None` when it is not known.
    pub fn workdir(self) -> Option<&'a str> {
        self.before().workdir()
    }

    /// The COPY or ADD step that it is.
    pub fn copy(self) -> Option<&'a CopyStep> {
        self.analysis.dockerfile.stages.copy_at(self.index)
    }

    /// The pairs of an ENV, ARG or LABEL.
    pub fn pairs(self) -> &'a [Pair] {
        variables::pairs(self.parsed(), self.analysis.document().escape())
    }

    /// The simple commands of a RUN; `None` when the grammar does not understand it.
    pub fn run_commands(self) -> Option<&'a [SimpleCommand]> {
        shell::run_commands(self.analysis.document(), self.parsed())
    }

    /// Whether the text of a RUN has one of some words in it: cheap, and only a reason to look closer.
    pub fn mentions(self, words: &[&str]) -> bool {
        shell::mentions(self.analysis.document(), self.parsed(), words)
    }

    /// The bodies of its heredocs, in order.
    pub fn heredoc_bodies(self) -> impl Iterator<Item = &'a str> + use<'a> {
        let heredocs = self.parsed().line.heredocs.iter();
        heredocs.map(move |heredoc| self.file_text(heredoc.body.clone()))
    }

    /// The bytes of the file that a range of the file holds.
    pub fn file_text(self, range: Range<usize>) -> &'a str {
        &self.analysis.document().text()[range]
    }

    /// Whether the grammar understands it. What it does not understand is never edited.
    pub fn is_understood(self) -> bool {
        self.analysis.document().is_understood(self.index)
    }

    /// The line ending to write after it.
    pub fn newline(self) -> &'static str {
        self.analysis.document().newline(self.index)
    }

    /// The whitespace before it on its own line.
    pub fn indentation(self) -> &'a str {
        self.analysis.document().indentation(self.index)
    }

    /// Where the comment lines directly above it begin (the start of its own line when there are none); bytes of the file.
    pub fn comments_above(self) -> usize {
        self.analysis.document().comments_above(self.index)
    }

    /// Where a new instruction after it begins: after its line's ending, or at the end of the text; bytes of the file.
    pub fn line_after(self) -> usize {
        self.analysis.document().line_after(self.index)
    }

    /// The last instruction of the block that it lies in, between a `# …BEGIN` and an `# …END` comment; itself outside of one.
    pub fn last_of_block(self) -> Self {
        let Some(end) = self.end_of_block() else {
            return self;
        };
        let mut inside = self.stage().instructions().rev();
        inside.find(|one| one.range().end <= end.start).unwrap_or(self)
    }

    /// Inserts a text after it and the comment lines that belong to it, as a paragraph of its own: a blank line before the text, and one
    /// after it where the next line is not blank.
    pub fn insert_paragraph_after(self, text: &str) -> Edit {
        let newline = self.newline();
        let end = self.range().end + self.comments_below();
        let after = &self.analysis.document().text()[end..];
        let mut lines = after.lines().skip(1);
        // The continuation stays at the end of the file.
        let is_set_off = self.is_left_open() || lines.next().is_none_or(|line| line.trim().is_empty());
        let gap = if is_set_off { "" } else { newline };
        Edit::insert(end, format!("{newline}{newline}{text}{gap}"))
    }

    /// Whether it ends in a continuation that the end of the file leaves open.
    pub fn is_left_open(self) -> bool {
        let after = &self.analysis.document().text()[self.range().end..];
        after.lines().next().is_some_and(|rest| !rest.trim().is_empty())
    }

    /// The bytes up to the end of the comment lines right below it, where a blank line or nothing follows them.
    fn comments_below(self) -> usize {
        if self.is_left_open() {
            return 0;
        }
        let after = &self.analysis.document().text()[self.range().end..];
        let mut lines = after.split_inclusive('\n');
        let rest = lines.next().unwrap_or_default();
        let is_last = |end: &Range<usize>| self.next().is_none_or(|next| end.end <= next.range().start);
        if let Some(end) = self.end_of_block().filter(is_last) {
            return end.end - self.range().end;
        }
        let comments = lines.take_while(|line| line.trim_start().starts_with('#'));
        let length = rest.len() + comments.map(str::len).sum::<usize>();
        match after[length..].lines().next().is_none_or(|line| line.trim().is_empty()) {
            true => after[..length].trim_end().len(),
            false => 0,
        }
    }

    /// What a query matches in it.
    pub fn matches<'q>(self, query: &'q NodeQuery) -> Vec<NodeMatch<'a, 'q>> {
        let mut matches: Vec<NodeMatch<'a, 'q>> = Vec::new();
        for captured in self.analysis.document().captures(query, self.index) {
            match matches
                .last_mut()
                .filter(|last| last.captures[0].of_match == captured.of_match)
            {
                Some(last) => last.captures.push(captured),
                None => matches.push(NodeMatch {
                    instruction: self,
                    captures: vec![captured],
                }),
            }
        }
        matches
    }
}

/// One match of a query in an instruction.
pub struct NodeMatch<'a, 'q> {
    /// Where it matches.
    pub instruction: Instruction<'a>,
    /// Never empty.
    captures: Vec<Captured<'q>>,
}

impl NodeMatch<'_, '_> {
    /// The first node that was captured under a name, without `@`; bytes of the file.
    pub fn range(&self, name: &str) -> Option<Range<usize>> {
        self.ranges(name).next()
    }

    /// Every node that was captured under a name, in order; bytes of the file.
    pub fn ranges(&self, name: &str) -> impl Iterator<Item = Range<usize>> {
        let named = self.captures.iter().filter(move |captured| captured.name == name);
        named.map(|captured| captured.range.clone())
    }
}
