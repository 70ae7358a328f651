//! `.dockerignore`: which files of a directory are not in the build context. The last pattern that matches decides.

use crate::dockerfile::glob::Glob;
use crate::text::clean_path;

#[derive(Debug, Clone)]
struct Pattern {
    glob: Glob,
    exception: bool,
}

/// The patterns of one file, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Ignore(Vec<Pattern>);

impl Ignore {
    /// Reads the text of a `.dockerignore`.
    ///
    /// # Errors
    /// A pattern that Docker, too, refuses.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut patterns = Vec::new();
        for line in text.strip_prefix('\u{feff}').unwrap_or(text).lines() {
            let pattern = line.trim();
            // A `#` after spaces is no comment: Docker looks at the line before it trims.
            if line.starts_with('#') || pattern.is_empty() {
                continue;
            }
            let (exception, pattern) = match pattern.strip_prefix('!') {
                Some("") => return Err("a line is `!` alone".into()),
                Some(rest) => (true, rest.trim()),
                None => (false, pattern),
            };
            let glob = Glob::new(&clean_path(pattern.trim_start_matches('/')))?;
            patterns.push(Pattern { glob, exception });
        }
        Ok(Self(patterns))
    }

    /// Whether `path` (relative to the context, with `/`) is left out. A pattern that matches a directory matches what lies below it.
    pub(super) fn leaves_out(&self, path: &str) -> bool {
        let mut out = false;
        for pattern in &self.0 {
            if pattern.exception == out && with_parents(path).any(|part| pattern.glob.matches(part)) {
                out = !pattern.exception;
            }
        }
        out
    }

    /// Whether an exception may bring back something below a directory that is left out.
    pub(super) fn may_restore_below(&self, directory: &str) -> bool {
        let below = format!("{directory}/");
        self.0.iter().filter(|pattern| pattern.exception).any(|pattern| {
            let prefix = pattern.glob.literal_prefix();
            prefix.starts_with(&below) || below.starts_with(&prefix)
        })
    }
}

/// The directories above `path`, outermost first, then `path`.
fn with_parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/')
        .map(|(at, _)| &path[..at])
        .chain(std::iter::once(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_match_decides_and_directories_take_what_lies_below() {
        let ignore = Ignore::parse(
            "\u{feff}# comment\n\n/node_modules\r\nsrc/*\n!src/keep\nsrc/keep/not.py\n./*.md\n**/*.pyc\nend/\n",
        )
        .unwrap();
        for (path, out) in [
            ("node_modules", true),
            ("node_modules/a/b.js", true),
            ("x/node_modules", false),
            ("src", false),
            ("src/a.py", true),
            ("src/keep", false),
            ("src/keep/a.py", false),
            ("src/keep/not.py", true),
            ("README.md", true),
            ("docs/README.md", false),
            ("a/b/c.pyc", true),
            ("end/x", true),
            ("app.py", false),
            ("# comment", false),
            (".", false),
        ] {
            assert_eq!(ignore.leaves_out(path), out, "{path}");
        }
    }

    #[test]
    fn everything_but_what_is_named() {
        let ignore = Ignore::parse("*\n!app/main.py\n!lib\n").unwrap();
        assert!(ignore.leaves_out("app"));
        assert!(ignore.may_restore_below("app"));
        assert!(!ignore.may_restore_below("apple"));
        assert!(!ignore.leaves_out("app/main.py"));
        assert!(ignore.leaves_out("app/other.py"));
        assert!(!ignore.leaves_out("lib/deep/x.py"));
        assert!(Ignore::parse("!").is_err());
    }
}
