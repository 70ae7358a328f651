//! The only file that names the grammar: trees, and queries over them.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use tree_sitter::{Language, Node, Parser, Query, QueryCursor, StreamingIterator, Tree};

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_dockerfile::language().into());

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser(&LANGUAGE));
}

/// A parser that a thread keeps; `None` when the grammar was made for another tree-sitter.
pub(super) fn parser(language: &Language) -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    Some(parser)
}

/// A query over the nodes of one instruction, made when it is first needed. Its patterns begin with an instruction, be it one inside
/// HEALTHCHECK or ONBUILD.
pub struct NodeQuery {
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

impl NodeQuery {
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

/// The tree of one instruction, which the grammar understands as a whole.
#[derive(Debug)]
pub(super) struct InstructionTree {
    tree: Tree,
    buffer: Vec<u8>,
}

impl InstructionTree {
    /// Parses an instruction's parse buffer. `None` when the grammar does not take it for one instruction, or finds an error in it.
    pub(super) fn parse(buffer: Vec<u8>) -> Option<Self> {
        let tree = PARSER.with_borrow_mut(|parser| parser.as_mut()?.parse(&buffer, None))?;
        let parsed = Self { tree, buffer };
        (!parsed.tree.root_node().has_error() && parsed.node().is_some()).then_some(parsed)
    }

    /// The node that begins where the instruction does and ends before its line does.
    fn node(&self) -> Option<Node<'_>> {
        let node = self.tree.root_node().child(0)?;
        (node.start_byte() == 0 && node.end_byte() < self.buffer.len()).then_some(node)
    }

    /// What a pattern captures, in the order of the matches; joined ranges.
    pub(super) fn captures<'q>(&self, pattern: &'q NodeQuery) -> Vec<Captured<'q>> {
        let (Some(node), Ok(query)) = (self.node(), pattern.query()) else {
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
