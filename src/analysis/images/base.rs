//! What a stage's image sets by itself: the environment, the directory and the user.

use super::BASE_PATH;
use super::stage::name_of;
use crate::analysis::Stage;
use crate::dockerfile::effective::EffectiveState;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::{Scope, Value};

/// An image by what is known of such images.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Scratch,
    /// distroless, of whatever registry.
    Distroless,
    /// Another runtime image.
    Runtime,
    Python,
    Debian,
    Other,
}

impl Stage<'_> {
    /// What is known of the state that its image sets by itself.
    pub(in crate::analysis) fn image_state(self) -> EffectiveState {
        let kind = self.kind();
        let (workdir, user) = match kind {
            Kind::Scratch | Kind::Python | Kind::Debian => (Some("/"), Some("0")),
            Kind::Distroless => match self.image().is_nonroot() {
                Some(true) => (Some("/home/nonroot"), Some("65532")),
                Some(false) => (Some("/"), Some("0")),
                None => (None, None),
            },
            Kind::Runtime | Kind::Other => (None, None),
        };
        EffectiveState {
            scope: self.scope_of(kind),
            workdir: workdir.map(str::to_string),
            user: user.map(str::to_string),
        }
    }

    fn kind(self) -> Kind {
        match self.base() {
            Base::Scratch => Kind::Scratch,
            // It is handed on from there.
            Base::Stage(_) => Kind::Other,
            base if name_of(base).is_some_and(|name| name.contains("distroless/python3")) => Kind::Distroless,
            _ if self.is_on_runtime_image() => Kind::Runtime,
            Base::Image(image) if image.is_official("python") => Kind::Python,
            Base::Image(image) if image.is_official("debian") => Kind::Debian,
            _ => Kind::Other,
        }
    }

    fn scope_of(self, kind: Kind) -> Scope {
        let known = |value: &str| Value::Known(value.to_string());
        let mut scope = Scope::default();
        scope.open = matches!(kind, Kind::Runtime | Kind::Other);
        match kind {
            Kind::Scratch | Kind::Other => {}
            Kind::Runtime => scope.set("PATH", Value::Known(self.image().path())),
            Kind::Distroless => {
                scope.set("PATH", Value::Known(self.image().path()));
                scope.set("SSL_CERT_FILE", known("/etc/ssl/certs/ca-certificates.crt"));
                scope.set("LANG", known("C.UTF-8"));
            }
            Kind::Python => {
                scope.set("PATH", known(&format!("/usr/local/bin:{BASE_PATH}")));
                scope.set("LANG", known("C.UTF-8"));
                for name in ["PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY"] {
                    scope.set(name, Value::Unknown);
                }
            }
            Kind::Debian => scope.set("PATH", known(BASE_PATH)),
        }
        scope
    }
}
