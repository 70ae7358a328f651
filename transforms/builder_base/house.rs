//! The builder image that belongs to a runtime image, and how an image that a stage starts from differs from it.

use crate::analysis::images::{Debian, minor_of};
use crate::dockerfile::image::ImageReference;

/// The builder image of a row, when it is one of the official Python images: `python:<minor>-slim-<release>`.
pub(super) struct House {
    pub(super) image: ImageReference,
    /// `3.11`
    pub(super) minor: String,
    /// Its Debian.
    pub(super) debian: &'static Debian,
}

/// A tag of the official Python image on Debian.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PythonTag {
    /// As written: `3.11.9`, `3`; empty for `latest` and `slim`.
    pub(super) version: String,
    /// Whether it is the slim variant.
    pub(super) slim: bool,
    /// Its Debian, where the tag names one.
    pub(super) debian: Option<&'static Debian>,
}

/// What a builder starts from, seen from the house.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BuilderStart {
    /// The house's image, whatever its patch version, digest or, unless the house names one, registry.
    Conforms,
    /// The house's image from another registry than the one that the house names.
    OtherRegistry,
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
    /// The house's image; `None` for an image of another kind, about which nothing is known.
    pub(super) fn read(image: &ImageReference) -> Option<Self> {
        let tag = PythonTag::parse(image.tag.as_deref()?)?;
        let fits = image.short_name() == "python" && tag.slim && tag.minor() == Some(&tag.version);
        fits.then_some(Self {
            debian: tag.debian?,
            minor: tag.version,
            image: image.clone(),
        })
    }

    /// How `image` differs from the house's.
    pub(super) fn judge(&self, image: &ImageReference) -> BuilderStart {
        let tag = image.effective_tag();
        let python = tag
            .and_then(PythonTag::parse)
            .filter(|_| image.short_name() == "python");
        let is_same = python
            .as_ref()
            .is_some_and(|tag| tag.slim && tag.minor() == Some(&self.minor) && tag.debian == Some(self.debian));
        match (python, tag) {
            _ if is_same && image.is_from_repository_of(&self.image) => BuilderStart::Conforms,
            _ if is_same => BuilderStart::OtherRegistry,
            (Some(tag), _) if image.is_official("python") => BuilderStart::Python(tag),
            // A digest alone: whatever it is, it is pinned.
            (None, None) if image.is_official("python") => BuilderStart::Python(PythonTag::default()),
            (_, Some(tag)) if image.is_official("debian") && self.is_release(tag) => BuilderStart::Debian,
            _ if image.is_official("debian") || image.is_official("ubuntu") => BuilderStart::OtherRelease,
            _ => BuilderStart::Foreign,
        }
    }

    /// Whether a tag of `debian` names the house's release: `12`, `12.5-slim`, `bookworm-20240110-slim`.
    fn is_release(&self, tag: &str) -> bool {
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or(tag);
        let is_plain = |part: &str| part == "slim" || part.bytes().all(|byte| byte.is_ascii_digit());
        Debian::named(first) == Some(self.debian) && parts.all(is_plain)
    }

    /// Whether Debian's own Python in the house's release is the house's Python.
    pub(super) fn is_debians_python(&self) -> bool {
        self.debian.python == self.minor
    }

    /// The reference to write in place of `old`, from the same registry unless the house names one. A patch version that the house's
    /// release has is kept.
    pub(super) fn in_place_of(&self, old: &ImageReference, version: &str) -> String {
        let own = old.name.strip_suffix(old.short_name()).unwrap_or_default();
        let house = self.image.name.strip_suffix("python").unwrap_or_default();
        let is_kept = self.image.registry().is_none() && !own.is_empty();
        let prefix = if is_kept { own } else { house };
        let kept = if self.has_patch(version) { version } else { &self.minor };
        format!("{prefix}python:{kept}-slim-{}", self.debian.name)
    }

    /// Whether the house's release has an image of that patch version. Its images of Debian's own Python begin with the patch that was
    /// current when the release came out.
    pub(super) fn has_patch(&self, version: &str) -> bool {
        let patch = version
            .strip_prefix(&self.minor)
            .and_then(|rest| rest.strip_prefix('.')?.parse::<u32>().ok());
        patch.is_some_and(|patch| patch >= self.debian.first_patch || !self.is_debians_python())
    }
}

/// Whether an image may be there for a program that it brings, as no distribution and no Python image is.
pub(super) fn may_supply_program(image: &ImageReference) -> bool {
    !is_distribution(image) && !image.is_official("debian") && !image.is_official("ubuntu")
}

