//! Which programs a runtime image has beside Python.

use super::Stage;
use crate::dockerfile::stages::Base;

/// The programs of busybox that a Dockerfile may name; its folder is in a debug image's PATH.
const BUSYBOX: [&str; 3] = ["/busybox/sh", "/busybox/wget", "/busybox/nc"];

impl Stage<'_> {
    /// Whether the image that it comes down to has a program, by its path or by its bare name.
    pub fn image_has(self, program: &str) -> bool {
        let image = match self.root_base() {
            Base::Image(image) => image.to_string(),
            Base::Unresolved(text) => text.clone(),
            Base::Scratch | Base::Stage(_) => return false,
        };
        let is_it = |path: &str| path == program || path.rsplit('/').next() == Some(program);
        programs(&image).any(is_it)
    }
}

/// The programs of a distroless Python image, by their paths: a shell on Debian 10 and 11, and busybox in the debug images.
fn programs(image: &str) -> impl Iterator<Item = &'static str> {
    let is_distroless = image.contains("distroless");
    let has_shell = is_distroless && (image.contains("debian10") || image.contains("debian11"));
    let is_debug = is_distroless && image.contains(":debug");
    let shell = has_shell.then_some("/bin/sh");
    let busybox = BUSYBOX.into_iter().filter(move |_| is_debug);
    shell.into_iter().chain(busybox)
}
