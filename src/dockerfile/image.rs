//! Image references: registry and path, tag, digest.

use std::fmt;

/// An image reference without variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageReference {
    /// Everything before tag and digest, as written: `docker.io/library/python`.
    pub name: String,
    /// The tag.
    pub tag: Option<String>,
    /// The digest, `sha256:…`.
    pub digest: Option<String>,
}

impl ImageReference {
    /// Parses a reference; `None` if the name is empty, or contains a variable.
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_string())),
            None => (text, None),
        };
        // A colon before the last slash is a registry's port.
        let directory = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (name, tag) = match rest[directory..].split_once(':') {
            Some((last, tag)) => (&rest[..directory + last.len()], Some(tag.to_string())),
            None => (rest, None),
        };
        let valid = !name.is_empty() && !text.contains(['$', ' ', '{', '}']);
        valid.then(|| Self {
            name: name.to_string(),
            tag,
            digest,
        })
    }

    /// The last component of the name: `python` of `docker.io/library/python`.
    pub fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The registry, where the name begins with one.
    pub fn registry(&self) -> Option<&str> {
        let (first, _) = self.name.split_once('/')?;
        Some(first).filter(|first| first.contains(['.', ':']) || *first == "localhost")
    }

    /// Whether it is from the repository of another: of whatever registry, unless the other names one.
    pub fn is_from_repository_of(&self, other: &Self) -> bool {
        let on_hub = |name: &str| {
            let name = name.trim_start_matches("index.").trim_start_matches("docker.io/");
            name.trim_start_matches("library/").to_string()
        };
        match other.registry() {
            Some(_) => on_hub(&self.name) == on_hub(&other.name),
            None => self.name == other.name || self.name.ends_with(&format!("/{}", other.name)),
        }
    }

    /// The tag, or `latest` where neither tag nor digest is given.
    pub fn effective_tag(&self) -> Option<&str> {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => Some(tag),
            (None, None) => Some("latest"),
            (None, Some(_)) => None,
        }
    }

    /// Whether it is the official image `name` of Docker Hub, also with `docker.io/`, `library/`, or the host of a mirror.
    pub fn is_official(&self, name: &str) -> bool {
        self.short_name() == name
            && match self.name.strip_suffix(name).map(|prefix| prefix.trim_end_matches('/')) {
                Some("" | "library" | "docker.io" | "docker.io/library" | "index.docker.io/library") => true,
                // A mirror has the official images in `library/`, or at its root.
                Some(prefix) => {
                    let host = prefix.split('/').next().unwrap_or(prefix);
                    // Docker's hardened images are other ones.
                    let is_host = host != "dhi.io" && (host.contains(['.', ':']) || host == "localhost");
                    is_host && (prefix == host || prefix.ends_with("/library"))
                }
                None => false,
            }
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        let reference = ImageReference::parse("localhost:5000/library/python:3.11-slim@sha256:ab").unwrap();
        assert_eq!(reference.name, "localhost:5000/library/python");
        assert_eq!(reference.tag.as_deref(), Some("3.11-slim"));
        assert_eq!(reference.digest.as_deref(), Some("sha256:ab"));
        assert!(reference.is_official("python"));
        assert!(ImageReference::parse("python").unwrap().is_official("python"));
        assert!(
            !ImageReference::parse("bitnami/python:3.11")
                .unwrap()
                .is_official("python")
        );
        assert_eq!(ImageReference::parse("python:$X"), None);
    }

    #[test]
    fn a_registry_that_is_named_counts() {
        let from = |image: &str, other: &str| {
            let [image, other] = [image, other].map(|text| ImageReference::parse(text).unwrap());
            image.is_from_repository_of(&other)
        };
        for image in ["python:3", "docker.io/library/python", "mirror.corp/library/python"] {
            assert!(from(image, "python"), "{image}");
        }
        assert!(from("python", "docker.io/library/python:3") && from("index.docker.io/python", "docker.io/python"));
        for image in ["python", "mirror.corp/python", "other.corp/library/python"] {
            assert!(!from(image, "mirror.corp/library/python"), "{image}");
        }
        assert!(!from("cpython", "python"));
    }
}
