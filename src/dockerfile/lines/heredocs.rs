//! The heredocs that an instruction opens, and their bodies.

use std::ops::Range;

use super::{LineError, LogicalLine, Physical};
use crate::dockerfile::expansion::closing_braces;
use crate::dockerfile::variables::name_length;
use crate::dockerfile::words;

/// A heredoc of RUN, COPY or ADD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that opens it, such as `<<EOF`; a joined range.
    pub mark: Range<usize>,
    /// Bytes of the body, without the delimiter line.
    pub body: Range<usize>,
    /// Bytes of the body and the delimiter line.
    pub whole: Range<usize>,
}

/// Finds the heredocs that an instruction opens and reads their bodies.
pub(super) fn read(logical: &mut LogicalLine, physical: &mut Physical<'_>, escape: char) -> Result<(), LineError> {
    for mark in heredoc_marks(&logical.text, escape) {
        let start = physical.next;
        loop {
            let Some((content, whole)) = physical.next() else {
                let message = format!(
                    "the heredoc `{}` never ends; add a line with only `{}`",
                    mark.name, mark.name
                );
                return Err(LineError {
                    at: logical.range.start,
                    message,
                });
            };
            let line = &physical.text[content.clone()];
            let line = if mark.strips_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if line == mark.name {
                logical.heredocs.push(Heredoc {
                    mark: mark.range,
                    body: start..whole.start,
                    whole: start..whole.end,
                });
                logical.range.end = content.end;
                break;
            }
        }
    }
    Ok(())
}

struct HeredocMark {
    range: Range<usize>,
    name: String,
    strips_tabs: bool,
}

fn after_flags(arguments: &str) -> &str {
    let flags = words::flags(arguments);
    arguments[flags.last().map_or(0, |flag| flag.range.end)..].trim()
}

/// The heredocs that an instruction's joined text opens: words `<<NAME` of RUN, COPY and ADD, not inside quotes, and not in exec form.
fn heredoc_marks(text: &str, escape: char) -> Vec<HeredocMark> {
    if !text.contains("<<") {
        return Vec::new();
    }
    let line = text.trim();
    let (mut keyword, mut arguments) = words::split_keyword(line);
    if keyword.eq_ignore_ascii_case("ONBUILD") {
        (keyword, arguments) = words::split_keyword(after_flags(arguments));
    }
    let takes_heredocs = ["RUN", "COPY", "ADD"]
        .iter()
        .any(|name| keyword.eq_ignore_ascii_case(name));
    let body = after_flags(arguments);
    if !takes_heredocs || (body.starts_with('[') && serde_json::from_str::<Vec<String>>(body).is_ok()) {
        return Vec::new();
    }
    // All of the line counts, so that a quote in a flag of ONBUILD may hide a heredoc.
    let Some(found) = words::shell_words(line, escape) else {
        return Vec::new();
    };
    if has_bad_substitution(line, escape) {
        return Vec::new();
    }
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    let mark = |word: Range<usize>| heredoc_mark(text, start + word.start..start + word.end);
    found.into_iter().filter_map(mark).collect()
}

/// Whether a `${` is never closed, or holds no name and operator. BuildKit then finds no words in the line, and so no heredoc.
fn has_bad_substitution(text: &str, escape: char) -> bool {
    let closing = closing_braces(text, u8::try_from(escape).ok());
    let mut braces = closing.into_iter().enumerate();
    braces.any(|(at, close)| close.is_some_and(|close| close == text.len() || !is_substitution(&text[at + 1..])))
}

/// Whether a name, or one of the shell's own, and an operator come first.
fn is_substitution(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let name = match text.starts_with(is_digit) {
        true => text.trim_start_matches(is_digit),
        false => match text.strip_prefix(['@', '*', '#', '?', '-', '$', '!']) {
            Some(rest) => rest,
            None => &text[name_length(text)..],
        },
    };
    name.starts_with(['}', ':', '+', '-', '?', '#', '%', '/']) && !text.starts_with(['}', ':'])
}

fn heredoc_mark(text: &str, range: Range<usize>) -> Option<HeredocMark> {
    let rest = text[range.clone()]
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .strip_prefix("<<")?;
    let (strips_tabs, name) = rest.strip_prefix('-').map_or((false, rest), |name| (true, name));
    // BuildKit's scanner passes over a byte order mark.
    let name = name.strip_prefix('\u{feff}').unwrap_or(name);
    if name.contains('<') {
        return None;
    }
    let name = words::unquote(name, '\\');
    (!name.is_empty()).then_some(HeredocMark {
        range,
        name,
        strips_tabs,
    })
}

