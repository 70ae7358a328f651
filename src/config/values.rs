//! What single values of settings must look like.

use std::path::{Path, PathBuf};

use regex::Regex;

use crate::analysis::images::ImageGlob;
use crate::engine::rule::Rule;
use crate::engine::settings::UnsafeFixes;
use crate::system::read::reason;
use crate::transforms::RULES;

/// The form of a text: a regular expression for all of it, and what a text is not that does not match.
pub(super) struct Form(&'static str, &'static str);

/// The value of `--platform=`.
pub(super) const PLATFORM: Form = Form(
    r"[^\s\x00-\x1f\x7f-\x9f]+",
    r#"a platform, such as "$TARGETPLATFORM" or "linux/arm64""#,
);

/// The Python of a row.
pub(super) const PYTHON: Form = Form(
    r"auto|3\.(0|[1-9][0-9]?)",
    r#"a Python version: it must look like 3.N, for example "3.11", or "auto" where the tag says it"#,
);

/// An absolute path in an image.
pub(super) const INTERPRETER: Form = Form(
    r"/[^\s\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f/]",
    r#"an absolute path of a program, such as "/usr/bin/python3.11""#,
);

/// An image reference: `[host[:port]/]path[:tag][@algorithm:digest]`.
pub(super) const IMAGE: Form = Form(
    concat!(
        r"((localhost|[0-9A-Za-z.:\[\]-]*[.:][0-9A-Za-z.:\[\]-]*)/)?",
        r"[0-9a-z][0-9a-z._-]*(/[0-9a-z][0-9a-z._-]*)*(:[0-9A-Za-z_][0-9A-Za-z._-]{0,127})?(@[^:]+:[0-9A-Fa-f]+)?",
    ),
    r#"an image reference; write it as in FROM, for example "python:3.11-slim-bookworm""#,
);

/// A user, with or without a group.
pub(super) const USER: Form = Form(
    r"[0-9A-Za-z_.-]+(:[0-9A-Za-z_.-]+)?",
    r#"a user with its group, such as "65532:65532""#,
);

/// What a report refers to.
pub(super) const REFERENCE: Form = Form(
    r"[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*",
    r#"an address or a document, such as "docs/dockerfile-design.md#python""#,
);

/// The name of an environment variable.
pub(super) const VARIABLE: Form = Form(r"[A-Za-z_][0-9A-Za-z_]*", "a variable name: letters, digits and `_`");

impl Form {
    /// The regular expression for a whole text.
    pub(super) fn anchored(&self) -> String {
        format!("^({})$", self.0)
    }

    /// The text, or why it has another form, and what to write instead.
    pub(super) fn check(&self, text: &str) -> Result<String, String> {
        let Self(_, name) = self;
        match Regex::new(&self.anchored()).is_ok_and(|form| form.is_match(text)) {
            true => Ok(text.to_string()),
            false => Err(format!("`{text}` is not {name}")),
        }
    }
}

/// A glob over image names.
pub(super) fn image_glob(text: &str) -> Result<ImageGlob, String> {
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err(format!(
            "`{text}` is not a pattern of image names, such as \"gcr.io/distroless/python3*\""
        ));
    }
    // A tag would never match, since a row is about every tag.
    let last = text.rfind('/').map_or(0, |slash| slash + 1);
    if text[last..].contains([':', '@']) {
        return Err(format!(
            "`{text}` has a tag or a digest; a row is about the name of an image, whatever its tag"
        ));
    }
    ImageGlob::new(text).map_err(|error| format!("cannot read the pattern of image names: {error}"))
}

/// A directory, without symbolic links.
pub(super) fn directory(path: &Path) -> Result<PathBuf, String> {
    match path.canonicalize() {
        Ok(real) if real.is_dir() => Ok(real),
        Ok(_) => Err(format!("{} is not a directory", path.display())),
        Err(error) => Err(format!(
            "cannot open the directory {}: {}; the path is relative to this file's directory",
            path.display(),
            reason(&error)
        )),
    }
}

/// What names every rule.
pub(super) const ALL: &str = "ALL";

/// The rule with this code or name.
pub(crate) fn rule(word: &str) -> Result<&'static Rule, String> {
    let word = word.trim();
    RULES.find(word).ok_or_else(|| {
        let meant = RULES
            .meant(word)
            .map(|meant| format!("did you mean `{meant}`? "))
            .unwrap_or_default();
        format!("no rule `{word}`; {meant}`lucid-fix rules` lists them")
    })
}

/// The codes that a word selects: that of the rule with this code or name, or of all.
pub(super) fn codes(word: &str) -> Result<Vec<&'static str>, String> {
    match word.trim().eq_ignore_ascii_case(ALL) {
        true => Ok(RULES.all().map(|rule| rule.code).collect()),
        false => rule(word).map(|rule| vec![rule.code]),
    }
}

/// The unsafe fixes that a list of rules asks for.
pub(super) fn unsafe_fixes<'a>(words: impl Iterator<Item = &'a str> + Clone) -> Result<UnsafeFixes, String> {
    if words.clone().any(|word| word.trim().eq_ignore_ascii_case(ALL)) {
        return Ok(UnsafeFixes::All);
    }
    let codes = words.map(|word| rule(word).map(|rule| rule.code));
    codes.collect::<Result<_, _>>().map(UnsafeFixes::Of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_tells_its_texts_from_others() {
        let long = format!("python:{}", "x".repeat(129));
        for (form, good, bad) in [
            (
                IMAGE,
                &[
                    "python",
                    "python:3.11-slim-bookworm",
                    "localhost/x/y:1",
                    "reg.io:5000/a/b",
                    "a@sha256:00ff",
                    "A.io/b",
                ][..],
                &[
                    "",
                    "Python",
                    "python:",
                    "python: x",
                    "a//b",
                    "$BASE",
                    "a@b",
                    "a b",
                    "a:-x",
                    "/a",
                    "a/",
                    &long,
                ][..],
            ),
            (
                PYTHON,
                &["3.13", "3.0", "auto"],
                &["3", "3.", "3.x", "3.011", "2.7", "3.11.4", "3.+1"],
            ),
            (
                INTERPRETER,
                &["/usr/bin/python3"],
                &["", "python3", "/", "/x/", "/x y", "/x\u{1}"],
            ),
            (PLATFORM, &["$TARGETPLATFORM", "linux/arm64"], &["", "a b", "a\n"]),
            (USER, &["65532:65532", "nonroot"], &["", "a:b:c", "a:", ":a", "a b"]),
            (REFERENCE, &["docs/a b.md#x", "https://x.example/"], &["", " ", "a\nb"]),
            (VARIABLE, &["PATH", "_x1"], &["", "A B", "1A", "A\n"]),
        ] {
            assert!(good.iter().all(|text| form.check(text).is_ok()), "{good:?}");
            assert!(bad.iter().all(|text| form.check(text).is_err()), "{bad:?}");
        }
    }
}
