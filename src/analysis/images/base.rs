//! What a stage's image sets by itself: the environment, the directory and the user.

use super::BASE_PATH;
use super::stage::name_of;
use crate::analysis::Stage;
use crate::dockerfile::effective::StageState;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::Value;

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
    pub(in crate::analysis) fn image_state(self) -> StageState {
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
        let known = |value: &str| Value::Known(value.to_string());
        let is_open = matches!(kind, BaseKind::Runtime | BaseKind::Other);
        let mut state = StageState::of_image(is_open, workdir, user);
        match kind {
            BaseKind::Scratch | BaseKind::Other => {}
            BaseKind::Runtime => state.set("PATH", Value::Known(self.image().path())),
            BaseKind::Distroless => {
                state.set("PATH", Value::Known(self.image().path()));
                state.set("SSL_CERT_FILE", known("/etc/ssl/certs/ca-certificates.crt"));
                state.set("LANG", known("C.UTF-8"));
            }
            BaseKind::Python => {
                state.set("PATH", known(&format!("/usr/local/bin:{BASE_PATH}")));
                state.set("LANG", known("C.UTF-8"));
                for name in ["PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY"] {
                    state.set(name, Value::Unknown);
                }
            }
            BaseKind::Debian => state.set("PATH", known(BASE_PATH)),
        }
        state
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
}
