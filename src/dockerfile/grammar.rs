//! Trees of the Dockerfile grammar, and queries over them. No other file uses the grammar.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use tree_sitter::{Language, Node, Parser, Query, QueryCursor, StreamingIterator, Tree};

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_dockerfile::language().into());

/// No text above this size is parsed, by whatever grammar: nothing is understood of it.
pub(super) const LONGEST: usize = 64 << 10;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser(&LANGUAGE));
}

/// The tree of a text; `None` if it is too long.
pub(super) fn parse(parser: &mut Option<Parser>, text: &[u8]) -> Option<Tree> {
    parser.as_mut().filter(|_| text.len() <= LONGEST)?.parse(text, None)
}

/// A parser for a thread; `None` if the grammar was generated for an incompatible version of tree-sitter.
pub(super) fn parser(language: &Language) -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    Some(parser)
}

/// A query over the nodes of one instruction, compiled on first use. Its patterns begin with an instruction, or with one inside
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
    /// A query in tree-sitter's syntax. A test checks that those of all transforms compile.
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

/// The tree of one instruction that the grammar fully understands.
#[derive(Debug)]
pub(super) struct InstructionTree {
    tree: Tree,
    buffer: Vec<u8>,
}

impl InstructionTree {
    /// Parses an instruction's parse buffer. `None` if it is too long, or if the grammar finds an error, or more than one instruction.
    pub(super) fn parse(buffer: Vec<u8>) -> Option<Self> {
        let tree = PARSER.with_borrow_mut(|parser| parse(parser, &buffer))?;
        let parsed = Self { tree, buffer };
        (!parsed.tree.root_node().has_error() && parsed.node().is_some()).then_some(parsed)
    }

    /// The instruction's node.
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
