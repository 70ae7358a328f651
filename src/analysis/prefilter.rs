//! A first look at a text: whether it can be in scope at all. Most files are not, and this costs a fraction of cutting them into
//! instructions.

use memchr::memchr2_iter;

use crate::dockerfile::lines::directives;

use super::images::{RuntimeImage, look_alikes};

/// Whether the text may have a stage that comes down to a runtime image or to one that looks like it, or something that BuildKit cannot
/// cut into lines. `false` is certain; `true` is where a closer look is needed.
pub fn may_be_ours(text: &str, runtimes: &[RuntimeImage]) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    // Only directives and heredocs can keep a text from being cut.
    if text.contains("<<") || !directives::are_plain(text) {
        return true;
    }
    let mut words = memchr2_iter(b'f', b'F', text.as_bytes()).filter(|at| begins_line(&text[..*at]));
    words.any(|at| may_name(text[at..].split('\n').next().unwrap_or_default(), runtimes))
}

/// Whether a text ends where a line begins, but for whitespace.
fn begins_line(before: &str) -> bool {
    let indented = before.trim_end_matches(|c: char| c != '\n' && c.is_whitespace());
    indented.is_empty() || indented.ends_with('\n')
}

/// Whether a line that may be a FROM, or the beginning of one, may name such an image: it has the beginning of the name in it, as far as a
/// variable lets one see, or something that stands for other text.
fn may_name(line: &str, runtimes: &[RuntimeImage]) -> bool {
    if line.contains(['\\', '"', '\'']) {
        return true;
    }
    let mut words = line.split_whitespace().filter(|word| !word.starts_with("--"));
    words.any(|word| {
        let (literal, varies) = word.split_once('$').map_or((word, false), |(start, _)| (start, true));
        let may_match = |row: &RuntimeImage| {
            let start = row.image.literal_start();
            literal.starts_with(start) || (varies && start.starts_with(literal))
        };
        look_alikes::may_be_one(literal) || runtimes.iter().any(may_match)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::images::{ImageGlob, built_in};

    #[test]
    fn only_what_is_certain_is_passed_over() {
        let mut images = built_in();
        let ours = [
            "FROM gcr.io/distroless/python3-debian12\n",
            "\u{feff}# x\n  from --platform=$P gcr.io/distroless/python3 AS x",
            "FROM ${IMAGE}\n",
            "FROM gcr.io/$IMAGE\n",
            "FROM mirror.corp/distroless/python3-debian12\n",
            "FROM cgr.dev/acme/python:$TAG\n",
            "FROM python\nFR\\\nOM gcr.io/distroless/python3\n",
            "FROM python AS a\nFROM \\\n gcr.io/distroless/python3\n",
            "# escape=x\nFROM python\n",
            "# syntax=a\n# escape=`\nFROM `\ngcr.io/distroless/python3\n",
            "# syntax=a\n# syntax=a\nFROM python\n",
            "FROM python\nRUN cat <<EOF\n",
        ];
        for text in ours {
            assert!(may_be_ours(text, &images), "{text}");
        }
        let others = [
            "",
            "FROM python:3.11\nRUN echo gcr.io/distroless/python3 $X\n",
            "# syntax=docker/dockerfile:1\nFROM python:$VERSION AS gcr\n",
            "# x\nFROM --platform=$BUILDPLATFORM golang AS a\nFROM gcr.io/distroless/static\n",
        ];
        for text in others {
            assert!(!may_be_ours(text, &images), "{text}");
        }
        images[0].image = ImageGlob::new("*/python3").unwrap();
        assert!(may_be_ours("FROM python\n", &images));
    }
}
