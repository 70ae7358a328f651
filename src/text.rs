//! Positions in a text, path texts, plurals, quoted names, numbers, and control characters made visible.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

/// Line and column, from 1, of the byte at `at`. Lines end at `\n`; columns count characters, except a byte order mark.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() + 1;
    (line, column(&before[line_start(text, before.len())..]))
}

/// Reads a number that must not be 0, such as a `NonZeroUsize`.
///
/// # Errors
/// What is needed in place of anything else.
pub(crate) fn at_least_one<T: std::str::FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "it must be a whole number of at least 1")
}

/// The lines and columns of many bytes of one text, each found by a binary search.
pub(crate) struct Positions<'a> {
    text: &'a str,
    /// The byte offset of each line, found on first use: most files have no place to name.
    starts: OnceCell<Vec<usize>>,
}

impl<'a> Positions<'a> {
    /// The positions in `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let starts = OnceCell::new();
        Self { text, starts }
    }

    /// The text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The same as [`position`].
    pub(crate) fn position(&self, at: usize) -> (usize, usize) {
        let after_newlines = || self.text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = self
            .starts
            .get_or_init(|| std::iter::once(0).chain(after_newlines()).collect());
        let line = starts.partition_point(|start| *start <= at);
        let before = &self.text[starts[line - 1]..self.text.floor_char_boundary(at)];
        (line, column(before))
    }
}

/// The byte offset of the line that contains the byte at `at`.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The byte range, extended to whole lines, without the last line ending.
pub(crate) fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    line_start(text, range.start)..end
}

fn column(before: &str) -> usize {
    before.chars().filter(|c| *c != '\u{feff}').count() + 1
}

/// A path without `.`, `..`, double and trailing slashes, resolved as text. `..` at the start stays in a relative path and is dropped in an
/// absolute one; the current directory is the empty path.
pub(crate) fn clean_path(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let inner = path.strip_prefix('/').unwrap_or(path);
    // Nearly every path is clean already, and this is asked for over and over.
    if !inner.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return path.to_string();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    let root = if is_absolute { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// A hash of words: the same on every machine and in every version.
pub(crate) fn hash<'a>(words: impl Iterator<Item = &'a str>) -> String {
    // FNV-1a.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.flat_map(|word| word.bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// "1 file", "2 files".
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A text on one line, in which every control character but a tab is written as Rust writes it: `\n`, `\u{1b}`.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| c.is_control() && c != '\t';
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match is_hidden(c) {
            true => result.extend(c.escape_default()),
            false => result.push(c),
        }
    }
    Cow::Owned(result)
}

/// The same for each line of a text; line endings stay.
pub(crate) fn visible_lines(text: &str) -> String {
    let line = |line: &str| {
        let content = line.trim_end_matches(['\r', '\n']);
        format!("{}{}", visible(content), &line[content.len()..])
    };
    text.split_inclusive('\n').map(line).collect()
}

/// A name in double quotes, with C escapes for everything but printable ASCII, as git writes it.
pub(crate) fn c_style(name: &[u8]) -> String {
    let mut quoted = String::from("\"");
    for &byte in name {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            b'\x07' => quoted.push_str("\\a"),
            b'\x08' => quoted.push_str("\\b"),
            b'\t' => quoted.push_str("\\t"),
            b'\n' => quoted.push_str("\\n"),
            b'\x0b' => quoted.push_str("\\v"),
            b'\x0c' => quoted.push_str("\\f"),
            b'\r' => quoted.push_str("\\r"),
            b' '..=b'~' => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_seen() {
        assert_eq!(visible("a\tb ä"), "a\tb ä");
        assert_eq!(
            visible("\u{1b}[31m\n::error::x\r\u{9b}"),
            "\\u{1b}[31m\\n::error::x\\r\\u{9b}"
        );
        assert_eq!(visible_lines("a\u{7}\r\nb\rc\n"), "a\\u{7}\r\nb\\rc\n");
    }

    #[test]
    fn paths_are_cleaned_as_text() {
        for (path, clean) in [
            ("a/b", "a/b"),
            ("/", "/"),
            ("", ""),
            (".", ""),
            ("./a//b/./c/", "a/b/c"),
            ("/a/../../b", "/b"),
            ("a/../../b", "../b"),
            ("../../a", "../../a"),
            ("/..", "/"),
            ("a/..", ""),
        ] {
            assert_eq!(clean_path(path), clean, "{path}");
        }
    }

    #[test]
    fn lines_are_found_around_bytes() {
        let text = "one\ntwo\nthree";
        for (range, whole) in [
            (0..0, 0..3),
            (5..5, 4..7),
            (4..7, 4..7),
            (2..6, 0..7),
            (9..9, 8..13),
            (13..13, 8..13),
        ] {
            assert_eq!(whole_lines(text, range.clone()), whole, "{range:?}");
        }
        let positions = Positions::new("\u{feff}ab\nä b");
        for (at, position) in [
            (0, (1, 1)),
            (3, (1, 1)),
            (4, (1, 2)),
            (6, (2, 1)),
            (7, (2, 1)),
            (8, (2, 2)),
        ] {
            assert_eq!(positions.position(at), position, "{at}");
        }
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        let name = b"a\"\\ \x07\x08\t\n\x0b\x0c\r~\x7f\x00\xe4";
        assert_eq!(c_style(name), r#""a\"\\ \a\b\t\n\v\f\r~\177\000\344""#);
    }

    #[test]
    fn a_hash_is_the_same_everywhere() {
        assert_eq!(hash([].into_iter()), "cbf29ce484222325");
        assert_eq!(hash(["ab", "c"].into_iter()), "9719c72eb5b5ddc5");
        assert_ne!(hash(["ab"].into_iter()), hash(["a", "b"].into_iter()));
    }
}
