//! The docker command, as the user would run it. Images are named by their tag only: to remove one by its ID would also remove
//! the user's own tags of the same image.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::failure::{Failure, printable};
use super::image_config::ImageConfig;
use super::options::ProveOptions;
use super::process::{self, Ended};
use crate::context::BuildInputs;
use crate::system::interrupt;
use crate::system::read::reason;

/// The time limit of commands that answer at once, unless the daemon hangs.
pub(super) const SHORT: Duration = Duration::from_secs(60);

/// Checks that images can be built.
///
/// # Errors
/// What is missing, and what to do about it.
pub(super) fn check_availability(options: &ProveOptions) -> Result<(), String> {
    let server = docker(&["version", "--format={{.Server.Os}}"], SHORT, || false)?;
    if server.stopped {
        return Err("the docker daemon does not answer; restart it and run again".into());
    }
    if server.code != Some(0) {
        let said = first_line(&server.err);
        return Err(format!(
            "no docker daemon can be reached ({said}); start it, or set DOCKER_HOST to one"
        ));
    }
    let plugin = docker(&["buildx", "version"], SHORT, || false)?;
    // A replacement for docker (podman) answers too, but does not build with BuildKit.
    if plugin.code != Some(0) || !plugin.out.contains("docker/buildx") {
        return Err("docker has no buildx, without which it does not build with BuildKit; install the plugin".into());
    }
    // As Docker reads it.
    let is_false = |value: String| ["0", "f", "F", "false", "FALSE", "False"].contains(&&*value);
    let turned_off = std::env::var("DOCKER_BUILDKIT").is_ok_and(is_false);
    if turned_off || server.out.trim() == "windows" || !daemon_has_buildkit(options)? {
        return Err(match turned_off {
            true => "DOCKER_BUILDKIT turns BuildKit off; unset it".into(),
            false => "the docker daemon does not build with BuildKit; set DOCKER_HOST to one that does, or name a builder (--prove-arg=--builder=NAME)".into(),
        });
    }
    Ok(())
}

/// For a daemon without BuildKit, buildx would start a builder in a container; the user has not asked for that.
fn daemon_has_buildkit(options: &ProveOptions) -> Result<bool, String> {
    let chosen = std::env::var("BUILDX_BUILDER").is_ok_and(|name| !name.is_empty());
    if chosen || options.other("--builder").is_some() {
        return Ok(true);
    }
    let context = docker(&["context", "show"], SHORT, || false)?;
    let builder = docker(&["buildx", "inspect", context.out.trim()], SHORT, || false)?;
    let driver = builder.out.lines().find_map(|line| line.strip_prefix("Driver:"));
    Ok(driver.is_none_or(|driver| driver.trim() == "docker"))
}

pub(super) fn build(
    options: &ProveOptions,
    inputs: &BuildInputs,
    dockerfile: &Path,
    context: &Path,
    tag: &str,
) -> Result<(), Failure> {
    let arguments = options.build_arguments(inputs, tag).into_iter();
    let mut arguments: Vec<OsString> = arguments.map(OsString::from).collect();
    // Paths need not be UTF-8.
    arguments.extend(["--file".into(), dockerfile.into(), context.into()]);
    // After Ctrl-C nobody waits for the build, and the command may not have received the signal.
    let limit = options.prove_timeout.get();
    let ended = docker(&arguments, Duration::from_secs(limit), interrupt::is_requested);
    let ended = ended.map_err(Failure::Surroundings)?;
    match ended {
        Ended { code: Some(0), .. } => Ok(()),
        Ended { stopped: true, .. } => Err(Failure::Surroundings(format!(
            "the build was stopped after {limit} s; allow it more with --prove-timeout"
        ))),
        Ended { err, .. } => Err(Failure::of(&err)),
    }
}

pub(super) fn config(tag: &str) -> Result<ImageConfig, String> {
    ImageConfig::parse(&asked(&["image", "inspect", tag])?)
}

/// Removes an image's tag, or a container.
///
/// # Errors
/// What is left behind. What is not there is not an error.
pub(super) fn remove(kind: &str, arguments: &[&str], name: &str) -> Result<(), String> {
    let command = [&[kind, "rm"], arguments, &[name]].concat();
    match asked(&command) {
        Err(said) if !said.to_lowercase().contains(&format!("no such {kind}")) => Err(format!(
            "the {kind} {name} is left behind ({said}); remove it with `docker {}`",
            command.join(" ")
        )),
        _ => Ok(()),
    }
}

/// What a docker command answers that should not take long.
///
/// # Errors
/// What docker says about a failure.
pub(super) fn asked<T: AsRef<OsStr>>(arguments: &[T]) -> Result<String, String> {
    succeeded(docker(arguments, SHORT, || false)?).map(|ended| ended.out)
}

/// Runs a docker command, and stops it after `limit`, or when it `is_unwanted`.
pub(super) fn docker<T: AsRef<OsStr>>(
    arguments: &[T],
    limit: Duration,
    is_unwanted: fn() -> bool,
) -> Result<Ended, String> {
    process::run(Command::new("docker").args(arguments), limit, is_unwanted).map_err(|error| cannot_run(&error))
}

fn cannot_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no docker command; install docker, or put it in PATH".into(),
        io::ErrorKind::StorageFull => "no space is left for docker's output; make room and run again".into(),
        _ => format!("docker cannot be run: {}", reason(error)),
    }
}

/// The result of a command that succeeded.
///
/// # Errors
/// What docker says about a failure.
pub(super) fn succeeded(ended: Ended) -> Result<Ended, String> {
    match ended {
        Ended { code: Some(0), .. } => Ok(ended),
        Ended { stopped: true, .. } => Err("docker does not answer".into()),
        Ended { err, .. } => Err(format!("docker says: {}", first_line(&err))),
    }
}

pub(super) fn first_line(said: &str) -> String {
    let line = said.lines().map(printable).find(|line| !line.trim().is_empty());
    line.unwrap_or_else(|| "nothing".into())
}
