//! Ctrl-C while docker builds, or runs a container. Docker is a script of ours, which hears of it only through the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::binary::{code, err, tree};
use super::interrupt::interrupt;
use super::{NONCONFORMING, command, ended, patiently};

/// Two services, and the log of what docker was asked.
struct Services {
    directory: tempfile::TempDir,
}

impl Services {
    fn new() -> Self {
        let one = NONCONFORMING.as_bytes();
        let directory = tree(&[
            ("svc/a/Dockerfile", one),
            ("svc/a/main.py", b""),
            ("svc/b/Dockerfile", one),
            ("svc/b/main.py", b""),
            ("bin/keep", b""),
            ("tmp/keep", b""),
        ]);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prove/docker.sh");
        std::os::unix::fs::symlink(script, directory.path().join("bin/docker")).unwrap();
        Self { directory }
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }

    fn wait_for(&self, line: &str) {
        patiently(line, || {
            fs::read_to_string(self.log()).unwrap_or_default().contains(line)
        });
    }

    fn start(&self, part: &str) -> Child {
        let mut command = command(&self.directory.path().join("svc"), &["--write", "--prove=run"]);
        let path = format!(
            "{}:{}",
            self.directory.path().join("bin").display(),
            std::env::var("PATH").unwrap()
        );
        command
            .env("PATH", path)
            .env("FAKE", part)
            .env("FAKE_LOG", self.log())
            .env("TMPDIR", self.directory.path().join("tmp"));
        command.env_remove("DOCKER_BUILDKIT").env_remove("BUILDX_BUILDER");
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Both files are as they were, and nothing lies beside them or where temporary files are.
    fn are_untouched(&self) -> bool {
        assert_eq!(fs::read_dir(self.directory.path().join("tmp")).unwrap().count(), 1);
        ["svc/a", "svc/b"].iter().all(|name| {
            let directory = self.directory.path().join(name);
            fs::read_dir(&directory).unwrap().count() == 2
                && fs::read_to_string(directory.join("Dockerfile")).unwrap() == NONCONFORMING
        })
    }
}

#[test]
fn the_build_is_stopped_its_image_removed_and_the_file_left() {
    for part in ["before-waits", "after-waits"] {
        let services = Services::new();
        let child = services.start(part);
        services.wait_for("\nwaits\n");
        interrupt(&child);
        let output = ended(child);
        assert_eq!(
            (code(&output), err(&output)),
            (
                130,
                "a/Dockerfile: proving the rewrite with docker\n\
                 interrupted: 0 of 2 files handled; nothing was left half-written\n"
                    .into()
            )
        );
        assert!(services.are_untouched());
        let log = fs::read_to_string(services.log()).unwrap();
        let after = log.split("was asked to end\n").nth(1).unwrap();
        assert!(after.starts_with("image rm lucid-fix-prove:"), "{log}");
        assert_eq!(after.lines().count(), 1, "nothing else was begun: {log}");
    }
}

#[test]
fn a_container_is_removed_and_its_image_after_it() {
    for (part, signal, ends_with) in [
        ("before-runs-on", Signal::INT, 130),
        ("after-runs-on", Signal::TERM, 143),
    ] {
        let services = Services::new();
        let child = services.start(part);
        services.wait_for("\nwaits\n");
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(code(&ended(child)), ends_with);
        assert!(services.are_untouched());
        let log = fs::read_to_string(services.log()).unwrap();
        let after: Vec<_> = log.split("was asked to end\n").nth(1).unwrap().lines().collect();
        let [container, image] = after[..] else {
            panic!("something else was begun: {log}")
        };
        assert!(
            container.starts_with("container rm --force --volumes lucid-fix-"),
            "{log}"
        );
        assert!(image.starts_with("image rm lucid-fix-prove:"), "{log}");
    }
}

#[test]
fn the_second_time_it_does_not_wait_for_docker() {
    let services = Services::new();
    let child = services.start("before-waits stubborn");
    services.wait_for("\nwaits\n");
    interrupt(&child);
    // The first time was heard, and docker takes no notice.
    services.wait_for("was asked to end");
    interrupt(&child);
    let output = ended(child);
    assert_eq!(
        (code(&output), err(&output)),
        (130, "a/Dockerfile: proving the rewrite with docker\n".into())
    );
    assert!(services.are_untouched());
}

#[test]
fn a_container_is_removed_even_the_second_time() {
    let services = Services::new();
    let child = services.start("before-runs-on stubborn");
    services.wait_for("\nwaits\n");
    interrupt(&child);
    services.wait_for("was asked to end");
    interrupt(&child);
    assert_eq!(code(&ended(child)), 130);
    services.wait_for("\ncontainer rm --force --volumes lucid-fix-");
    assert!(services.are_untouched());
}
