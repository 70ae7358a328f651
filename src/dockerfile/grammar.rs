//! The only file that names the grammar: trees, and queries over them.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use tree_sitter::{InputEdit, Language, Node, Parser, Point, Query, QueryCursor, StreamingIterator};

use super::buffer::parse_buffer;
use super::document::{Document, Instruction};
use crate::edit::EditSet;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_dockerfile::language().into());

thread_local! {
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// A query over the nodes of one instruction, made when it is first needed. Its patterns begin with an instruction, be it one inside
/// HEALTHCHECK or ONBUILD.
pub struct Pattern {
    source: &'static str,
    query: OnceLock<Result<Query, String>>,
}

/// A node that a query captured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured<'q> {
    /// Which match it belongs to, counted from 0 in one instruction.
    pub of_match: usize,
    /// The index of the pattern in the query file.
    pub pattern: usize,
    /// The capture's name without `@`.
    pub name: &'q str,
    /// Bytes of the file.
    pub range: Range<usize>,
}

impl Pattern {
    /// A query in tree-sitter's syntax. That it compiles is proved by a test over every transform.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            query: OnceLock::new(),
        }
    }

    fn query(&self) -> Result<&Query, &String> {
        let compiled = self
            .query
            .get_or_init(|| Query::new(&LANGUAGE, self.source).map_err(|error| error.to_string()));
        compiled.as_ref()
    }

    /// How many patterns it has.
    ///
    /// # Errors
    /// What is wrong with the query.
    pub fn pattern_count(&self) -> Result<usize, String> {
        self.query().map(Query::pattern_count).map_err(Clone::clone)
    }
}

/// So many instructions that the grammar does not understand are blanked out at the most; real files have none.
const MOST_REPAIRS: usize = 8;

/// The tree of a document's parse buffer.
#[derive(Debug, Clone)]
pub struct Tree {
    tree: Option<tree_sitter::Tree>,
    buffer: Vec<u8>,
    /// Where each instruction begins, and where its node may end at most.
    instructions: Vec<Range<usize>>,
    /// For each instruction, whether it has a node of its own without an error in it.
    understood: Vec<bool>,
}

impl Tree {
    /// Parses a document, on the ground of the tree of its earlier text, and the edits since, if there is one.
    pub fn parse(document: &Document, old: Option<(&Self, &EditSet)>) -> Self {
        let buffer = parse_buffer(document);
        let place = |instruction: &Instruction| {
            instruction.line.original(0)..instruction.line.head.end.max(instruction.line.original(0))
        };
        let instructions = document.instructions().iter().map(place).collect();
        let mut new = Self {
            tree: None,
            buffer,
            instructions,
            understood: Vec::new(),
        };
        new.parse_buffer(old);
        // An instruction that the grammar does not understand is blanked out, lest the parser's recovery swallow its neighbours.
        for _ in 0..MOST_REPAIRS {
            if !new.blank_what_is_not_understood() {
                break;
            }
            new.parse_buffer(None);
        }
        new
    }

    fn parse_buffer(&mut self, old: Option<(&Self, &EditSet)>) {
        let edited = old.and_then(|(old, edits)| {
            let mut tree = old.tree.clone()?;
            let whole = || difference(&old.buffer, &self.buffer).into_iter().collect();
            for edit in same_edits(&old.buffer, &self.buffer, edits).unwrap_or_else(whole) {
                tree.edit(&edit);
            }
            Some(tree)
        });
        self.tree = PARSER.with_borrow_mut(|parser| {
            let parser = parser.get_or_insert_with(Parser::new);
            parser.set_language(&LANGUAGE).ok()?;
            parser.parse(&self.buffer, edited.as_ref())
        });
        self.understood = self.tree.as_ref().map_or_else(Vec::new, |tree| self.survey(tree));
    }

