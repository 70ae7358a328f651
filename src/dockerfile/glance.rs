//! A first look at a text: whether it can be in scope at all. Most files are not, and this costs a fraction of cutting them into
//! instructions.

/// Whether the text may have a stage that comes down to one of `runtime_images` (globs over names), or something that BuildKit cannot
/// cut into lines. `false` is certain; `true` is where a closer look is needed.
pub fn may_be_ours(text: &str, runtime_images: &[String]) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    // Only directives and heredocs can keep a text from being cut; directives begin in the first line.
    let first = text.lines().next().unwrap_or_default();
    if (first.trim_start().starts_with('#') && first.contains('=')) || text.contains("<<") {
        return true;
    }
    let mut lines = text.lines().map(str::trim_start);
    lines.any(|line| line.starts_with(['f', 'F']) && may_name(line, runtime_images))
}

/// Whether a line that may be a FROM, or the beginning of one, may name a runtime image: it has the beginning of the name in it, or
/// something that stands for other text.
fn may_name(line: &str, runtime_images: &[String]) -> bool {
    if line.contains(['\\', '"', '\'']) {
        return true;
    }
    let mut words = line.split_whitespace().filter(|word| !word.starts_with("--"));
    words.any(|word| {
        let begins = |glob: &String| word.starts_with(literal_start(glob));
        word.contains('$') || runtime_images.iter().any(begins)
    })
}

fn literal_start(glob: &str) -> &str {
    let end = glob.find(['*', '?', '[', ']', '{', '}', '\\']);
    &glob[..end.unwrap_or(glob.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_certain_is_passed_over() {
        let images = ["gcr.io/distroless/python3*".to_string()];
        let ours = [
            "FROM gcr.io/distroless/python3-debian12\n",
            "\u{feff}# x\n  from --platform=$P gcr.io/distroless/python3 AS x",
            "FROM ${IMAGE}\n",
            "FROM python\nFR\\\nOM gcr.io/distroless/python3\n",
            "FROM python AS a\nFROM \\\n gcr.io/distroless/python3\n",
            "# escape=x\nFROM python\n",
            "FROM python\nRUN cat <<EOF\n",
        ];
        for text in ours {
            assert!(may_be_ours(text, &images), "{text}");
        }
        let others = [
            "",
            "FROM python:3.11\nRUN echo gcr.io/distroless/python3 $X\n",
            "# x\nFROM --platform=$BUILDPLATFORM golang AS a\nFROM gcr.io/distroless/static\n",
        ];
        for text in others {
            assert!(!may_be_ours(text, &images), "{text}");
        }
        assert!(may_be_ours("FROM python\n", &["*/python3".to_string()]));
    }
}
