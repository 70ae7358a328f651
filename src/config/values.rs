//! Checks of single values in settings.

use std::path::{Path, PathBuf};

use crate::analysis::images::ImageGlob;
use crate::system::read::reason;
use crate::transforms::RULES;

/// Whether a text may stand for a value, or why not and what to write instead.
pub(super) type Check = fn(&str) -> Result<(), String>;

/// `3.N`.
fn python_version(text: &str) -> Result<(), String> {
    let minor = text.strip_prefix("3.");
    let is_minor = minor.is_some_and(|minor| minor.parse::<u8>().is_ok_and(|n| n.to_string() == minor));
    or(is_minor, || {
        format!("`{text}` is not a Python version: it must look like 3.N, for example \"3.11\"")
    })
}

fn or(is_good: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if is_good { Ok(()) } else { Err(message()) }
}

/// An image reference: `[host[:port]/]path[:tag][@algorithm:digest]`.
pub(super) fn image(text: &str) -> Result<(), String> {
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    let (name, tag) = match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (rest, None),
    };
    let (host, path) = match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), path),
        _ => (None, name),
    };
    let plain = |c: char, more: &str| c.is_ascii_alphanumeric() || more.contains(c);
    let good = host.is_none_or(|host| !host.is_empty() && host.chars().all(|c| plain(c, ".-:[]")))
        && path.split('/').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
                && part.chars().all(|c| plain(c, "._-") && !c.is_ascii_uppercase())
        })
        && tag.is_none_or(|tag| {
            tag.len() <= 128 && tag.starts_with(|c| plain(c, "_")) && tag.chars().all(|c| plain(c, "._-"))
        })
        && digest.is_none_or(|digest| {
            digest.split_once(':').is_some_and(|(algorithm, hex)| {
                !algorithm.is_empty() && !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit())
            })
        });
    or(good, || {
        format!("`{text}` is not an image reference; write it as in FROM, for example \"python:3.11-slim-bookworm\"")
    })
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

/// The Python of a row: `3.N`, or `auto` if the tag says it.
pub(super) fn row_python(text: &str) -> Result<(), String> {
    match text {
        "auto" => Ok(()),
        _ => python_version(text).map_err(|message| format!("{message}, or \"auto\" where the tag says it")),
    }
}

/// A user, with or without a group.
pub(super) fn user(text: &str) -> Result<(), String> {
    let is_plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    or(text.split(':').count() <= 2 && text.split(':').all(is_plain), || {
        format!("`{text}` is not a user with its group, such as \"65532:65532\"")
    })
}

/// An absolute path in an image.
pub(super) fn interpreter(text: &str) -> Result<(), String> {
    or(text.starts_with('/') && !text.ends_with('/') && is_word(text), || {
        format!("`{text}` is not an absolute path of a program, such as \"/usr/bin/python3.11\"")
    })
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

/// A time limit.
pub(super) fn seconds(number: f64) -> Result<(), String> {
    or(number > 0.0 && number <= 3600.0, || {
        "a time limit is a number of seconds above 0 and up to 3600".into()
    })
}

/// The value of `--platform=`.
pub(super) fn platform(text: &str) -> Result<(), String> {
    or(is_word(text), || {
        format!("`{text}` is not a platform, such as \"$TARGETPLATFORM\" or \"linux/arm64\"")
    })
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A rule's code or name, as its code.
pub(super) fn rule(text: &str) -> Result<&'static str, String> {
    let rule = RULES.find(text).map(|rule| rule.code);
    rule.ok_or_else(|| format!("no rule `{text}`; there are: {}", RULES.listed()))
}

/// The name of an environment variable.
pub(super) fn variable_name(text: &str) -> Result<(), String> {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    or(
        starts && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
        || format!("`{text}` is not a variable name: letters, digits and `_`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_references_are_told_from_other_texts() {
        for good in [
            "python",
            "python:3.11-slim-bookworm",
            "localhost/x/y:1",
            "reg.io:5000/a/b",
            "a@sha256:00ff",
            "A.io/b",
        ] {
            assert!(image(good).is_ok(), "{good}");
        }
        for bad in [
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
        ] {
            assert!(image(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn versions_have_two_parts() {
        assert!(python_version("3.13").is_ok());
        for bad in ["3", "3.", "3.x", "3.011", "2.7", "3.11.4", "3.+1"] {
            assert!(python_version(bad).is_err(), "{bad}");
        }
    }
}
