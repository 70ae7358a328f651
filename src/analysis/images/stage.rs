//! The runtime image that a stage comes down to, as its FROM names it.

use std::sync::LazyLock;

use super::{ANY_PYTHON, BASE_PATH, DEBIANS, ImageGlob, RuntimeImage, SERVICE_USER, minor_of};
use crate::analysis::{Analysis, Stage, service};
use crate::dockerfile::stages::Base;

/// What is said of an image that no row is about.
static UNKNOWN: LazyLock<RuntimeImage> = LazyLock::new(|| RuntimeImage {
    image: ImageGlob::literal(""),
    python: None,
    interpreter: ANY_PYTHON.to_string(),
    builder: String::new(),
    shell: false,
    user: SERVICE_USER.to_string(),
    entrypoint: Vec::new(),
});

/// The programs of busybox, in debug images, that a Dockerfile may name.
const BUSYBOX: [&str; 3] = ["/busybox/sh", "/busybox/wget", "/busybox/nc"];

/// A row of the table for the tag and the digest that a FROM names.
#[derive(Debug, Clone, Copy)]
pub struct StageImage<'a> {
    row: &'a RuntimeImage,
    /// As written, or `latest`; `None` where a digest or a variable hides it.
    tag: Option<&'a str>,
    /// Whether the name stands for an image of a certain Debian only at a certain time, and a digest says at which.
    hides_version: bool,
}

impl<'a> Stage<'a> {
    /// The runtime image that it comes down to. Of an image that no row is about nothing is known.
    pub fn image(self) -> StageImage<'a> {
        let row = self.row().unwrap_or(&UNKNOWN);
        let (tag, is_pinned) = match self.root_base() {
            Base::Image(image) => (image.effective_tag(), image.digest.is_some()),
            Base::Unresolved(text) => (tag_of(text), text.contains('@')),
            Base::Scratch | Base::Stage(_) | Base::NamedContext(_) => (None, false),
        };
        StageImage {
            row,
            tag,
            hides_version: is_pinned && row.image.split_last().1 == "python3",
        }
    }

    /// Whether it comes down to a runtime image.
    pub fn is_on_runtime_image(self) -> bool {
        self.row().is_some()
    }

    /// The first row whose images have the Python of the `python:*` image that it comes down to.
    pub fn runtime_of_same_python(self) -> Option<&'a RuntimeImage> {
        let python = service::builder_python(self)?;
        let mut rows = self.analysis().pattern.runtimes.iter();
        rows.find(|row| row.python.as_deref() == Some(&python))
    }

    fn row(self) -> Option<&'a RuntimeImage> {
        let root = self.root();
        let name = name_of(root.base())?;
        // A registry that an ARG names stands for any registry: what follows it decides.
        let written = root.image_text();
        let after_variable = written.starts_with('$').then(|| written.split_once('/')).flatten();
        let path = after_variable.map(|(_, path)| without_tag(path));
        self.analysis()
            .pattern
            .runtimes
            .iter()
            .find(|row| row.image.matches(name) || path.is_some_and(|path| row.image.matches_path(path)))
    }
}

impl Analysis<'_> {
    /// The name of the last stage's image, where it looks like distroless Python and no row is about it. An outline will do.
    pub fn look_alike(self) -> Option<String> {
        let last = self.stages().next_back()?;
        let name = name_of(last.root_base()).filter(|_| last.row().is_none())?;
        super::look_alikes::is_one(name).then(|| name.to_string())
    }
}

/// The name of an image, without tag and digest.
pub(super) fn name_of(base: &Base) -> Option<&str> {
    match base {
        Base::Image(image) => Some(&image.name),
        Base::Unresolved(text) => Some(without_tag(text)),
        Base::Scratch | Base::Stage(_) | Base::NamedContext(_) => None,
    }
}

fn without_tag(image: &str) -> &str {
    let last = image.rfind('/').map_or(0, |slash| slash + 1);
    let end = image[last..].find([':', '@']);
    &image[..end.map_or(image.len(), |end| last + end)]
}

