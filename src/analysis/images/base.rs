//! What a stage's image sets by itself: the environment, the directory and the user.

use super::BASE_PATH;
use super::stage::name_of;
use crate::analysis::Stage;
use crate::dockerfile::effective::StageState;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::Value;

impl Stage<'_> {
    /// What is known of the state that its image sets by itself.
    pub(in crate::analysis) fn image_state(self) -> StageState {
        let known = |name, value: &str| (name, Value::Known(value.to_string()));
        let is_official = |name| matches!(self.base(), Base::Image(image) if image.is_official(name));
        let (root, nonroot, unknown) = (
            (Some("/"), Some("0")),
            (Some("/home/nonroot"), Some("65532")),
            (None, None),
        );
        let path = || known("PATH", &self.image().path());
        // Directory and user, the variables, and whether there may be others.
        let ((workdir, user), variables, is_open) = match self.base() {
            Base::Scratch => (root, vec![], false),
            // It is handed on from there.
            Base::Stage(_) => (unknown, vec![], true),
            base if name_of(base).is_some_and(|name| name.contains("distroless/python3")) => {
                let is_nonroot = self.image().is_nonroot();
                let place = is_nonroot.map_or(unknown, |is_nonroot| if is_nonroot { nonroot } else { root });
                let certificates = known("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
                (place, vec![path(), certificates, known("LANG", "C.UTF-8")], false)
            }
            _ if self.is_on_runtime_image() => (unknown, vec![path()], true),
            _ if is_official("python") => {
                let own = ["PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY"].map(|name| (name, Value::Unknown));
                let path = known("PATH", &format!("/usr/local/bin:{BASE_PATH}"));
                (
                    root,
                    own.into_iter().chain([path, known("LANG", "C.UTF-8")]).collect(),
                    false,
                )
            }
            _ if is_official("debian") => (root, vec![known("PATH", BASE_PATH)], false),
            _ => (unknown, vec![], true),
        };
        let mut state = StageState::of_image(is_open, workdir, user);
        for (name, value) in variables {
            state.set(name, value);
        }
        state
    }
}
