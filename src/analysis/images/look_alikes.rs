//! Images that look like distroless Python although no row is about them: their files are not in scope, which a run should say.

use std::sync::LazyLock;

use super::{ImageGlob, built_in};

static LOOK_ALIKES: LazyLock<Vec<ImageGlob>> = LazyLock::new(|| {
    let globs = ["*/distroless/python3*", "cgr.dev/*/python*", "dhi.io/python*"];
    globs.iter().filter_map(|glob| ImageGlob::new(glob).ok()).collect()
});

/// Whether an image of that name is one.
pub(super) fn is_one(name: &str) -> bool {
    LOOK_ALIKES.iter().any(|glob| glob.matches(name))
}

/// Whether a word of a FROM, up to its first variable, may be the name of one.
pub(crate) fn may_be_one(word: &str) -> bool {
    word.contains("/distroless/python3") || word.starts_with("cgr.dev/") || word.starts_with("dhi.io/python")
}

/// The row of the settings that brings an image of that name into scope, for a person to complete.
pub(crate) fn row_to_write(name: &str) -> String {
    let last = name.rsplit('/').next();
    let is_mirrored = built_in().iter().any(|row| Some(row.image.split_last().1) == last);
    let rest = match is_mirrored {
        true => "",
        false => "python = \"auto\"\ninterpreter = \"…\"\nbuilder = \"…\"\n",
    };
    format!("[[runtime]]\nimage = \"{name}\"\n{rest}\n")
}
