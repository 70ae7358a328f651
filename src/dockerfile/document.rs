//! A parsed Dockerfile: its text, its instructions as BuildKit cuts them, and the tree.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::exec::Command;
use super::grammar::{Captured, Pattern, Tree};
use super::lines::{self, LineError, Lines, LogicalLine};
use super::shell::SimpleCommand;
use super::variables::Pair;
use super::words::{self, Flag};
use crate::edit::EditSet;

/// The instructions that BuildKit knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// Any other word; BuildKit refuses the file.
    Unknown,
}

impl Keyword {
    /// Reads a keyword in whatever case.
    pub fn parse(word: &str) -> Self {
        let known = KEYWORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map_or(Self::Unknown, |(_, keyword)| *keyword)
    }
}

const KEYWORDS: [(&str, Keyword); 18] = [
    ("ADD", Keyword::Add),
    ("ARG", Keyword::Arg),
    ("CMD", Keyword::Cmd),
    ("COPY", Keyword::Copy),
    ("ENTRYPOINT", Keyword::Entrypoint),
    ("ENV", Keyword::Env),
    ("EXPOSE", Keyword::Expose),
    ("FROM", Keyword::From),
    ("HEALTHCHECK", Keyword::Healthcheck),
    ("LABEL", Keyword::Label),
    ("MAINTAINER", Keyword::Maintainer),
    ("ONBUILD", Keyword::Onbuild),
    ("RUN", Keyword::Run),
    ("SHELL", Keyword::Shell),
    ("STOPSIGNAL", Keyword::Stopsignal),
    ("USER", Keyword::User),
    ("VOLUME", Keyword::Volume),
    ("WORKDIR", Keyword::Workdir),
];

/// One instruction. Ranges called *joined* are bytes of [`Instruction::text`]; all others are bytes of the file.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// What it is.
    pub keyword: Keyword,
    /// Its logical line.
    pub line: LogicalLine,
    /// The flags in front of its arguments; joined ranges.
    pub flags: Vec<Flag>,
    /// Its arguments behind the flags, trimmed; a joined range.
    pub arguments: Range<usize>,
    /// Its command, once [`Instruction::command`] was asked for it.
    command: OnceLock<Option<Command>>,
    /// The commands of a RUN, once [`super::shell::run_commands`] was asked for them.
    pub(super) commands: OnceLock<Option<Arc<[SimpleCommand]>>>,
    /// The pairs of an ENV, ARG or LABEL, once [`super::variables::pairs`] was asked for them.
    pub(super) pairs: OnceLock<Vec<Pair>>,
}

impl Instruction {
    fn new(line: LogicalLine) -> Self {
        let text = line.text.trim_end();
        let (word, rest) = words::split_keyword(text);
        let keyword = Keyword::parse(word);
        let behind = text.len() - rest.len();
        let mut flags = words::flags(rest);
        for flag in &mut flags {
            flag.range = flag.range.start + behind..flag.range.end + behind;
        }
        let start = flags.last().map_or(behind, |flag| flag.range.end);
        let end = text.len();
        let start = end - text[start..].trim_start().len();
        Self {
            keyword,
            line,
            flags,
            arguments: start..end,
            command: OnceLock::new(),
            commands: OnceLock::new(),
            pairs: OnceLock::new(),
        }
    }

    /// Whether the ranges of its commands depend on nothing but its text: they are joined ones only in shell form without heredocs.
    fn is_plain_run(&self) -> bool {
        self.keyword == Keyword::Run && self.line.heredocs.is_empty() && !self.arguments_text().starts_with('[')
    }

    /// Continuations and comments taken out: what BuildKit parses.
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
        let (word, _) = words::split_keyword(&self.line.text);
        self.line.original_range(0..word.len())
    }

    /// A joined range as bytes of the file.
    pub fn in_file(&self, joined: Range<usize>) -> Range<usize> {
        self.line.original_range(joined)
    }

    /// The flag of that name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name.eq_ignore_ascii_case(name))
    }

    /// The words of the arguments, separated by blanks; joined ranges.
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

/// A Dockerfile that can be looked at and edited.
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    escape: char,
    instructions: Vec<Instruction>,
    tree: Option<Tree>,
}

impl Document {
    /// Cuts a text into instructions. The tree is made by [`Document::with_tree`]: whether a file is in scope shows without one.
    ///
    /// # Errors
    /// Text that BuildKit cannot cut into lines.
    pub fn cut(text: String) -> Result<Self, LineError> {
        let Lines { escape, logical } = lines::split(&text)?;
        let instructions = logical.into_iter().map(Instruction::new).collect();
        Ok(Self {
            text,
            escape,
            instructions,
            tree: None,
        })
    }

