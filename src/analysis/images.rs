//! The runtime images, and what each has: one table. Every rule asks it for the image that is really there ([`StageImage`]).

mod base;
mod given;
mod glob;
pub(super) mod look_alikes;
mod stage;

pub(crate) use glob::ImageGlob;
pub(crate) use look_alikes::row_to_write;
pub(crate) use stage::StageImage;

/// PATH of Debian's images and of distroless, and what an engine takes where an image sets none.
pub(crate) const BASE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The name that the Python of every distroless image has, whatever its version.
const ANY_PYTHON: &str = "/usr/bin/python3";

/// The user and group that distroless images have for services.
pub(crate) const SERVICE_USER: &str = "65532:65532";

/// A row of the table: what the rules need to know of a runtime image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeImage {
    /// The images that the row is about.
    pub image: ImageGlob,
    /// Their Python, as `3.11`; `None` where the tag says it.
    pub python: Option<String>,
    /// The path of their Python.
    pub interpreter: String,
    /// The builder image that belongs to them, with its tag.
    pub builder: String,
    /// Whether they have a shell at /bin/sh.
    pub shell: bool,
    /// The user and group for services.
    pub user: String,
    /// The ENTRYPOINT that they have themselves; empty without one.
    pub entrypoint: Vec<String>,
}

/// A release of Debian that distroless has, or had, an image of.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Debian {
    /// `12`
    pub number: &'static str,
    /// `bookworm`
    pub name: &'static str,
    /// Its Python: `3.11`.
    pub python: &'static str,
    /// The first patch version of that Python for which the official image has this release for sure.
    pub first_patch: u32,
    /// Whether the distroless image has a shell.
    shell: bool,
}

/// From the newest to the oldest.
pub(crate) const DEBIANS: [Debian; 4] = [
    Debian::new(["13", "trixie", "3.13"], 7, false),
    Debian::new(["12", "bookworm", "3.11"], 4, false),
    Debian::new(["11", "bullseye", "3.9"], 7, true),
    Debian::new(["10", "buster", "3.7"], 4, true),
];

impl Debian {
    const fn new([number, name, python]: [&'static str; 3], first_patch: u32, shell: bool) -> Self {
        Self {
            number,
            name,
            python,
            first_patch,
            shell,
        }
    }

    /// The release that `12`, `12.5` or `bookworm` names.
    pub(crate) fn named(text: &str) -> Option<&'static Self> {
        let number = text.split('.').next().unwrap_or(text);
        DEBIANS.iter().find(|one| one.name == text || one.number == number)
    }

    fn row(&self, image: &str) -> RuntimeImage {
        let interpreter = format!("/usr/bin/python{}", self.python);
        RuntimeImage {
            image: ImageGlob::literal(image),
            python: Some(self.python.to_string()),
            builder: format!("python:{}-slim-{}", self.python, self.name),
            shell: self.shell,
            user: SERVICE_USER.to_string(),
            entrypoint: vec![interpreter.clone()],
            interpreter,
        }
    }
}

/// The built-in rows: distroless on each Debian, and the name without one, which has meant Debian 13 since 2026-01-30.
pub(crate) fn built_in() -> Vec<RuntimeImage> {
    let named = |debian: &Debian| debian.row(&format!("gcr.io/distroless/python3-debian{}", debian.number));
    let mut rows: Vec<RuntimeImage> = DEBIANS.iter().map(named).collect();
    rows.extend(DEBIANS.first().map(|newest| newest.row("gcr.io/distroless/python3")));
    rows
}

/// The first two numbers of a version or of what begins with one: `3.11` of `3.11.9-slim`.
pub(crate) fn minor_of(version: &str) -> Option<&str> {
    let digits = |from: usize| version[from..].bytes().take_while(u8::is_ascii_digit).count();
    let dot = digits(0);
    let rest = version[dot..].strip_prefix('.')?;
    let end = version.len() - rest.len() + rest.bytes().take_while(u8::is_ascii_digit).count();
    (dot > 0 && end > dot + 1).then(|| &version[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rows_are_those_of_the_documentation() {
        let shown: Vec<_> = built_in()
            .iter()
            .map(|row| {
                let python = row.python.clone().unwrap_or_default();
                format!(
                    "{} {python} {} {} {}",
                    row.image, row.interpreter, row.shell, row.builder
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "gcr.io/distroless/python3-debian13 3.13 /usr/bin/python3.13 false python:3.13-slim-trixie",
                "gcr.io/distroless/python3-debian12 3.11 /usr/bin/python3.11 false python:3.11-slim-bookworm",
                "gcr.io/distroless/python3-debian11 3.9 /usr/bin/python3.9 true python:3.9-slim-bullseye",
                "gcr.io/distroless/python3-debian10 3.7 /usr/bin/python3.7 true python:3.7-slim-buster",
                "gcr.io/distroless/python3 3.13 /usr/bin/python3.13 false python:3.13-slim-trixie",
            ]
        );
    }

    #[test]
    fn a_version_has_two_numbers() {
        for (text, minor) in [("3.11", "3.11"), ("3.11.9-slim", "3.11"), ("3.13-dev", "3.13")] {
            assert_eq!(minor_of(text), Some(minor));
        }
        for text in ["", "3", "3-slim", "latest", ".3", "3.", "3.x"] {
            assert_eq!(minor_of(text), None, "{text}");
        }
    }
}
