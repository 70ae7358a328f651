//! Patterns over image names.

use std::fmt;

use globset::{Glob, GlobMatcher};

/// A glob over image names without tag and digest; `*` stands for any text, slashes included.
#[derive(Debug, Clone)]
pub struct ImageGlob {
    text: String,
    /// The length of the text up to the first character that stands for others.
    literal: usize,
    /// Of a text that is no more than a name there are none.
    matchers: Option<Matchers>,
}

#[derive(Debug, Clone)]
struct Matchers {
    whole: GlobMatcher,
    /// What follows the registry.
    path: GlobMatcher,
}

impl PartialEq for ImageGlob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ImageGlob {}

impl fmt::Display for ImageGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a glob gives another meaning than its own.
const SPECIAL: [char; 7] = ['*', '?', '[', ']', '{', '}', '\\'];

impl ImageGlob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, globset::Error> {
        let compile = |text: &str| Glob::new(text).map(|glob| glob.compile_matcher());
        let special = text.find(SPECIAL);
        let matchers = match special {
            None => None,
            Some(_) => Some(Matchers {
                whole: compile(text)?,
                path: compile(path_of(text))?,
            }),
        };
        Ok(Self {
            literal: special.unwrap_or(text.len()),
            matchers,
            ..Self::literal(text)
        })
    }

    /// The pattern that matches one name alone.
    pub fn literal(name: &str) -> Self {
        Self {
            text: name.to_string(),
            literal: name.len(),
            matchers: None,
        }
    }

    /// Whether it matches a name.
    pub fn matches(&self, name: &str) -> bool {
        match &self.matchers {
            Some(matchers) => matchers.whole.is_match(name),
            None => self.text == name,
        }
    }

    /// Whether what follows the registry in it matches what follows the registry in a name.
    pub fn matches_path(&self, path: &str) -> bool {
        match &self.matchers {
            Some(matchers) => matchers.path.is_match(path),
            None => path_of(&self.text) == path,
        }
    }

    /// The text up to the first character that stands for others.
    pub fn literal_start(&self) -> &str {
        &self.text[..self.literal]
    }

    /// The pattern in two: up to the last slash, and what follows it.
    pub fn split_last(&self) -> (&str, &str) {
        self.text.split_at(self.text.rfind('/').map_or(0, |slash| slash + 1))
    }
}

fn path_of(text: &str) -> &str {
    text.split_once('/').map_or(text, |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_their_paths_are_matched() {
        let glob = ImageGlob::new("cgr.dev/*/python*").unwrap();
        assert!(glob.matches("cgr.dev/acme/python") && glob.matches("cgr.dev/acme/x/python-fips"));
        assert!(!glob.matches("docker.io/acme/python"));
        assert!(glob.matches_path("acme/python") && !glob.matches_path("python"));
        assert_eq!(glob.literal_start(), "cgr.dev/");
        assert_eq!(glob.split_last(), ("cgr.dev/*/", "python*"));

        let name = ImageGlob::new("gcr.io/distroless/python3").unwrap();
        assert!(name.matches("gcr.io/distroless/python3") && name.matches_path("distroless/python3"));
        assert!(!name.matches("gcr.io/distroless/python3-debian12"));
        assert!(ImageGlob::new("[z-a]").is_err());
    }
}