#[cfg(test)]
mod tests {
    use crate::dockerfile::lines::split;
    use crate::dockerfile::lines::tests::{cut, heads};

    #[test]
    fn heredoc_bodies_belong_to_their_instruction() {
        let cases = [
            ("RUN a <<EOF && \\\n b\nx\nEOF\nRUN c", 2, "x\n"),
            ("RUN a <<\"E F\"\nx\nE F\nRUN c", 2, "x\n"),
            ("ONBUILD RUN a <<E\nRUN b\nE\n", 1, "RUN b\n"),
            ("ONBUILD --a=b \u{2028}RUN a <<E\nRUN b\nE\n", 1, "RUN b\n"),
            ("RUN cat <<-E\n\tfoo\n\tE\n", 1, "\tfoo\n"),
            ("RUN a ${A:${} <<E\nx\nE\n", 1, "x\n"),
            ("COPY <<EOF /x\nhi\nEOF\n", 1, "hi\n"),
            ("COPY <<\u{feff}EOF /x\nhi\nEOF\n", 1, "hi\n"),
            ("RUN cat <<\\\\\nx\n\\\nRUN c", 2, "x\n"),
            ("RUN a <<\"E\\F\"G\\H\nx\nE\\FGH\nRUN c", 2, "x\n"),
            ("RUN a '${A' \\${A ${A:-x} <<E\nx\nE\n", 1, "x\n"),
            ("RUN a 'x${A' <<E\nx\nE\n", 1, "x\n"),
            ("RUN [ -f x ] <<E\nx\nE\n", 1, "x\n"),
            ("RUN --mount=type=ssh a 3<<E\nx\nE\n", 1, "x\n"),
            ("RUN a ${A:-{} ${A:-'}'} \"${A:-\"}\"}\" <<E\nx\nE\n", 1, "x\n"),
            ("RUN a $${A b} \"$$\" <<E\nx\nE\n", 1, "x\n"),
            ("RUN a ${@:\"b} <<E\nx\nE\n", 1, "x\n"),
            ("RUN a ${A:\"b} <<E\nx\nE\n", 1, "x\n"),
            ("RUN a ${1}2} ${#} ${@} ${é} ${A:=x} ${A%.*} <<E\nx\nE\n", 1, "x\n"),
        ];
        for (text, count, body) in cases {
            let lines = cut(text);
            assert_eq!(lines.len(), count, "{text}");
            assert_eq!(lines[0].1, [body], "{text}");
        }
        for text in [
            "RUN [\"a <<E\"]\nRUN b",
            "RUN a \"<<E\"\nRUN b",
            "RUN x <<< \"y\"\nRUN b",
            "RUN x <<'u\nRUN b",
            "RUN x <<''\nRUN b",
            "CMD x <<E\nRUN b",
            "RUN --mount=type=ssh [\"a <<E\"]\nRUN b",
            "RUN a 'b' \"${A <<E\"\nRUN b",
            "RUN a $((1<<2))\nRUN b",
            "RUN a \"${A:-\" <<E\nRUN b",
            "RUN a ${A b} <<E\nRUN b",
            "RUN a \"${A\\b}\" <<E\nRUN b",
            "RUN a ${} <<E\nRUN b",
            "ONBUILD --a=${A RUN a <<E\nRUN b",
            "ONBUILD --a='b RUN a <<E\nRUN b",
            "ONBUILD --a=0\u{2028}RUN <<E\nRUN b",
            "RUN a ${:x} <<E\nRUN b",
            "RUN a ${1a} <<E\nRUN b",
            "RUN a ${!A} <<E\nRUN b",
            "RUN a ${\u{3028}:-x} <<E\nRUN b",
            "RUN a ${A:-${B.}} <<E\nRUN b",
            "RUN a ${A:\"b} \"c <<E\nRUN b",
            "RUN a ${é:\"b} \"c <<E\nRUN b",
        ] {
            assert_eq!(heads(text).len(), 2, "{text}");
        }
        assert_eq!(split("FROM a\nRUN cat <<E").unwrap_err().at, 7);
    }
}
