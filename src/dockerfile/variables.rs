//! Variables: the names and values of ENV, ARG and LABEL, and their expansion in a text.

use std::collections::BTreeMap;
use std::ops::Range;

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
    instruction.cache.pairs.get_or_init(|| read_pairs(instruction, escape))
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

/// The variables at some point; other names are not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    names: BTreeMap<String, Value>,
    /// The names that ARG sets; an ENV of the same name wins.
    arguments: BTreeMap<String, Value>,
    /// Whether other names may be set, by a base image that is not known.
    pub open: bool,
    /// See [`Scope::of_build`].
    has_platforms: bool,
}

impl Scope {
    /// The names that every build sets (`TARGETPLATFORM` and the like), to values that only the build knows.
    pub fn of_build() -> Self {
        Self {
            has_platforms: true,
            ..Self::default()
        }
    }

    /// Sets a name.
    pub fn set(&mut self, name: &str, value: Value) {
        self.names.insert(name.to_string(), value);
    }

    /// Sets a name with ARG.
    pub fn set_argument(&mut self, name: &str, value: Value) {
        self.arguments.insert(name.to_string(), value);
    }

    /// The scope without the names that ARG sets, as another stage inherits it.
    pub fn without_arguments(&self) -> Self {
        Self {
            names: self.names.clone(),
            arguments: BTreeMap::new(),
            open: self.open,
            has_platforms: self.has_platforms,
        }
    }

    /// Whether ARG sets a name.
    pub fn has_arguments(&self) -> bool {
        !self.arguments.is_empty()
    }

    /// Whether ENV sets a name, or a base image that is not known may.
    pub fn is_environment(&self, name: &str) -> bool {
        self.open || self.names.contains_key(name)
    }

    fn find(&self, name: &str) -> Option<&Value> {
        let platform = || (self.has_platforms && is_platform(name)).then_some(&Value::Unknown);
        self.names
            .get(name)
            .or_else(|| self.arguments.get(name))
            .or_else(platform)
    }

    /// The value of a name; `None` if it is certainly not set.
    pub fn get(&self, name: &str) -> Option<Value> {
        match self.find(name) {
            Some(value) => Some(value.clone()),
            None if self.open => Some(Value::Unknown),
            None => None,
        }
    }

    /// The known value of a name.
    pub fn known(&self, name: &str) -> Option<&str> {
        match self.find(name) {
            Some(Value::Known(value)) => Some(value),
            _ => None,
        }
    }

    /// Every name that is certainly set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let arguments = self
            .arguments
            .iter()
            .filter(|(name, _)| !self.names.contains_key(*name));
        let all = self.names.iter().chain(arguments);
        all.map(|(name, value)| (name.as_str(), value))
    }

    /// A word as BuildKit expands it: quotes and escapes resolved, variables replaced. `None` if the result is not known.
    pub fn expand(&self, word: &str, escape: char) -> Option<String> {
        if !word.contains(['\'', '"', '$', escape]) {
            return Some(word.to_string());
        }
        let mut result = String::new();
        let mut rest = word;
        let mut quote = None;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match (c, quote) {
                ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
                ('\'' | '"', None) => quote = Some(c),
                ('$', None | Some('"')) => rest = self.expand_variable(rest, escape, &mut result)?,
                (_, None | Some('"')) if c == escape => {
                    let Some(next) = rest.chars().next() else { break };
                    rest = &rest[next.len_utf8()..];
                    if quote.is_some() && next != '"' && next != '$' && next != escape {
                        result.push(c);
                    }
                    result.push(next);
                }
                _ => result.push(c),
            }
        }
        Some(result)
    }

    /// Expands the variable whose `$` is before `rest`, and returns the text after it.
    fn expand_variable<'a>(&self, rest: &'a str, escape: char, result: &mut String) -> Option<&'a str> {
        let Some(inner) = rest.strip_prefix('{') else {
            let end = name_length(rest);
            if end == 0 {
                result.push('$');
                return Some(rest);
            }
            result.push_str(&self.value_of(&rest[..end])?.unwrap_or_default());
            return Some(&rest[end..]);
        };
        let end = name_length(inner);
        let (name, behind) = inner.split_at(end);
        let close = closing_brace(behind.as_bytes())?;
        let (operator, after) = (&behind[..close], &behind[close + 1..]);
        let value = self.value_of(name)?;
        let filled = value.clone().filter(|value| !value.is_empty());
        let text = match operator {
            "" => value.unwrap_or_default(),
            _ => {
                if let Some(word) = operator.strip_prefix(":-") {
                    filled.map_or_else(|| self.expand(word, escape), Some)?
                } else if let Some(word) = operator.strip_prefix(":+") {
                    filled.map_or_else(|| Some(String::new()), |_| self.expand(word, escape))?
                } else if let Some(word) = operator.strip_prefix('-') {
                    value.map_or_else(|| self.expand(word, escape), Some)?
                } else if let Some(word) = operator.strip_prefix('+') {
                    value.map_or_else(|| Some(String::new()), |_| self.expand(word, escape))?
                } else {
                    return None;
                }
            }
        };
        result.push_str(&text);
        Some(after)
    }

    /// The value of a name for expansion: `Some(None)` if it is not set, `None` if that is not known.
    fn value_of(&self, name: &str) -> Option<Option<String>> {
        match self.get(name) {
            Some(Value::Known(value)) => Some(Some(value)),
            Some(Value::Unknown) => None,
            None => Some(None),
        }
    }
}

fn is_platform(name: &str) -> bool {
    let what = name.strip_prefix("TARGET").or_else(|| name.strip_prefix("BUILD"));
    matches!(what, Some("PLATFORM" | "OS" | "ARCH" | "VARIANT"))
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len())
}

/// The offset of the `}` that closes a brace opened before the text.
pub(crate) fn closing_brace(text: &[u8]) -> Option<usize> {
    let mut depth = 0;
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
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
    fn words_are_expanded_as_buildkit_does() {
        let mut scope = Scope::default();
        scope.set("A", Value::Known("x".into()));
        scope.set("U", Value::Unknown);
        let cases = [
            ("$A/${A}b", Some("x/xb")),
            ("'$A'\"$A\"", Some("$Ax")),
            ("${B:-d$A}${A:+y}${B-e}", Some("dxye")),
            ("\\$A$", Some("$A$")),
            ("$B", Some("")),
            ("$U", None),
            ("${A#x}", None),
        ];
        for (word, expected) in cases {
            assert_eq!(scope.expand(word, '\\').as_deref(), expected, "{word}");
        }
        scope.open = true;
        assert_eq!(scope.expand("$B", '\\'), None);
    }

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