/// The tag of an image whose registry only the build knows.
fn tag_of(image: &str) -> Option<&str> {
    let rest = &image[without_tag(image).len()..];
    let is_plain = !rest.contains(['$', '@']);
    is_plain.then(|| rest.strip_prefix(':').unwrap_or("latest"))
}

impl<'a> StageImage<'a> {
    /// Its Python, as `3.11`; `None` where neither the row nor the tag says it.
    pub fn python(self) -> Option<&'a str> {
        match &self.row.python {
            Some(python) => Some(python.as_str()).filter(|_| !self.hides_version),
            None => self.tag.and_then(minor_of),
        }
    }

    /// The oldest Python that it may have: what accepts a source must do so there, too.
    pub fn oldest_python(self) -> &'a str {
        self.python().unwrap_or(DEBIANS[DEBIANS.len() - 1].python)
    }

    /// The path of its Python. Where the version is not known the name has none.
    pub fn interpreter(self) -> &'a str {
        match self.hides_version {
            true => ANY_PYTHON,
            false => &self.row.interpreter,
        }
    }

    /// Whether a directory is the one that its own programs lie in.
    pub fn is_own_directory(self, path: &str) -> bool {
        match self.interpreter().rsplit_once('/') {
            // Debian's /bin is a link.
            Some(("/usr/bin", _)) => matches!(path, "/usr/bin" | "/bin"),
            own => own.is_some_and(|(own, _)| own == path),
        }
    }

    /// Whether a path is that of its Python, or one that it links to it.
    pub fn is_own_python(self, path: &str) -> bool {
        let (directory, name) = path.rsplit_once('/').unwrap_or_default();
        path == self.interpreter() || (self.is_own_directory(directory) && matches!(name, "python" | "python3"))
    }

    /// The directory of its Python, where that is none that PATH has anyway.
    pub fn unusual_directory(self) -> Option<&'a str> {
        let (own, _) = self.interpreter().rsplit_once('/')?;
        Some(own).filter(|own| !BASE_PATH.split(':').any(|entry| entry == *own))
    }

    /// Where the house pattern puts packages: `/usr/local/lib/python3.11/site-packages`.
    pub fn site_packages(self) -> Option<String> {
        Some(format!("/usr/local/lib/python{}/site-packages", self.python()?))
    }

    /// The builder image that belongs to it, where that is known.
    pub fn builder(self) -> Option<&'a str> {
        let builder = Some(self.row.builder.as_str());
        builder.filter(|builder| !self.hides_version && !builder.is_empty())
    }

    /// The user and group for services.
    pub fn user(self) -> &'a str {
        &self.row.user
    }

    /// Its own ENTRYPOINT; empty without one.
    pub fn entrypoint(self) -> Vec<&'a str> {
        let own = |word: &'a String| match *word == self.row.interpreter {
            true => self.interpreter(),
            false => word,
        };
        self.row.entrypoint.iter().map(own).collect()
    }

    /// The PATH that it sets.
    pub fn path(self) -> String {
        let busybox = Some("/busybox").filter(|_| self.is_debug());
        let parts: Vec<&str> = self
            .unusual_directory()
            .into_iter()
            .chain([BASE_PATH])
            .chain(busybox)
            .collect();
        parts.join(":")
    }

    /// Whether it has a program, by its path or by its bare name: a shell, or one of busybox in a debug image.
    pub fn has(self, program: &str) -> bool {
        let shell = Some("/bin/sh").filter(|_| self.row.shell);
        let busybox = BUSYBOX.into_iter().filter(|_| self.is_debug());
        shell
            .into_iter()
            .chain(busybox)
            .any(|path| path == program || path.rsplit('/').next() == Some(program))
    }

    /// Whether it is the variant of the user 65532, where that is known.
    pub fn is_nonroot(self) -> Option<bool> {
        self.tag.map(|tag| tag.contains("nonroot"))
    }

    /// Whether it is the variant with busybox.
    pub fn is_debug(self) -> bool {
        self.tag.is_some_and(|tag| tag.contains("debug"))
    }
}