    /// Parses the text with the grammar.
    pub fn with_tree(mut self) -> Self {
        self.tree = Some(Tree::parse(&self, None));
        self
    }

    /// The document after edits, parsed again on the ground of the old tree.
    ///
    /// # Errors
    /// A result that BuildKit cannot cut into lines.
    pub fn edited(&self, edits: &EditSet) -> Result<Self, LineError> {
        let mut new = Self::cut(edits.apply(&self.text))?;
        let runs = self.instructions.iter().filter(|old| old.is_plain_run());
        let known: HashMap<&str, _> = runs.filter_map(|old| Some((old.text(), old.commands.get()?))).collect();
        for run in new.instructions.iter().filter(|run| run.is_plain_run()) {
            if let Some(commands) = known.get(run.text()) {
                let _ = run.commands.set((*commands).clone());
            }
        }
        new.tree = Some(Tree::parse(&new, self.tree.as_ref().map(|tree| (tree, edits))));
        Ok(new)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The escape character in force.
    pub fn escape(&self) -> char {
        self.escape
    }

    /// The instructions, in order.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Whether the grammar understood the instruction. What it did not understand is never edited.
    pub fn is_understood(&self, instruction: usize) -> bool {
        self.tree.as_ref().is_some_and(|tree| tree.is_understood(instruction))
    }

    /// What `pattern` captures in one instruction; ranges are bytes of the file.
    pub fn captures<'q>(&self, pattern: &'q Pattern, instruction: usize) -> Vec<Captured<'q>> {
        self.tree
            .as_ref()
            .map_or_else(Vec::new, |tree| tree.captures(pattern, instruction))
    }

    /// The line ending to write behind an instruction: the one that it has itself, else the file's first, else `\n`.
    pub fn newline(&self, instruction: usize) -> &'static str {
        let end = self.instructions[instruction].range().end;
        let ending = |text: &str| if text.ends_with('\r') { "\r\n" } else { "\n" };
        if let Some(at) = self.text[end..].find('\n') {
            return ending(&self.text[end..end + at]);
        }
        self.text.find('\n').map_or("\n", |at| ending(&self.text[..at]))
    }

    /// Where a new instruction behind `instruction` begins: behind its line's ending, or at the end of the text.
    pub fn line_after(&self, instruction: usize) -> usize {
        let end = self.instructions[instruction].range().end;
        self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1)
    }

    /// The blanks in front of an instruction on its own line.
    pub fn indentation(&self, instruction: usize) -> &str {
        let start = self.instructions[instruction].range().start;
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..start];
        before.strip_prefix('\u{feff}').unwrap_or(before)
    }

    /// Where the comment lines directly above an instruction begin (the start of its own line when there are none).
    pub fn comments_above(&self, instruction: usize) -> usize {
        let mut start = self.instructions[instruction].range().start;
        start = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let floor = instruction.checked_sub(1).map_or(0, |before| self.line_after(before));
        while start > floor {
            let above = self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1).max(floor);
            let line = self.text[above..start].trim_start_matches('\u{feff}').trim_start();
            if !line.starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    /// The comment lines, those inside continuations included: where each `#` stands, and the text from there to the line's end.
    pub fn comments(&self) -> Vec<(usize, &str)> {
        let mut gaps = Vec::new();
        let mut start = 0;
        for instruction in &self.instructions {
            gaps.push(start..instruction.range().start);
            gaps.extend(instruction.line.passed_over.iter().cloned());
            start = instruction.range().end;
        }
        gaps.push(start..self.text.len());
        let lines = gaps.into_iter().flat_map(|gap| {
            let mut at = gap.start;
            self.text[gap].split_inclusive('\n').map(move |line| {
                at += line.len();
                (at - line.len(), line)
            })
        });
        let trimmed = lines.map(|(at, line)| {
            let text = line.trim_start_matches('\u{feff}').trim_start();
            (at + line.len() - text.len(), text.trim_end())
        });
        trimmed.filter(|(_, text)| text.starts_with('#')).collect()
    }

    /// Line and column, from 1, of a byte. Lines end at `\n`; columns count characters.
    pub fn position(&self, at: usize) -> (usize, usize) {
        position(&self.text, at)
    }
}

/// Line and column, from 1, of a byte of a text. Lines end at `\n`; columns count characters.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[start..].chars().filter(|c| *c != '\u{feff}').count() + 1)
}