    /// Goes through the nodes once, instead of from the root for each instruction.
    fn survey(&self, tree: &tree_sitter::Tree) -> Vec<bool> {
        let mut cursor = tree.walk();
        let mut is_there = cursor.goto_first_child();
        let mut is_understood = |place: &Range<usize>| {
            while is_there && cursor.node().end_byte() <= place.start {
                is_there = cursor.goto_next_sibling();
            }
            let node = cursor.node();
            is_there && is_node_of(node, place) && !node.has_error() && !node.is_error() && !node.is_missing()
        };
        self.instructions.iter().map(&mut is_understood).collect()
    }

    /// Blanks out the first instruction in which the tree has an error; whether there was one.
    fn blank_what_is_not_understood(&mut self) -> bool {
        if !self.tree.as_ref().is_some_and(|tree| tree.root_node().has_error()) {
            return false;
        }
        let is_there = |index: &usize| {
            self.buffer[self.instructions[*index].clone()]
                .iter()
                .any(|byte| *byte != b'\n')
        };
        let first = (0..self.instructions.len()).find(|index| is_there(index) && !self.is_understood(*index));
        let Some(first) = first else { return false };
        let range = self.instructions[first].clone();
        self.buffer[range].fill(b'\n');
        true
    }

    fn node(&self, instruction: usize) -> Option<Node<'_>> {
        let place = self.instructions.get(instruction)?;
        let node = self.tree.as_ref()?.root_node().first_child_for_byte(place.start)?;
        is_node_of(node, place).then_some(node)
    }

    /// Whether the instruction has a node of its own without an error in it.
    pub fn is_understood(&self, instruction: usize) -> bool {
        self.understood.get(instruction).is_some_and(|understood| *understood)
    }

    /// What a pattern captures in one instruction, in the order of the matches.
    pub fn captures<'q>(&self, pattern: &'q Pattern, instruction: usize) -> Vec<Captured<'q>> {
        let (Some(node), Ok(query)) = (self.node(instruction), pattern.query()) else {
            return Vec::new();
        };
        let mut cursor = QueryCursor::new();
        cursor.set_max_start_depth(Some(1));
        let mut matches = cursor.matches(query, node, self.buffer.as_slice());
        let mut found = Vec::new();
        let mut of_match = 0;
        while let Some(one) = matches.next() {
            for capture in one.captures() {
                found.push(Captured {
                    of_match,
                    pattern: one.pattern_index,
                    name: query.capture_names()[capture.index as usize],
                    range: capture.node.byte_range(),
                });
            }
            of_match += 1;
        }
        found
    }
}

fn is_node_of(node: Node<'_>, place: &Range<usize>) -> bool {
    node.start_byte() == place.start && node.end_byte() <= place.end
}

/// The edits of the text as edits of its buffer, each in the buffer as the ones before it leave it; `None` when they changed more of it than
/// of the text. The better the parser knows what stayed, the less it does again. The grammar reads no rows or columns.
fn same_edits(old: &[u8], new: &[u8], edits: &EditSet) -> Option<Vec<InputEdit>> {
    let (mut old_at, mut new_at) = (0, 0);
    let mut found = Vec::new();
    for edit in edits.edits() {
        let gap = edit.range.start.checked_sub(old_at)?;
        let start = new_at + gap;
        if old.get(old_at..edit.range.start)? != new.get(new_at..start)? {
            return None;
        }
        found.push(input_edit(start, start + edit.range.len(), start + edit.text.len()));
        (old_at, new_at) = (edit.range.end, start + edit.text.len());
    }
    (old.get(old_at..)? == new.get(new_at..)?).then_some(found)
}

/// One edit that makes the new buffer of the old one; `None` when they are equal.
fn difference(old: &[u8], new: &[u8]) -> Option<InputEdit> {
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    if same == old.len() && same == new.len() {
        return None;
    }
    let shorter = old.len().min(new.len()) - same;
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(shorter)
        .take_while(|(a, b)| a == b)
        .count();
    Some(input_edit(same, old.len() - tail, new.len() - tail))
}

fn input_edit(start_byte: usize, old_end_byte: usize, new_end_byte: usize) -> InputEdit {
    let point = Point::new(0, 0);
    InputEdit {
        start_byte,
        old_end_byte,
        new_end_byte,
        start_position: point,
        old_end_position: point,
        new_end_position: point,
    }
}
