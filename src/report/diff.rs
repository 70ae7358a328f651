//! A unified diff that `git apply` and `patch -p1` apply, byte for byte.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::totals::Totals;
use super::{FileReport, Handled, Report, Streams, quote, text};
use crate::system::paths::Shown;
use crate::text::visible_lines;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// The report of `--diff`: the diff on standard output, everything else on standard error.
pub(crate) struct DiffReport<'a, 'b>(pub &'a mut Streams<'b>);

impl Report for DiffReport<'_, '_> {
    fn file(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        if let Some(new) = handled.change() {
            if file.path.is_absolute() {
                let hint = "outside the current directory, so the diff names it by its absolute path";
                self.0.say(&format!("{}: note: {hint}", file.path))?;
            }
            let colour = self.0.colour;
            let (mut old, mut new) = (Cow::Borrowed(&handled.outcome.original[..]), Cow::Borrowed(new));
            if self.0.is_terminal {
                // Nothing applies what is on a terminal, and the terminal must not obey it.
                (old, new) = (visible_lines(&old).into(), visible_lines(&new).into());
            }
            write_diff(self.0.report(), &file.path, old.as_bytes(), new.as_bytes(), colour)?;
        }
        text::say_remaining(self.0, file, handled)
    }

    fn finish(&mut self, totals: &Totals) -> io::Result<()> {
        self.0.say_closing(totals, Some("would be rewritten"))
    }
}

/// Writes the difference between two texts of one file; nothing if they are equal.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_diff(out: &mut dyn Write, path: &Shown, old: &[u8], new: &[u8], colour: bool) -> io::Result<()> {
    // Lines end at `\n` only; a carriage return is content.
    let old: Vec<&[u8]> = old.split_inclusive(|byte| *byte == b'\n').collect();
    let new: Vec<&[u8]> = new.split_inclusive(|byte| *byte == b'\n').collect();
    let style = |style: Style| if colour { style } else { Style::new() };
    let bold = style(Style::new().bold());
    let groups = group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT);
    if !groups.is_empty() {
        writeln!(out, "{bold}--- {}{bold:#}", name(path, "a/"))?;
        writeln!(out, "{bold}+++ {}{bold:#}", name(path, "b/"))?;
    }
    let hunk_style = style(AnsiColor::Cyan.on_default());
    let (minus, plus) = (style(AnsiColor::Red.on_default()), style(AnsiColor::Green.on_default()));
    for group in groups {
        writeln!(out, "{hunk_style}{}{hunk_style:#}", hunk_header(&group))?;
        for op in group {
            if op.tag() == DiffTag::Equal {
                write_lines(out, ' ', &old[op.old_range()], Style::new())?;
            } else {
                write_lines(out, '-', &old[op.old_range()], minus)?;
                write_lines(out, '+', &new[op.new_range()], plus)?;
            }
        }
    }
    Ok(())
}

/// A path outside the current directory is absolute and gets no prefix, with which it would name another file.
fn name(path: &Shown, prefix: &str) -> String {
    let bytes = path.as_path().as_os_str().as_encoded_bytes();
    if path.is_absolute() {
        return quote::header(bytes);
    }
    quote::header(&[prefix.as_bytes(), bytes].concat())
}

fn hunk_header(group: &[DiffOp]) -> String {
    let range = |start: usize, end: usize| match end - start {
        // An empty range names the line before it.
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    };
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let old = range(first.old_range().start, last.old_range().end);
    let new = range(first.new_range().start, last.new_range().end);
    format!("@@ -{old} +{new} @@")
}

fn write_lines(out: &mut dyn Write, sign: char, lines: &[&[u8]], style: Style) -> io::Result<()> {
    for line in lines {
        // The style ends before the line ending, so that a terminal does not colour the next line.
        let (content, end) = match line.strip_suffix(b"\n") {
            Some(content) => (content, "\n"),
            None => (*line, "\n\\ No newline at end of file\n"),
        };
        write!(out, "{style}{sign}")?;
        out.write_all(content)?;
        write!(out, "{style:#}{end}")?;
    }
    Ok(())
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
