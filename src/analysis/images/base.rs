//! What a stage's image sets by itself: the environment, the directory and the user.

use super::BASE_PATH;
use super::stage::name_of;
use crate::analysis::Stage;
use crate::dockerfile::effective::EffectiveState;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::{Scope, Value};

/// An image by what is known of such images.
#[derive(Clone, Copy, PartialEq)]
enum BaseKind {
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
            BaseKind::Scratch | BaseKind::Python | BaseKind::Debian => (Some("/"), Some("0")),
            BaseKind::Distroless => match self.image().is_nonroot() {
                Some(true) => (Some("/home/nonroot"), Some("65532")),
                Some(false) => (Some("/"), Some("0")),
                None => (None, None),
            },
            BaseKind::Runtime | BaseKind::Other => (None, None),
        };
        EffectiveState {
            scope: self.scope_of(kind),
            workdir: workdir.map(str::to_string),
            user: user.map(str::to_string),
        }
    }

    fn kind(self) -> BaseKind {
        match self.base() {
            Base::Scratch => BaseKind::Scratch,
            // It is handed on from there.
            Base::Stage(_) => BaseKind::Other,
            base if name_of(base).is_some_and(|name| name.contains("distroless/python3")) => BaseKind::Distroless,
            _ if self.is_on_runtime_image() => BaseKind::Runtime,
            Base::Image(image) if image.is_official("python") => BaseKind::Python,
            Base::Image(image) if image.is_official("debian") => BaseKind::Debian,
            _ => BaseKind::Other,
        }
    }

    fn scope_of(self, kind: BaseKind) -> Scope {
        let known = |value: &str| Value::Known(value.to_string());
        let mut scope = Scope::default();
        scope.open = matches!(kind, BaseKind::Runtime | BaseKind::Other);
        match kind {
            BaseKind::Scratch | BaseKind::Other => {}
            BaseKind::Runtime => scope.set("PATH", Value::Known(self.image().path())),
            BaseKind::Distroless => {
                scope.set("PATH", Value::Known(self.image().path()));
                scope.set("SSL_CERT_FILE", known("/etc/ssl/certs/ca-certificates.crt"));
                scope.set("LANG", known("C.UTF-8"));
            }
            BaseKind::Python => {
                scope.set("PATH", known(&format!("/usr/local/bin:{BASE_PATH}")));
                scope.set("LANG", known("C.UTF-8"));
                for name in ["PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY"] {
                    scope.set(name, Value::Unknown);
                }
            }
            BaseKind::Debian => scope.set("PATH", known(BASE_PATH)),
        }
        scope
    }
}
