//! The docker command, as the user would run it. Images are named by their tag only: to remove one by its ID would also remove
//! the user's own tags of the same image.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::failure::{Failure, printable};
use super::image_config::ImageConfig;
use super::options::ProveOptions;
use super::process::{self, Ended};
use crate::system::interrupt;
use crate::system::read::reason;

/// The time limit of commands that answer at once, unless the daemon hangs.
const SHORT: Duration = Duration::from_secs(60);

/// How long a container is watched.
const WATCHED: Duration = Duration::from_secs(4);

/// The state of a container after its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContainerState {
    /// It is still running.
    Running,
    /// It has exited.
    Exited {
        /// The exit code.
        code: i32,
        /// Its last output.
        said: Vec<String>,
    },
}

/// Checks that images can be built.
///
/// # Errors
/// What is missing, and what to do about it.
pub(super) fn check_availability(options: &ProveOptions) -> Result<(), String> {
    let server = docker(&["version", "--format={{.Server.Os}}"], SHORT)?;
    if server.stopped {
        return Err("the docker daemon does not answer; restart it and run again".into());
    }
    if server.code != Some(0) {
        let said = first_line(&server.err);
        return Err(format!(
            "no docker daemon can be reached ({said}); start it, or set DOCKER_HOST to one"
        ));
    }
    let plugin = docker(&["buildx", "version"], SHORT)?;
    // A replacement for docker (podman) answers too, but does not build with BuildKit.
    if plugin.code != Some(0) || !plugin.out.contains("docker/buildx") {
        return Err("docker has no buildx, without which it does not build with BuildKit; install the plugin".into());
    }
    let turned_off = std::env::var("DOCKER_BUILDKIT").is_ok_and(|value| is_false(&value));
    if turned_off || server.out.trim() == "windows" || !daemon_has_buildkit(options)? {
        let what = if turned_off {
            "DOCKER_BUILDKIT turns BuildKit off; unset it"
        } else {
            "the docker daemon does not build with BuildKit; set DOCKER_HOST to one that does, or name a builder (--prove-arg=--builder=NAME)"
        };
        return Err(what.into());
    }
    Ok(())
}

/// For a daemon without BuildKit, buildx would start a builder in a container; the user has not asked for that.
fn daemon_has_buildkit(options: &ProveOptions) -> Result<bool, String> {
    let chosen = std::env::var("BUILDX_BUILDER").is_ok_and(|name| !name.is_empty());
    if chosen || options.other("--builder").is_some() {
        return Ok(true);
    }
    let context = docker(&["context", "show"], SHORT)?;
    let builder = docker(&["buildx", "inspect", context.out.trim()], SHORT)?;
    let driver = builder.out.lines().find_map(|line| line.strip_prefix("Driver:"));
    Ok(driver.is_none_or(|driver| driver.trim() == "docker"))
}

/// Whether Docker reads the value as false.
fn is_false(value: &str) -> bool {
    matches!(value, "0" | "f" | "F" | "false" | "FALSE" | "False")
}

/// Builds an image.
pub(super) fn build(options: &ProveOptions, dockerfile: &Path, context: &Path, tag: &str) -> Result<(), Failure> {
    let mut command = Command::new("docker");
    command.args(options.build_arguments(tag));
    // Paths need not be UTF-8.
    command.arg("--file").arg(dockerfile).arg(context);
    // After Ctrl-C nobody waits for the build, and the command may not have received the signal.
    let ended = process::run(&mut command, options.limit, interrupt::is_requested)
        .map_err(|error| Failure::Surroundings(cannot_run(&error)))?;
    match ended {
        Ended { code: Some(0), .. } => Ok(()),
        Ended { stopped: true, .. } => Err(Failure::Surroundings(format!(
            "the build was stopped after {} s; allow it more with --prove-timeout",
            options.limit.as_secs()
        ))),
        Ended { err, .. } => Err(Failure::of(&err)),
    }
}

/// Reads an image's configuration.
pub(super) fn config(tag: &str) -> Result<ImageConfig, String> {
    ImageConfig::parse(&succeeded(docker(&["image", "inspect", tag], SHORT)?)?.out)
}

/// Removes the tag, even after a failed build.
///
/// # Errors
/// What is left behind. A missing image is not an error.
pub(super) fn untag(tag: &str) -> Result<(), String> {
    let gone = succeeded(docker(&["image", "rm", tag], SHORT)?);
    match gone {
        Err(said) if !said.to_lowercase().contains("no such image") => Err(format!(
            "the image {tag} is left behind ({said}); remove it with `docker image rm {tag}`"
        )),
        _ => Ok(()),
    }
}

/// Starts a container, looks at its state after a while, and removes it.
///
/// # Errors
/// Why it could not be started or looked at.
pub(super) fn start(options: &ProveOptions, tag: &str, name: &str) -> Result<ContainerState, String> {
    let started = docker(&options.run_arguments(tag, name), SHORT)?;
    let result = match started.code {
        Some(0) => {
            std::thread::sleep(WATCHED);
            state(name)
        }
        // The program does not exist in the image, or is not executable.
        Some(code @ (126 | 127)) => Ok(ContainerState::Exited {
            code,
            said: vec![first_line(&started.err)],
        }),
        _ => succeeded(started).and_then(|_| state(name)),
    };
    let removed = succeeded(docker(&["container", "rm", "--force", "--volumes", name], SHORT)?);
    match removed {
        Err(said) if result.is_ok() && !said.to_lowercase().contains("no such container") => Err(format!(
            "the container {name} is left behind ({said}); remove it with `docker rm --force {name}`"
        )),
        _ => result,
    }
}

fn state(name: &str) -> Result<ContainerState, String> {
    let format = "--format={{.State.Status}} {{.State.ExitCode}}";
    let state = succeeded(docker(&["container", "inspect", format, name], SHORT)?)?;
    match state.out.trim().split_once(' ') {
        Some(("running", _)) => Ok(ContainerState::Running),
        Some(("exited", code)) => {
            let logs = docker(&["container", "logs", "--tail=5", name], SHORT)?;
            let said = logs.out.lines().chain(logs.err.lines()).map(printable).collect();
            let code = code.parse().map_err(|_| format!("docker gives no exit code: {code}"))?;
            Ok(ContainerState::Exited { code, said })
        }
        _ => Err(format!(
            "the container is neither running nor exited: {}",
            state.out.trim()
        )),
    }
}

fn docker<T: AsRef<std::ffi::OsStr>>(arguments: &[T], limit: Duration) -> Result<Ended, String> {
    process::run(Command::new("docker").args(arguments), limit, || false).map_err(|error| cannot_run(&error))
}

fn cannot_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no docker command; install docker, or put it in PATH".into(),
        io::ErrorKind::StorageFull => "no space is left for docker's output; make room and run again".into(),
        _ => format!("docker cannot be run: {}", reason(error)),
    }
}

/// The result of a command that succeeded.
fn succeeded(ended: Ended) -> Result<Ended, String> {
    match ended {
        Ended { code: Some(0), .. } => Ok(ended),
        Ended { stopped: true, .. } => Err("docker does not answer".into()),
        Ended { err, .. } => Err(format!("docker says: {}", first_line(&err))),
    }
}

fn first_line(said: &str) -> String {
    let line = said.lines().map(printable).find(|line| !line.trim().is_empty());
    line.unwrap_or_else(|| "nothing".into())
}
