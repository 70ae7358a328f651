//! What is known of base images: what each sets by itself, and which Python a runtime image has.

use super::globs;
use super::pattern::HousePattern;
use super::stage::Stage;
use crate::dockerfile::effective::EffectiveState;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::{Scope, Value};

/// PATH of Debian's images and of distroless.
pub const BASE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The Python of a runtime image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimePython {
    /// `3.11`.
    pub version: String,
    /// `/usr/bin/python3.11`.
    pub interpreter: String,
}

impl RuntimePython {
    /// Where the house pattern puts packages: `/usr/local/lib/python3.11/site-packages`.
    pub fn site_packages(&self) -> String {
        format!("/usr/local/lib/python{}/site-packages", self.version)
    }
}

impl Stage<'_> {
    /// The Python of the distroless image that a runtime stage comes down to: what the image's name says, else the house's.
    pub fn runtime_python(self) -> RuntimePython {
        let pattern = self.analysis().pattern;
        let written = match self.root_base() {
            Base::Image(image) => image.name.clone(),
            Base::Unresolved(text) => text.clone(),
            _ => String::new(),
        };
        let debian = written.split("debian").nth(1).and_then(|rest| rest.get(..2));
        let version = match debian {
            Some("11") => "3.9",
            Some("12") => "3.11",
            Some("13") => "3.13",
            _ => &pattern.python_version,
        };
        let own = pattern.interpreter.clone();
        RuntimePython {
            version: version.to_string(),
            interpreter: own.unwrap_or_else(|| format!("/usr/bin/python{version}")),
        }
    }

    /// Whether it comes down to a runtime image.
    pub fn is_on_runtime_image(self) -> bool {
        let root = self.root();
        let name = match root.base() {
            Base::Image(image) => image.name.clone(),
            Base::Unresolved(text) => text.split(['@']).next().unwrap_or(text).to_string(),
            _ => return false,
        };
        is_runtime_image(self.analysis().pattern, &name, root.image_text())
    }
}

/// Whether an image's name, and how it is written, is that of a runtime image.
fn is_runtime_image(pattern: &HousePattern, name: &str, written: &str) -> bool {
    pattern.runtime_images.iter().any(|glob| {
        if globs::matches(glob, name) {
            return true;
        }
        // A registry that an ARG names stands for any registry: what follows it decides.
        let after_variable = written.starts_with('$').then(|| written.split_once('/')).flatten();
        let path = after_variable.map(|(_, path)| path.split([':', '@']).next().unwrap_or(path));
        let bare = glob.split_once('/').map_or(glob.as_str(), |(_, path)| path);
        path.is_some_and(|path| globs::matches(bare, path))
    })
}

/// What is known of the state that a base image sets by itself.
pub fn state_of(base: &Base) -> EffectiveState {
    EffectiveState {
        scope: scope_of(base),
        workdir: workdir_of(base),
        user: user_of(base),
    }
}

/// Whether a base is a distroless Python image, of whatever registry.
fn is_distroless_python(base: &Base) -> bool {
    match base {
        Base::Image(image) => image.name.contains("distroless/python3"),
        Base::Unresolved(text) => text.contains("distroless/python3"),
        Base::Scratch | Base::Stage(_) | Base::NamedContext(_) => false,
    }
}

/// Whether it is the variant of the user 65532; `None` when the tag is not known.
fn is_nonroot(base: &Base) -> Option<bool> {
    match base {
        Base::Image(image) => Some(image.effective_tag()?.contains("nonroot")),
        Base::Unresolved(text) => {
            let (_, rest) = text.split_once("distroless/")?;
            (!rest.contains('$')).then(|| rest.contains("nonroot"))
        }
        Base::Scratch | Base::Stage(_) | Base::NamedContext(_) => None,
    }
}

fn scope_of(base: &Base) -> Scope {
    let mut scope = Scope::default();
    let known = |value: &str| Value::Known(value.to_string());
    match base {
        Base::Scratch => {}
        base if is_distroless_python(base) => {
            scope.set("PATH", known(BASE_PATH));
            scope.set("SSL_CERT_FILE", known("/etc/ssl/certs/ca-certificates.crt"));
            scope.set("LANG", known("C.UTF-8"));
        }
        Base::Image(image) if image.is_official("python") => {
            scope.set("PATH", known(&format!("/usr/local/bin:{BASE_PATH}")));
            scope.set("LANG", known("C.UTF-8"));
            scope.set("PYTHON_VERSION", Value::Unknown);
            scope.set("PYTHON_SHA256", Value::Unknown);
            scope.set("GPG_KEY", Value::Unknown);
        }
        Base::Image(image) if image.is_official("debian") => scope.set("PATH", known(BASE_PATH)),
        _ => scope.open = true,
    }
    scope
}

fn workdir_of(base: &Base) -> Option<String> {
    match base {
        base if is_distroless_python(base) => Some(if is_nonroot(base)? { "/home/nonroot" } else { "/" }.to_string()),
        Base::Image(image) if image.is_official("python") || image.is_official("debian") => Some("/".to_string()),
        Base::Scratch => Some("/".to_string()),
        _ => None,
    }
}

fn user_of(base: &Base) -> Option<String> {
    match base {
        base if is_distroless_python(base) => Some(if is_nonroot(base)? { "65532" } else { "0" }.to_string()),
        Base::Image(image) if image.is_official("python") || image.is_official("debian") => Some("0".to_string()),
        Base::Scratch => Some("0".to_string()),
        _ => None,
    }
}