/// Whether an image is made to put something of one's own into, not for a program that it brings.
fn is_distribution(image: &ImageReference) -> bool {
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

impl PythonTag {
    fn parse(tag: &str) -> Option<Self> {
        let mut parts = tag.split('-').peekable();
        let is_version = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let version = parts.next_if(is_version).unwrap_or_default().to_string();
        if version.is_empty() {
            parts.next_if_eq(&"latest");
        }
        let slim = parts.next_if_eq(&"slim").is_some();
        let debian = match parts.next() {
            Some(part) => Some(Debian::named(part)?),
            None => None,
        };
        parts.next().is_none().then_some(Self { version, slim, debian })
    }

    /// `3.11`, where the tag is as precise.
    pub(super) fn minor(&self) -> Option<&str> {
        minor_of(&self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(image: &str) -> Option<House> {
        House::read(&ImageReference::parse(image).unwrap())
    }

    fn judged(by: &str, image: &str) -> BuilderStart {
        house(by).unwrap().judge(&ImageReference::parse(image).unwrap())
    }

    const BOOKWORM: &str = "python:3.11-slim-bookworm";

    #[test]
    fn images_are_told_apart() {
        for conforming in [
            "python:3.11-slim-bookworm",
            "python:3.11.9-slim-bookworm@sha256:ab",
            "docker.io/library/python:3.11-slim-bookworm",
            "mirror.corp/hub/python:3.11-slim-bookworm",
        ] {
            assert_eq!(judged(BOOKWORM, conforming), BuilderStart::Conforms, "{conforming}");
        }
        for debian in ["debian:12", "debian:12.5-slim", "debian:bookworm-20240110-slim"] {
            assert_eq!(judged(BOOKWORM, debian), BuilderStart::Debian, "{debian}");
        }
        for other in ["debian:11-slim", "debian", "ubuntu:22.04", "debian:bookworm-backports"] {
            assert_eq!(judged(BOOKWORM, other), BuilderStart::OtherRelease, "{other}");
        }
        for foreign in [
            "python:3.11-alpine",
            "python:3.13-rc-slim",
            "bitnami/python:3.11",
            "redis:7.2",
        ] {
            assert_eq!(judged(BOOKWORM, foreign), BuilderStart::Foreign, "{foreign}");
        }
        assert_eq!(
            judged(BOOKWORM, "python@sha256:ab"),
            BuilderStart::Python(PythonTag::default())
        );
    }

    #[test]
    fn a_registry_that_the_house_names_counts() {
        let mirror = "mirror.corp/library/python:3.12-slim-bookworm";
        assert_eq!(
            judged(mirror, "mirror.corp/library/python:3.12.4-slim-bookworm"),
            BuilderStart::Conforms
        );
        for elsewhere in ["python:3.12-slim-bookworm", "other.corp/python:3.12-slim-bookworm"] {
            assert_eq!(judged(mirror, elsewhere), BuilderStart::OtherRegistry, "{elsewhere}");
        }
    }

    #[test]
    fn registry_and_patch_version_are_kept() {
        let written = |by: &str, old: &str, version: &str| {
            house(by)
                .unwrap()
                .in_place_of(&ImageReference::parse(old).unwrap(), version)
        };
        for (old, version, new) in [
            (
                "mirror.corp:5000/library/python:3.11-slim",
                "3.11",
                "mirror.corp:5000/library/python:3.11-slim-bookworm",
            ),
            ("python:3.11.9-slim", "3.11.9", "python:3.11.9-slim-bookworm"),
            ("python:3.11.0-slim", "3.11.0", "python:3.11-slim-bookworm"),
            ("debian:12-slim", "", "python:3.11-slim-bookworm"),
        ] {
            assert_eq!(written(BOOKWORM, old, version), new);
        }
        let mirror = "mirror.corp/library/python:3.12-slim-bookworm";
        for old in ["debian:12", "python:3.12-slim", "other.corp/python:3.12-slim"] {
            assert_eq!(written(mirror, old, ""), mirror);
        }
        assert!(!house(mirror).unwrap().is_debians_python());
        let trixie = "python:3.13-slim-trixie";
        assert_eq!(written(trixie, "python:3.13.2-slim", "3.13.2"), trixie);
    }

    #[test]
    fn other_images_are_no_house() {
        for unknown in ["corp/builder:1", "python:3-slim-bookworm", "python:3.11-slim", "python"] {
            assert!(house(unknown).is_none(), "{unknown}");
        }
    }
}
