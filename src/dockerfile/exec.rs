//! Commands in exec and shell form, and how to write an exec form: as JSON, with line continuations.

use std::ops::Range;

use super::lines::LogicalLine;

/// The command of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// A JSON array of strings.
    Exec(ExecForm),
    /// Anything else: the joined range of the text.
    Shell(Range<usize>),
}

/// A JSON array of strings whose strings can be edited in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecForm {
    /// The strings.
    pub words: Vec<ExecWord>,
    /// Bytes of the file from `[` to `]`.
    pub range: Range<usize>,
    /// The same as a joined range.
    pub joined: Range<usize>,
}

/// One string of an exec form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecWord {
    /// The value that the program gets.
    pub value: String,
    /// Bytes of the file, quotes included.
    pub range: Range<usize>,
    /// The same as a joined range.
    pub joined: Range<usize>,
}

impl AsRef<str> for ExecWord {
    fn as_ref(&self) -> &str {
        &self.value
    }
}

impl ExecForm {
    /// The strings' values.
    pub fn values(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.value.as_str()).collect()
    }
}

impl Command {
    /// Reads the command in a joined range of a line. What BuildKit does not accept as JSON is shell form.
    pub(super) fn read(line: &LogicalLine, joined: Range<usize>) -> Self {
        read_array(line, joined.clone()).map_or(Self::Shell(joined), Self::Exec)
    }

    /// The exec form, if it is one.
    pub fn exec(&self) -> Option<&ExecForm> {
        match self {
            Self::Exec(form) => Some(form),
            Self::Shell(_) => None,
        }
    }
}

fn read_array(line: &LogicalLine, joined: Range<usize>) -> Option<ExecForm> {
    let text = &line.text[joined.clone()];
    if !text.starts_with('[') {
        return None;
    }
    let values: Vec<String> = serde_json::from_str(text).ok()?;
    let mut words = Vec::with_capacity(values.len());
    let mut spans = string_spans(text);
    for value in values {
        let span = spans.next()?;
        let joined = joined.start + span.start..joined.start + span.end;
        words.push(ExecWord {
            value,
            range: line.original_range(joined.clone()),
            joined,
        });
    }
    Some(ExecForm {
        words,
        range: line.original_range(joined.clone()),
        joined,
    })
}

/// The ranges of the strings in a valid JSON array of strings, quotes included.
fn string_spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find('"')?;
        let mut escaped = false;
        for (offset, byte) in text[start + 1..].bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    at = start + offset + 2;
                    return Some(start..at);
                }
                _ => {}
            }
        }
        None
    })
}

/// A JSON string in which only what must be escaped is escaped.
pub(crate) fn quote(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// A JSON array as people write it, `["a", "b"]`.
pub(crate) fn array<S: AsRef<str>>(values: &[S]) -> String {
    let quoted: Vec<_> = values.iter().map(|value| quote(value.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

/// A script as one JSON string over several lines of a Dockerfile: one statement per line, each but the last followed by `; ` and the
/// continuation character. The line breaks are not part of the string. `statements` start with neither whitespace nor `#`.
pub(crate) fn quote_statements<S: AsRef<str>>(statements: &[S], escape: char, newline: &str) -> String {
    let quoted: Vec<_> = statements.iter().map(|statement| quote(statement.as_ref())).collect();
    let inner: Vec<_> = quoted.iter().map(|text| &text[1..text.len() - 1]).collect();
    format!("\"{}\"", inner.join(&format!("; {escape}{newline}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::document::Document;

    #[test]
    fn strings_are_found_through_continuations() {
        let text = "CMD [\"a\\\"b\", \\\n# c\n  \"x \\\ny\" ]\n";
        let document = Document::cut(text.into()).unwrap();
        let Some(Command::Exec(form)) = document.instructions()[0].command() else {
            panic!()
        };
        assert_eq!(form.values(), ["a\"b", "x y"]);
        assert_eq!(&text[form.words[1].range.clone()], "\"x \\\ny\"");
        assert_eq!(&text[form.range.clone()], &text[4..text.len() - 1]);
    }

    #[test]
    fn what_buildkit_takes_for_shell_form_is_shell_form() {
        for text in ["CMD ['a']", "CMD [\"a\",]", "CMD a", "CMD [\"a\"] b", "CMD [1]"] {
            let document = Document::cut(text.into()).unwrap();
            assert!(
                matches!(document.instructions()[0].command(), Some(Command::Shell(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn scripts_are_laid_out_a_statement_a_line() {
        let quoted = quote_statements(&["import os", "print(\"✅\")"], '\\', "\n");
        assert_eq!(quoted, "\"import os; \\\nprint(\\\"✅\\\")\"");
    }
}
