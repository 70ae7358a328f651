//! Which directory a build context is, and who says so.

use std::path::{Path, PathBuf};

/// Why a directory is taken for the build context, or why none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// The person named it.
    Given,
    /// A file of the repository names it.
    Written {
        /// The file, absolute.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Nobody names it: it is the nearest directory that holds all that the Dockerfile copies.
    Guessed {
        /// Whether it is the Dockerfile's own directory and no other could be it as well.
        is_obvious: bool,
    },
    /// It is not known, and why, where there is a reason to give.
    Unknown(Option<String>),
}

impl Provenance {
    /// The sentence that the build context is not known, and why, where there is a reason to give.
    pub fn said_unknown(&self) -> String {
        match self {
            Self::Unknown(Some(why)) => format!("the build context is not known ({why})"),
            _ => "the build context is not known".to_string(),
        }
    }
}

/// What a build of a Dockerfile is given beyond its build context, as a file of the repository says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildInputs {
    /// Build arguments: names and values.
    pub arguments: Vec<(String, String)>,
    /// Named contexts: names, and absolute directories or what else Docker takes.
    pub contexts: Vec<(String, String)>,
    /// The stage that is built.
    pub target: Option<String>,
    /// What of it no single build can have.
    pub fault: Option<String>,
}

/// A path as it is seen from a repository's root.
pub(super) fn from_root(path: &Path, root: &Path) -> String {
    match path.strip_prefix(root) {
        Ok(inside) if inside.as_os_str().is_empty() => ".".to_string(),
        Ok(inside) => inside.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}

/// How an image is used, as files of the repository say: each use with the file, from the repository's root, and the line
/// (`docker-compose.yml:12`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageUses {
    /// A container is given a command, which ENTRYPOINT gets as arguments.
    pub command: Option<String>,
    /// A container is given an entrypoint, which takes the place of ENTRYPOINT and CMD.
    pub entrypoint: Option<String>,
    /// Another image is built on it, which inherits ENTRYPOINT and CMD.
    pub child: Option<String>,
    /// A container has another time limit for the image's health check.
    pub health_timeout: Option<String>,
    /// Whether a container is given LANG or a category of the locale, such as LC_TIME.
    pub sets_locale: bool,
}

/// A stage that a build of a file of the repository ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenTarget {
    /// Its name, as it is given.
    pub stage: String,
    /// The file, from the repository's root, and the line.
    pub place: String,
}

/// A build argument that a file of the repository gives to a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenArgument {
    /// Its name.
    pub name: String,
    /// Its value; `None` where that is not known.
    pub value: Option<String>,
    /// The file, from the repository's root, and the line: `docker-compose.yml:12`.
    pub place: String,
}
