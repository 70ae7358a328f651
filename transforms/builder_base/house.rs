//! The house's builder image, and how an image that a stage starts from differs from it.

use crate::analysis::pattern::HousePattern;
use crate::dockerfile::image::ImageReference;

/// Debian's releases: name, number, and the Python that each has.
const RELEASES: [(&str, &str, &str); 5] = [
    ("stretch", "9", "3.5"),
    ("buster", "10", "3.7"),
    ("bullseye", "11", "3.9"),
    ("bookworm", "12", "3.11"),
    ("trixie", "13", "3.13"),
];

/// The builder image of the house pattern, when it is one of the official Python images: `python:<minor>-slim-<release>`.
pub(super) struct House {
    image: ImageReference,
    /// `3.11`
    pub(super) minor: String,
    /// `bookworm`
    pub(super) release: String,
}

/// A tag of the official Python image on Debian.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PythonTag {
    /// As written: `3.11.9`, `3`; empty for `latest` and `slim`.
    pub(super) version: String,
    /// Whether it is the slim variant.
    pub(super) slim: bool,
    /// Debian's release, where the tag names one.
    pub(super) release: Option<&'static str>,
}

/// What a builder starts from, seen from the house.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// The house's image, whatever its patch version, digest or registry.
    Conforms,
    /// An official Python image that differs.
    Python(PythonTag),
    /// Debian in the house's release.
    Debian,
    /// Another release of Debian, or Ubuntu.
    OtherRelease,
    /// Anything else.
    Foreign,
}

impl House {
    /// The house's image; `None` when the pattern names an image of another kind, about which nothing is known.
    pub(super) fn read(pattern: &HousePattern) -> Option<Self> {
        let image = ImageReference::parse(&pattern.builder_image)?;
        let tag = PythonTag::parse(image.tag.as_deref()?)?;
        let fits = image.short_name() == "python" && tag.slim && tag.minor() == Some(&tag.version);
        fits.then_some(Self {
            release: tag.release?.to_string(),
            minor: tag.version,
            image,
        })
    }

    /// How `image` differs from the house's.
    pub(super) fn judge(&self, image: &ImageReference) -> Start {
        let tag = image.effective_tag();
        let python = tag
            .and_then(PythonTag::parse)
            .filter(|_| image.short_name() == "python");
        let conforms = python.as_ref().is_some_and(|tag| {
            tag.slim && tag.minor() == Some(&self.minor) && tag.release == Some(self.release.as_str())
        });
        match (python, tag) {
            _ if conforms => Start::Conforms,
            (Some(tag), _) if image.is_official("python") => Start::Python(tag),
            // A digest alone: whatever it is, it is pinned.
            (None, None) if image.is_official("python") => Start::Python(PythonTag::default()),
            (_, Some(tag)) if image.is_official("debian") && self.is_release(tag) => Start::Debian,
            _ if image.is_official("debian") || image.is_official("ubuntu") => Start::OtherRelease,
            _ => Start::Foreign,
        }
    }

    /// Whether a tag of `debian` names the house's release: `12`, `12.5-slim`, `bookworm-20240110-slim`.
    fn is_release(&self, tag: &str) -> bool {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or(tag);
        let named = release_of(first.split('.').next().unwrap_or(first));
        let is_plain = |part: &str| part == "slim" || part.bytes().all(|byte| byte.is_ascii_digit());
        named == Some(self.release.as_str()) && parts.all(is_plain)
    }

    /// Whether Debian's own Python in the house's release is the house's Python.
    pub(super) fn is_debians_python(&self) -> bool {
        RELEASES.contains(&(self.release.as_str(), self.number(), self.minor.as_str()))
    }

    fn number(&self) -> &'static str {
        let found = RELEASES.iter().find(|(name, _, _)| *name == self.release);
        found.map_or("", |(_, number, _)| number)
    }

    /// The reference to write in place of `old`, from the same registry. A patch version that the house's release has is kept.
    pub(super) fn in_place_of(&self, old: &ImageReference, version: &str) -> String {
        let own = old.name.strip_suffix(old.short_name()).unwrap_or_default();
        let house = self.image.name.strip_suffix("python").unwrap_or_default();
        let prefix = if own.is_empty() { house } else { own };
        let kept = if self.has_patch(version) { version } else { &self.minor };
        format!("{prefix}python:{kept}-slim-{}", self.release)
    }

    /// Whether the house's release has an image of that patch version. Those of Python 3.11 begin with the patch that was current when
    /// bookworm came out.
    pub(super) fn has_patch(&self, version: &str) -> bool {
        let patch = version
            .strip_prefix(&self.minor)
            .and_then(|rest| rest.strip_prefix('.')?.parse::<u32>().ok());
        patch.is_some_and(|patch| patch >= 4 || (self.minor.as_str(), self.release.as_str()) != ("3.11", "bookworm"))
    }
}

