//! Logical lines, split exactly as BuildKit does it: the escape directive, continuations, comments inside them, heredocs.
//!
//! The rules are those of BuildKit's `frontend/dockerfile/parser` (`Parse`, `trimContinuationCharacter`,
//! `heredocsFromLine`), compared with the `dockerfile` wheel over the whole corpus.

pub(crate) mod directives;
mod heredocs;

use std::ops::Range;

use memchr::memchr;

use directives::Directives;
pub use heredocs::Heredoc;

/// Where a text cannot be split into lines, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineError {
    /// Byte offset of the instruction or directive at fault.
    pub at: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// The logical lines of a file.
#[derive(Debug, Clone)]
pub struct Lines {
    /// The escape character: `\`, or the one that `# escape=` names.
    pub escape: char,
    /// One for each instruction, in order.
    pub logical: Vec<LogicalLine>,
}

/// One instruction: its first physical line, the lines that continue it, and its heredocs.
#[derive(Debug, Clone)]
pub struct LogicalLine {
    /// Bytes from the first character that is no blank to the end of the last line (without its ending), heredocs included. A continuation at
    /// the end of the file continues nothing and stays outside, so that what is added after the instruction goes before it.
    pub range: Range<usize>,
    /// The same without the heredocs.
    pub head: Range<usize>,
    /// The joined text that BuildKit parses: without continuations and the comments between them.
    pub text: String,
    /// Comment and blank lines inside the continuation, whole lines with their endings.
    pub passed_over: Vec<Range<usize>>,
    /// The heredocs, in order.
    pub heredocs: Vec<Heredoc>,
    /// For each piece of `text`, its offset in `text` and in the file.
    pieces: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// The offset in the file of a byte of `text`. The end of `text` is after its last byte.
    pub fn original(&self, joined: usize) -> usize {
        if joined > 0 && joined >= self.text.len() {
            return self.original(self.text.len() - 1) + 1 + (joined - self.text.len());
        }
        let index = self.pieces.partition_point(|piece| piece.0 <= joined).saturating_sub(1);
        self.pieces
            .get(index)
            .map_or(self.range.start, |piece| piece.1 + (joined - piece.0))
    }

    /// The bytes of the file that a range of `text` spans, from its first byte to its last, including continuations.
    pub fn original_range(&self, joined: Range<usize>) -> Range<usize> {
        let start = self.original(joined.start);
        if joined.is_empty() {
            return start..start;
        }
        let last = joined.end - 1;
        start..self.original(last) + 1
    }
}

/// The physical lines of a text: content without `\n` and the `\r` before it, and the whole line.
struct Physical<'a> {
    text: &'a str,
    next: usize,
}

impl Iterator for Physical<'_> {
    /// Bytes of the content, and of the whole line with its ending.
    type Item = (Range<usize>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next;
        if start >= self.text.len() {
            return None;
        }
        let rest = &self.text.as_bytes()[start..];
        let whole = memchr(b'\n', rest).map_or(rest, |at| &rest[..=at]);
        let end = start + whole.len();
        self.next = end;
        let is_ending = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let ending = whole.iter().rev().take_while(is_ending).count();
        Some((start..end - ending, start..end))
    }
}

/// Splits a Dockerfile into logical lines.
///
/// # Errors
/// An unterminated heredoc, or an escape directive that BuildKit rejects.
pub fn split(text: &str) -> Result<Lines, LineError> {
    let mut lines = Lines {
        escape: '\\',
        logical: Vec::new(),
    };
    let body = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut physical = Physical { text, next: body };
    let mut directives = Directives::default();
    while let Some((content, _)) = physical.next() {
        let line = trim_start(text, content);
        if let Some(escape) = directives.read(&text[line.clone()], line.start)? {
            lines.escape = escape;
        }
        if text[line.clone()].is_empty() || text[line.clone()].starts_with('#') {
            continue;
        }
        let mut logical = LogicalLine {
            range: line.clone(),
            head: line.clone(),
            text: String::new(),
            passed_over: Vec::new(),
            heredocs: Vec::new(),
            pieces: Vec::new(),
        };
        let mut continues = add_piece(&mut logical, text, line, lines.escape);
        while continues {
            let Some((content, whole)) = physical.next() else {
                logical.head.end = logical.original_range(0..logical.text.trim_end().len()).end;
                logical.passed_over.retain(|line| line.start < logical.head.end);
                break;
            };
            let trimmed = trim_start(text, content.clone());
            if trimmed.is_empty() || text[trimmed.clone()].starts_with('#') {
                logical.passed_over.push(whole);
            } else {
                continues = add_piece(&mut logical, text, content.clone(), lines.escape);
            }
            logical.head.end = content.end;
        }
        logical.range.end = logical.head.end;
        heredocs::read(&mut logical, &mut physical, lines.escape)?;
        lines.logical.push(logical);
    }
    Ok(lines)
}

