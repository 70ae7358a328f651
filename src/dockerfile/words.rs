//! The words of an instruction: keyword, flags, words separated by whitespace, quoted words. All ranges are bytes of the text given.

use std::ops::Range;

use super::expansion::operator_length;

/// A flag such as `--from=builder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The name without the dashes.
    pub name: String,
    /// What follows the first `=`, quotes resolved; `None` without one.
    pub value: Option<String>,
    /// The range of the flag.
    pub range: Range<usize>,
}

/// Splits an instruction into its keyword and the text after the whitespace that follows it.
pub(crate) fn split_keyword(line: &str) -> (&str, &str) {
    let end = line.find(is_blank).unwrap_or(line.len());
    (&line[..end], line[end..].trim_start_matches(is_blank))
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// What Go's `unicode.IsSpace` calls a blank, of ASCII.
fn is_ascii_blank(c: char) -> bool {
    is_blank(c) || c == '\n'
}

/// The flags before an instruction's arguments. BuildKit parts them byte by byte, and so by ASCII's blanks alone.
pub(crate) fn flags(arguments: &str) -> Vec<Flag> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at += arguments[at..].len() - arguments[at..].trim_start_matches(is_ascii_blank).len();
        if !arguments[at..].starts_with("--") {
            return found;
        }
        let (text, end) = flag_word(arguments, at);
        if text == "--" {
            return found;
        }
        let (name, value) = match text[2..].split_once('=') {
            Some((name, value)) => (name.to_string(), Some(value.to_string())),
            None => (text[2..].to_string(), None),
        };
        found.push(Flag {
            name,
            value,
            range: at..end,
        });
        at = end;
    }
}

/// A flag's text with quotes and escapes resolved, and where it ends.
fn flag_word(text: &str, start: usize) -> (String, usize) {
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text[start..].char_indices();
    while let Some((at, c)) = chars.next() {
        match (c, quote) {
            ('\\', _) => word.extend(chars.next().map(|(_, next)| next)),
            (_, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            (_, None) if is_ascii_blank(c) => return (word, start + at),
            _ => word.push(c),
        }
    }
    (word, text.len())
}

/// Words separated by whitespace, as in FROM, COPY and EXPOSE.
pub(crate) fn blank_separated(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let range = |word: &str| start(word)..start(word) + word.len();
    text.split_whitespace().map(range).collect()
}

/// Words of a shell-like line with their quotes; `None` if a quote is not closed.
pub(crate) fn shell_words(text: &str, escape: char) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            found.extend(start.take().map(|begin: usize| begin..at));
            continue;
        }
        start.get_or_insert(at);
        if c == escape && quote != Some('\'') {
            chars.next();
        } else if c == '$' && quote != Some('\'') {
            let inside = text[at + 1..].strip_prefix('{').unwrap_or_default();
            let operator = inside[..operator_length(inside)].chars().count();
            let is_special = operator > 0 || text[at + 1..].starts_with('$');
            chars.by_ref().take(operator + usize::from(is_special)).for_each(drop);
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        }
    }
    if quote.is_some() {
        return None;
    }
    found.extend(start.map(|begin| begin..text.len()));
    Some(found)
}

/// A word with its quotes and escapes resolved; `$` stays as it is.
pub(crate) fn unquote(word: &str, escape: char) -> String {
    let mut result = String::with_capacity(word.len());
    let mut quote = None;
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            (_, Some('\'')) => result.push(c),
            (_, Some(_)) if c == escape => match chars.next() {
                // Inside double quotes only these three can be escaped; the escape character stays before others.
                Some(next) if next == '"' || next == '$' || next == escape => result.push(next),
                next => {
                    result.push(c);
                    result.extend(next);
                }
            },
            (_, None) if c == escape => result.extend(chars.next()),
            _ => result.push(c),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_as_buildkit_reads_them() {
        let found = flags("--mount=type=cache,target=\"/a b\" --link x --no");
        let names: Vec<_> = found
            .iter()
            .map(|flag| (flag.name.as_str(), flag.value.as_deref()))
            .collect();
        assert_eq!(names, [("mount", Some("type=cache,target=/a b")), ("link", None)]);
        assert!(flags("-- x").is_empty() && flags("a --b").is_empty());
        assert_eq!(flags(r"--a=\ \-\'b' c'd --e")[0].value.as_deref(), Some(" -'b cd"));
    }

    #[test]
    fn words_keep_quotes_until_asked() {
        let text = r#"A="b \" c" d\ e 'f g'"#;
        let found: Vec<_> = shell_words(text, '\\')
            .unwrap()
            .into_iter()
            .map(|r| unquote(&text[r], '\\'))
            .collect();
        assert_eq!(found, ["A=b \" c", "d e", "f g"]);
        assert_eq!(shell_words("it's", '\\'), None);
        for (word, expected) in [
            (r#""C:\dir""#, r"C:\dir"),
            (r"'a\b\'c", r"a\b\c"),
            (r#""\$\"\\\a""#, r#"$"\\a"#),
            (r#""it's"'"'\"#, r#"it's""#),
            (r"\'a\", "'a"),
        ] {
            assert_eq!(unquote(word, '\\'), expected, "{word}");
        }
        assert_eq!(unquote(r#""`"\`""#, '`'), r#""\""#);
    }
}
