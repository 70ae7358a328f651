//! Variables: the names and values of ENV, ARG and LABEL.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::document::{Keyword, ParsedInstruction};
use super::words;

/// A name with its value in ENV, ARG or LABEL; joined ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The name, quotes resolved.
    pub name: String,
    /// The range of the name and the value.
    pub range: Range<usize>,
    /// The range of the value, quotes included; `None` for an ARG without one.
    pub value: Option<Range<usize>>,
    /// Whether it has the old form, `ENV NAME value with spaces`.
    pub old_form: bool,
}

impl Pair {
    /// The value as it is written in its instruction.
    pub fn written<'i>(&self, instruction: &'i ParsedInstruction) -> Option<&'i str> {
        self.value.clone().map(|value| &instruction.text()[value])
    }
}

/// The pairs of an ENV, ARG or LABEL instruction; empty when BuildKit would refuse it. Worked out once: they are asked for over and over.
pub fn pairs(instruction: &ParsedInstruction, escape: char) -> &[Pair] {
    instruction.pairs.get_or_init(|| read_pairs(instruction, escape))
}

fn read_pairs(instruction: &ParsedInstruction, escape: char) -> Vec<Pair> {
    let start = instruction.arguments.start;
    let text = instruction.arguments_text();
    let Some(words) = words::shell_words(text, escape) else {
        return Vec::new();
    };
    let Some(first) = words.first() else { return Vec::new() };
    if instruction.keyword != Keyword::Arg && !text[first.clone()].contains('=') {
        let value = words.get(1).map(|second| start + second.start..start + text.len());
        return value
            .map(|value| Pair {
                name: text[first.clone()].to_string(),
                range: start..value.end,
                value: Some(value),
                old_form: true,
            })
            .into_iter()
            .collect();
    }
    let pair = |word: Range<usize>| {
        let equals = text[word.clone()].find('=');
        Pair {
            name: words::unquote(&text[word.start..equals.map_or(word.end, |at| word.start + at)], escape),
            range: start + word.start..start + word.end,
            value: equals.map(|at| start + word.start + at + 1..start + word.end),
            old_form: false,
        }
    };
    words.into_iter().map(pair).collect()
}

/// What is known of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Set to this.
    Known(String),
    /// Set, to something that the Dockerfile does not tell.
    Unknown,
}

impl Value {
    /// A text, if it is known.
    pub(super) fn of(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Known(text.into()))
    }

    /// The text, if it is known.
    pub(crate) fn known(&self) -> Option<&str> {
        match self {
            Self::Known(text) => Some(text),
            Self::Unknown => None,
        }
    }
}

/// Whether a name is one that every build sets, to a value that only the build knows.
pub(super) fn is_platform(name: &str) -> bool {
    let what = name.strip_prefix("TARGET").or_else(|| name.strip_prefix("BUILD"));
    matches!(what, Some("PLATFORM" | "OS" | "ARCH" | "VARIANT"))
}

/// A name, of what Go takes for letters and digits.
static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{Nd}_]+").ok());

/// The length of the name that a text begins with, as BuildKit reads it.
pub(super) fn name_length(text: &str) -> usize {
    let is_of_ascii = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = text.find(|c| !is_of_ascii(c)).unwrap_or(text.len());
    match text[length..].starts_with(|c: char| !c.is_ascii()) {
        true => NAME
            .as_ref()
            .and_then(|name| name.find(text))
            .map_or(length, |name| name.end()),
        false => length,
    }
}

/// The names of the variables that a word mentions.
pub fn mentioned(word: &str) -> Vec<&str> {
    word.match_indices('$')
        .map(|(at, _)| word[at + 1..].trim_start_matches('{'))
        .map(|rest| &rest[..name_length(rest)])
        .filter(|name| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::document::Document;

    #[test]
    fn pairs_of_both_forms() {
        let document = Document::cut("ENV A=\"b c\" D=\nENV P /app /x\nARG X Y=1\n".into()).unwrap();
        let all: Vec<Vec<_>> = document
            .instructions()
            .iter()
            .map(|i| {
                pairs(i, '\\')
                    .iter()
                    .map(|p| (p.name.clone(), p.written(i).map(str::to_string)))
                    .collect()
            })
            .collect();
        let owned = |name: &str, value: Option<&str>| (name.to_string(), value.map(str::to_string));
        assert_eq!(all[0], [owned("A", Some("\"b c\"")), owned("D", Some(""))]);
        assert_eq!(all[1], [owned("P", Some("/app /x"))]);
        assert_eq!(all[2], [owned("X", None), owned("Y", Some("1"))]);
    }
}