/// Whether an image is made to put something of one's own into, not for a program that it brings.
pub(super) fn is_distribution(image: &ImageReference) -> bool {
    let name = image.short_name();
    let plain = [
        "alpine",
        "almalinux",
        "amazonlinux",
        "archlinux",
        "busybox",
        "centos",
        "fedora",
        "oraclelinux",
        "photon",
        "rockylinux",
    ];
    plain.contains(&name) || name.starts_with("ubi") || name.contains("python")
}

/// Whether an image comes from another registry than Docker Hub, which may not have every image.
pub(super) fn is_mirrored(image: &ImageReference) -> bool {
    let registry = image.name.split_once('/').map(|(first, _)| first);
    registry.is_some_and(|registry| !matches!(registry, "docker.io" | "index.docker.io" | "library"))
}

/// The first two numbers of a version, when it has them.
pub(super) fn minor_of(version: &str) -> Option<&str> {
    let (first, rest) = version.split_once('.')?;
    let second = rest.split('.').next().unwrap_or(rest);
    version.get(..first.len() + 1 + second.len())
}

fn release_of(text: &str) -> Option<&'static str> {
    let found = RELEASES
        .iter()
        .find(|(name, number, _)| text == *name || text == *number);
    found.map(|(name, _, _)| *name)
}

impl PythonTag {
    fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-').peekable();
        let is_version = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let version = parts.next_if(is_version).unwrap_or_default().to_string();
        if version.is_empty() {
            parts.next_if_eq(&"latest");
        }
        let slim = parts.next_if_eq(&"slim").is_some();
        let release = match parts.next() {
            Some(part) => Some(release_of(part)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { version, slim, release })
    }

    /// `3.11`, where the tag is as precise.
    pub(super) fn minor(&self) -> Option<&str> {
        minor_of(&self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(image: &str) -> Start {
        let house = House::read(&HousePattern::default()).unwrap();
        house.judge(&ImageReference::parse(image).unwrap())
    }

    #[test]
    fn images_are_told_apart() {
        for conforming in [
            "python:3.11-slim-bookworm",
            "python:3.11.9-slim-bookworm@sha256:ab",
            "docker.io/library/python:3.11-slim-bookworm",
            "mirror.corp/hub/python:3.11-slim-bookworm",
        ] {
            assert_eq!(judged(conforming), Start::Conforms, "{conforming}");
        }
        for debian in ["debian:12", "debian:12.5-slim", "debian:bookworm-20240110-slim"] {
            assert_eq!(judged(debian), Start::Debian, "{debian}");
        }
        for other in ["debian:11-slim", "debian", "ubuntu:22.04", "debian:bookworm-backports"] {
            assert_eq!(judged(other), Start::OtherRelease, "{other}");
        }
        for foreign in [
            "python:3.11-alpine",
            "python:3.13-rc-slim",
            "bitnami/python:3.11",
            "redis:7.2",
        ] {
            assert_eq!(judged(foreign), Start::Foreign, "{foreign}");
        }
        assert_eq!(judged("python@sha256:ab"), Start::Python(PythonTag::default()));
    }

    #[test]
    fn registry_and_patch_version_are_kept() {
        let house = House::read(&HousePattern::default()).unwrap();
        let written = |old: &str, version: &str| house.in_place_of(&ImageReference::parse(old).unwrap(), version);
        assert_eq!(
            written("mirror.corp:5000/library/python:3.11-slim", "3.11"),
            "mirror.corp:5000/library/python:3.11-slim-bookworm"
        );
        assert_eq!(written("python:3.11.9-slim", "3.11.9"), "python:3.11.9-slim-bookworm");
        assert_eq!(written("python:3.11.0-slim", "3.11.0"), "python:3.11-slim-bookworm");
        assert_eq!(written("debian:12-slim", ""), "python:3.11-slim-bookworm");
    }

    #[test]
    fn the_house_is_what_the_pattern_says() {
        let house = |image: &str| {
            House::read(&HousePattern {
                builder_image: image.into(),
                ..HousePattern::default()
            })
        };
        let other = house("mirror.corp/library/python:3.12-slim-bookworm").unwrap();
        let debian = ImageReference::parse("debian:12").unwrap();
        assert_eq!(
            other.in_place_of(&debian, ""),
            "mirror.corp/library/python:3.12-slim-bookworm"
        );
        assert!(!other.is_debians_python());
        assert_eq!(
            other.judge(&ImageReference::parse("python:3.12.4-slim-bookworm").unwrap()),
            Start::Conforms
        );
        for unknown in ["corp/builder:1", "python:3-slim-bookworm", "python:3.11-slim", "python"] {
            assert!(house(unknown).is_none(), "{unknown}");
        }
    }
}
