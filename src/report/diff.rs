//! A unified diff that `git apply` and `patch -p1` apply, byte for byte.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::system::paths::Shown;
use crate::text::c_style;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// Writes the difference between two texts of one file; nothing if they are equal.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_diff(out: &mut dyn Write, path: &Shown, old: &[u8], new: &[u8], colour: bool) -> io::Result<()> {
    // Lines end at `\n` only; a carriage return is content.
    let old: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = new.split_inclusive(|byte| *byte == b'\n').collect();
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    let style = |style: Style| if colour { style } else { Style::new() };
    let bold = style(Style::new().bold());
    let hunk_style = style(AnsiColor::Cyan.on_default());
    let (minus, plus) = (style(AnsiColor::Red.on_default()), style(AnsiColor::Green.on_default()));
    for (index, hunk) in diff.unified_diff().context_radius(CONTEXT).iter_hunks().enumerate() {
        if index == 0 {
            writeln!(out, "{bold}--- {}{bold:#}", name(path, "a/"))?;
            writeln!(out, "{bold}+++ {}{bold:#}", name(path, "b/"))?;
        }
        writeln!(out, "{hunk_style}{}{hunk_style:#}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Equal => (' ', Style::new()),
                ChangeTag::Delete => ('-', minus),
                ChangeTag::Insert => ('+', plus),
            };
            // The style ends before the line ending, so that a terminal does not colour the next line.
            let (content, end) = match change.value().strip_suffix(b"\n") {
                Some(content) => (content, "\n"),
                None => (change.value(), "\n\\ No newline at end of file\n"),
            };
            write!(out, "{style}{sign}")?;
            out.write_all(content)?;
            write!(out, "{style:#}{end}")?;
        }
    }
    Ok(())
}

/// A path outside the current directory is absolute and gets no prefix, with which it would name another file.
fn name(path: &Shown, prefix: &str) -> String {
    let bytes = path.as_path().as_os_str().as_encoded_bytes();
    match path.is_absolute() {
        true => header(bytes),
        false => header(&[prefix.as_bytes(), bytes].concat()),
    }
}

/// A name as git writes it: as it is, or as a C string in double quotes if git (with its default `core.quotePath`) would quote it. A tab follows a
/// name with a space, since `patch` would end the name at the space otherwise. A name that ends with a space is quoted, unlike in git, or `patch`
/// would not find the file.
fn header(name: &[u8]) -> String {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    let mut result = match name.iter().all(plain) && !name.ends_with(b" ") {
        true => name.iter().copied().map(char::from).collect(),
        false => c_style(name),
    };
    if name.contains(&b' ') {
        result.push('\t');
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str, colour: bool) -> String {
        let mut out = Vec::new();
        write_diff(
            &mut out,
            &Shown::verbatim("x/Dockerfile"),
            old.as_bytes(),
            new.as_bytes(),
            colour,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(header(b"a/plain"), "a/plain");
        assert_eq!(header(b"a/with space"), "a/with space\t");
        assert_eq!(header("a/ä".as_bytes()), r#""a/\303\244""#);
        assert_eq!(header(b"a/q\"b\\c\td\ne\x01"), r#""a/q\"b\\c\td\ne\001""#);
    }

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(diff("a\n", "a\n", false), "");
    }

    #[test]
    fn carriage_returns_and_missing_last_newlines_are_content() {
        assert_eq!(
            diff("a\r\nb\rc\r\nd", "a\r\nb\rX\r\nd", false),
            "--- a/x/Dockerfile\n+++ b/x/Dockerfile\n@@ -1,3 +1,3 @@\n a\r\n-b\rc\r\n+b\rX\r\n d\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("", "a\n", false).lines().nth(2), Some("@@ -0,0 +1 @@"));
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let coloured = diff("a\nb\n", "a\nc\n", true);
        assert!(coloured.contains("\u{1b}[31m-b\u{1b}[0m\n"));
        assert_eq!(
            anstream::adapter::strip_str(&coloured).to_string(),
            diff("a\nb\n", "a\nc\n", false)
        );
    }
}
