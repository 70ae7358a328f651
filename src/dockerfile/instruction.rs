//! One instruction as BuildKit splits it: its keyword, its flags, its arguments.

use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use super::exec::Command;
use super::grammar::InstructionTree;
use super::lines::LogicalLine;
use super::mask::parse_buffer;
use super::shell::SimpleCommand;
use super::variables::Pair;
use super::words::{self, Flag};

macro_rules! keywords {
    ($($name:ident)*) => {
        /// The instructions that BuildKit knows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Keyword {
            $($name,)*
            /// Any other word, for which BuildKit rejects the file.
            Unknown,
        }

        impl Keyword {
            /// Parses a keyword in upper or lower case.
            pub fn parse(word: &str) -> Self {
                let known = [$((stringify!($name), Self::$name)),*];
                let known = known.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
                known.map_or(Self::Unknown, |(_, keyword)| *keyword)
            }
        }
    };
}

keywords!(Add Arg Cmd Copy Entrypoint Env Expose From Healthcheck Label Maintainer Onbuild Run Shell Stopsignal User Volume Workdir);

/// One instruction. Ranges called *joined* are bytes of [`ParsedInstruction::text`]; all others are bytes of the file.
#[derive(Debug, Clone)]
pub struct ParsedInstruction {
    /// Its logical line.
    pub line: LogicalLine,
    /// See [`ParsedInstruction::command`]; parsed on first use.
    command: OnceLock<Option<Command>>,
    content: Arc<Content>,
}

/// What the joined text of an instruction says, wherever the instruction stands.
#[derive(Debug)]
pub struct Content {
    /// The keyword.
    pub keyword: Keyword,
    /// The flags before the arguments; joined ranges.
    pub flags: Vec<Flag>,
    /// The arguments after the flags, trimmed; a joined range.
    pub arguments: Range<usize>,
    /// The commands of a RUN; see [`super::shell::run_commands`].
    pub(super) commands: OnceLock<Option<Vec<SimpleCommand>>>,
    /// The pairs of an ENV, ARG or LABEL; see [`super::variables::pairs`].
    pub(super) pairs: OnceLock<Vec<Pair>>,
    /// See [`ParsedInstruction::tree`].
    tree: OnceLock<Option<InstructionTree>>,
}

impl Deref for ParsedInstruction {
    type Target = Content;

    fn deref(&self) -> &Content {
        &self.content
    }
}

impl Content {
    fn read(text: &str) -> Self {
        let text = text.trim_end();
        // The first line may hold nothing but a continuation.
        let (word, rest) = words::split_keyword(text.trim_start());
        let behind = text.len() - rest.len();
        let mut flags = words::flags(rest);
        for flag in &mut flags {
            flag.range = flag.range.start + behind..flag.range.end + behind;
        }
        let start = flags.last().map_or(behind, |flag| flag.range.end);
        let end = text.len();
        Self {
            keyword: Keyword::parse(word),
            flags,
            arguments: end - text[start..].trim_start().len()..end,
            commands: OnceLock::new(),
            pairs: OnceLock::new(),
            tree: OnceLock::new(),
        }
    }
}

impl ParsedInstruction {
    pub(super) fn new(line: LogicalLine) -> Self {
        let content = Arc::new(Content::read(&line.text));
        Self::with_content(line, content)
    }

    fn with_content(line: LogicalLine, content: Arc<Content>) -> Self {
        Self {
            line,
            command: OnceLock::new(),
            content,
        }
    }

    /// The same instruction at another place: what was parsed of it is kept. With heredocs, that also depends on their bodies.
    pub(super) fn moved(&self, line: LogicalLine) -> Self {
        match line.heredocs.is_empty() {
            true => Self::with_content(line, Arc::clone(&self.content)),
            false => Self::new(line),
        }
    }

    /// The tree of its joined text; `None` if the grammar does not understand it.
    pub(super) fn tree(&self, escape: char) -> Option<&InstructionTree> {
        let parse = || InstructionTree::parse(parse_buffer(self, escape));
        self.tree.get_or_init(parse).as_ref()
    }

    /// The joined text that BuildKit parses: without continuations and comments.
    pub fn text(&self) -> &str {
        &self.line.text
    }

    /// The text of the arguments.
    pub fn arguments_text(&self) -> &str {
        &self.line.text[self.arguments.clone()]
    }

    /// Bytes of the file, heredocs included, without the last line ending.
    pub fn range(&self) -> Range<usize> {
        self.line.range.clone()
    }

    /// Bytes of the keyword in the file.
    pub fn keyword_range(&self) -> Range<usize> {
        let text = self.line.text.trim_start();
        let start = self.line.text.len() - text.len();
        let (word, _) = words::split_keyword(text);
        self.line.original_range(start..start + word.len())
    }

    /// A joined range as bytes of the file.
    pub fn in_file(&self, joined: Range<usize>) -> Range<usize> {
        self.line.original_range(joined)
    }

    /// The flag of that name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name.eq_ignore_ascii_case(name))
    }

    /// The words of the arguments, separated by whitespace; joined ranges.
    pub fn words(&self) -> Vec<Range<usize>> {
        let start = self.arguments.start;
        let shift = |word: Range<usize>| word.start + start..word.end + start;
        words::blank_separated(self.arguments_text())
            .into_iter()
            .map(shift)
            .collect()
    }

    /// The command of RUN, CMD, ENTRYPOINT, SHELL or `HEALTHCHECK CMD`; `None` for anything else.
    pub fn command(&self) -> Option<&Command> {
        self.command.get_or_init(|| self.read_command()).as_ref()
    }

    fn read_command(&self) -> Option<Command> {
        let start = match self.keyword {
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => self.arguments.start,
            Keyword::Healthcheck => {
                let (kind, command) = words::split_keyword(self.arguments_text());
                if !kind.eq_ignore_ascii_case("CMD") {
                    return None;
                }
                self.arguments.end - command.len()
            }
            _ => return None,
        };
        Some(Command::read(&self.line, start..self.arguments.end))
    }
}