fn trim_start(text: &str, range: Range<usize>) -> Range<usize> {
    range.end - text[range.clone()].trim_start().len()..range.end
}

/// Adds a physical line to the joined text, and returns whether the next one continues it.
fn add_piece(logical: &mut LogicalLine, text: &str, content: Range<usize>, escape: char) -> bool {
    let line = &text[content.clone()];
    let kept = without_continuation(line, escape);
    logical.pieces.push((logical.text.len(), content.start));
    logical.text.push_str(kept.unwrap_or(line));
    kept.is_some()
}

/// The line without its continuation character; `None` if it has none. An escaped escape character is not one.
pub(super) fn without_continuation(line: &str, escape: char) -> Option<&str> {
    let kept = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!kept.ends_with(escape)).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each logical line's head and heredoc bodies.
    pub(super) fn cut(text: &str) -> Vec<(String, Vec<String>)> {
        let lines = split(text).unwrap();
        let bodies = |line: &LogicalLine| line.heredocs.iter().map(|h| text[h.body.clone()].to_string()).collect();
        lines
            .logical
            .iter()
            .map(|line| (line.text.clone(), bodies(line)))
            .collect()
    }

    pub(super) fn heads(text: &str) -> Vec<String> {
        cut(text).into_iter().map(|line| line.0).collect()
    }

    #[test]
    fn lines_continue_as_in_buildkit() {
        assert_eq!(heads("RUN a \\\\\nRUN b\n"), ["RUN a \\\\", "RUN b"]);
        assert_eq!(heads("RUN a \\ \t\nb\n"), ["RUN a b"]);
        assert_eq!(heads("RUN a \\\r\nb\r\n"), ["RUN a b"]);
        assert_eq!(heads("RUN a \\\n\n # c\n  b\nRUN c"), ["RUN a   b", "RUN c"]);
        assert_eq!(heads("RUN a \\\n# end"), ["RUN a "]);
        assert_eq!(heads("\u{feff}# c\n  RUN x\rRUN y\n"), ["RUN x\rRUN y"]);
    }

    #[test]
    fn a_continuation_at_the_end_of_the_file_is_outside() {
        for text in ["RUN a \\", "RUN a \\\n", "RUN a \\\n# end\n\n", "RUN a\\\n\\\n"] {
            let lines = split(text).unwrap();
            assert_eq!(lines.logical.len(), 1);
            assert_eq!(&text[lines.logical[0].range.clone()], "RUN a", "{text}");
        }
    }

    #[test]
    fn lines_that_are_passed_over_are_those_inside() {
        let text = "RUN a \\\n# b\n\nc \\\n# d\n";
        let lines = split(text).unwrap();
        let passed_over = lines.logical[0].passed_over.iter().map(|line| &text[line.clone()]);
        assert_eq!(passed_over.collect::<Vec<_>>(), ["# b\n", "\n"]);
    }

    #[test]
    fn directives_come_first() {
        assert_eq!(heads("# escape=`\n# syntax=x\nRUN a `\n b\n"), ["RUN a  b"]);
        assert_eq!(heads("# foo=bar\n# escape=`\nRUN a `\nb\n"), ["RUN a `", "b"]);
        assert!(split("# escape=x\n").is_err());
    }

    #[test]
    fn joined_text_maps_back_to_the_file() {
        let text = "FROM a\nRUN a \\\n# c\n  bc\n";
        let line = &split(text).unwrap().logical[1];
        let at = line.text.find("bc").unwrap();
        assert_eq!(&text[line.original_range(at..at + 2)], "bc");
        assert_eq!(line.original(line.text.len()), text.len() - 1);
        assert_eq!(&text[line.passed_over[0].clone()], "# c\n");
    }
}
