//! The expansion of a word, as BuildKit does it: quotes and escapes resolved, variables replaced.

use super::variables::{Value, name_length};

/// The most bytes of a word, and of what it expands to. What is longer is not known.
const LONGEST: usize = 64 << 10;

/// A word with the variables that `value_of` tells of; a name that it does not know is not set. `None` if the result is not known. What is
/// nested in `${…}` takes no recursion.
pub(crate) fn expand<'v>(word: &str, escape: char, value_of: impl Fn(&str) -> Option<&'v Value>) -> Option<String> {
    if word.len() > LONGEST {
        return None;
    }
    if !word.contains(['\'', '"', '$', escape]) {
        return Some(word.to_string());
    }
    let text_of = |name: &str| match value_of(name) {
        Some(Value::Known(text)) => Some(Some(text.as_str())),
        Some(Value::Unknown) => None,
        None => Some(None),
    };
    let closing = closing_braces(word, u8::try_from(escape).ok());
    let mut result = String::new();
    // The words after an operator that are being expanded: where each ends, and the quote around it.
    let mut open: Vec<(usize, Option<char>)> = Vec::new();
    let (mut at, mut quote) = (0, None);
    while result.len() <= LONGEST {
        let end = open.last().map_or(word.len(), |(end, _)| *end);
        let Some(c) = word[at..end].chars().next() else {
            let Some((end, around)) = open.pop() else {
                return Some(result);
            };
            (at, quote) = (end + 1, around);
            continue;
        };
        at += c.len_utf8();
        match (c, quote) {
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            // A name of the shell's own, which is never set.
            ('$', None | Some('"')) if word[at..end].starts_with('$') => at += 1,
            ('$', None | Some('"')) if word[at..end].starts_with('{') => {
                let close = closing[at].filter(|close| *close < word.len())?;
                let inside = &word[at + 1..close];
                let (name, operator) = inside.split_at(name_length(inside));
                let value = text_of(name)?;
                let (minds_empty, sign) = match operator.strip_prefix(':') {
                    Some(sign) => (true, sign),
                    None => (false, operator),
                };
                let is_set = value.is_some_and(|value| !(minds_empty && value.is_empty()));
                at = close + 1;
                match sign.chars().next() {
                    None if !minds_empty => result.push_str(value.unwrap_or_default()),
                    Some('-') if is_set => result.push_str(value.unwrap_or_default()),
                    Some('+') if !is_set => {}
                    Some('-' | '+') => {
                        open.push((close, quote));
                        (at, quote) = (close + 1 - sign.len(), None);
                    }
                    _ => return None,
                }
            }
            ('$', None | Some('"')) => match name_length(&word[at..end]) {
                0 => result.push('$'),
                length => {
                    result.push_str(text_of(&word[at..at + length])?.unwrap_or_default());
                    at += length;
                }
            },
            (_, None | Some('"')) if c == escape => {
                let Some(next) = word[at..end].chars().next() else {
                    continue;
                };
                at += next.len_utf8();
                if quote.is_some() && next != '"' && next != '$' && next != escape {
                    result.push(c);
                }
                result.push(next);
            }
            _ => result.push(c),
        }
    }
    None
}

/// For the `{` of each `${` of a text the offset of its `}`, and of one that is never closed the length of the text. Where quotes and escapes count,
/// as they do in a Dockerfile, those inside quotes are text; `escape` is `None` where they do not.
pub(crate) fn closing_braces(text: &str, escape: Option<u8>) -> Vec<Option<usize>> {
    let mut closing = vec![None; text.len()];
    // What is open at a place: a quote, or a brace with its offset.
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        let quote = open.last().map(|(kind, _)| *kind).filter(|kind| *kind != b'{');
        match (byte, quote) {
            (_, None | Some(b'"')) if Some(byte) == escape => {
                bytes.next();
            }
            (b'\'' | b'"', None) if escape.is_some() => open.push((byte, at)),
            (_, Some(quote)) if byte == quote => {
                open.pop();
            }
            // A name of the shell's own.
            (b'$', None | Some(b'"')) if escape.is_some() && text[at + 1..].starts_with('$') => {
                bytes.next();
            }
            (b'$', None | Some(b'"')) if text[at + 1..].starts_with('{') => {
                closing[at + 1] = Some(text.len());
                open.push((b'{', at + 1));
                bytes.next();
                if escape.is_some() {
                    bytes.by_ref().take(operator_length(&text[at + 2..])).for_each(drop);
                }
            }
            (b'}', None) => {
                if let Some((_, start)) = open.pop() {
                    closing[start] = Some(at);
                }
            }
            _ => {}
        }
    }
    closing
}

/// The length of a name, of the `:` after it, and of what follows that: BuildKit takes it for an operator, whatever it is. 0 where they do not
/// come first after a `${`.
pub(super) fn operator_length(inside: &str) -> usize {
    let name = match name_length(inside) {
        0 => usize::from(inside.starts_with(['@', '*', '#', '?', '-', '$', '!'])),
        length => length,
    };
    let mut operator = inside[name..].chars();
    match name > 0 && operator.next() == Some(':') {
        true => name + 1 + operator.next().map_or(0, char::len_utf8),
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(word: &str, unset: Option<&Value>) -> Option<String> {
        let known = Value::Known("x".into());
        expand(word, '\\', |name| match name {
            "A" => Some(&known),
            "U" => Some(&Value::Unknown),
            _ => unset,
        })
    }

    #[test]
    fn words_are_expanded_as_buildkit_does() {
        let cases = [
            ("$A/${A}b", Some("x/xb")),
            ("'$A'\"$A\"", Some("$Ax")),
            ("${B:-d$A}${A:+y}${B-e}", Some("dxye")),
            ("\"${B:-'d'\"${B:-e}\"}\"", Some("de")),
            ("\"${B:-'d'\"${B:-e}\"\\}\"", None),
            ("${B:+${U}}${A:-${U}}${A+}", Some("x")),
            ("${A+\\}", None),
            ("\\$A$", Some("$A$")),
            ("\"\\\\ \\x\"", Some("\\ \\x")),
            ("$B", Some("")),
            ("$$A$${A}$", Some("A{A}$")),
            ("$U", None),
            ("${A#x}", None),
            ("${A:}", None),
            ("${A:-{}}${B:-{}}", Some("x}{}")),
            ("${B:-\"}\"}${B:-'}'}", Some("}}")),
            ("${A", None),
        ];
        for (word, expected) in cases {
            assert_eq!(expanded(word, None).as_deref(), expected, "{word}");
        }
        assert_eq!(expanded("$B", Some(&Value::Unknown)), None);
    }

    #[test]
    fn what_nests_deeply_or_grows_too_long_comes_to_an_end() {
        let nested = |depth: usize| "${B:-".repeat(depth) + "y" + &"}".repeat(depth);
        assert_eq!(expanded(&nested(10_000), None).as_deref(), Some("y"));
        assert_eq!(expanded(&nested(60_000), None), None);
        assert_eq!(expanded(&"${B:-".repeat(10_000), None), None);
        let plain = |length: usize| expanded(&"x".repeat(length), None).is_some();
        assert!(plain(LONGEST) && !plain(LONGEST + 1));
        let long = Value::Known("x".repeat(LONGEST));
        assert_eq!(
            expand("$A", '\\', |_| Some(&long)).map(|text| text.len()),
            Some(LONGEST)
        );
        assert_eq!(expand("$A$A", '\\', |_| Some(&long)), None);
    }
}
