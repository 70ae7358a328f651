//! The docker command: the person's own, as they would type it. Images are only ever named by their tag: to remove one
//! by its ID would take the person's own tags of the same image with it.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::config::Config;
use super::failure::{Failure, printable};
use super::options::Options;
use super::process::{self, Ended};
use crate::system::interrupt;
use crate::system::read::reason;

/// What answers at once unless the daemon hangs.
pub(super) const SHORT: Duration = Duration::from_secs(60);

/// Whether images can be built here at all.
///
/// # Errors
/// What is missing, and what to do about it.
pub(super) fn check_availability(options: &Options) -> Result<(), String> {
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
    // What stands in for docker elsewhere (podman) answers as well, but does not build with BuildKit.
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

/// For a daemon without BuildKit buildx would set one up in a container of its own: nothing to do behind one's back.
fn daemon_has_buildkit(options: &Options) -> Result<bool, String> {
    let chosen = std::env::var("BUILDX_BUILDER").is_ok_and(|name| !name.is_empty());
    if chosen || options.other("--builder").is_some() {
        return Ok(true);
    }
    let context = docker(&["context", "show"], SHORT)?;
    let builder = docker(&["buildx", "inspect", context.out.trim()], SHORT)?;
    let driver = builder.out.lines().find_map(|line| line.strip_prefix("Driver:"));
    Ok(driver.is_none_or(|driver| driver.trim() == "docker"))
}

/// As docker reads the value.
fn is_false(value: &str) -> bool {
    matches!(value, "0" | "f" | "F" | "false" | "FALSE" | "False")
}

/// Builds an image.
pub(super) fn build(options: &Options, dockerfile: &Path, context: &Path, tag: &str) -> Result<(), Failure> {
    let mut command = Command::new("docker");
    command.args(options.build_arguments(tag));
    // Paths need not be text.
    command.arg("--file").arg(dockerfile).arg(context);
    // After Ctrl-C nobody waits for the build; the command may not have heard of it.
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
pub(super) fn config(tag: &str) -> Result<Config, String> {
    Config::parse(&succeeded(docker(&["image", "inspect", tag], SHORT)?)?.out)
}

/// Takes the tag away again, whatever became of the build.
///
/// # Errors
/// What is left behind; that there is no such image is none.
pub(super) fn untag(tag: &str) -> Result<(), String> {
    let gone = succeeded(docker(&["image", "rm", tag], SHORT)?);
    match gone {
        Err(said) if !said.to_lowercase().contains("no such image") => Err(format!(
            "the image {tag} is left behind ({said}); remove it with `docker image rm {tag}`"
        )),
        _ => Ok(()),
    }
}

/// Runs a docker command to its end, or for `limit`.
pub(super) fn docker<T: AsRef<OsStr>>(arguments: &[T], limit: Duration) -> Result<Ended, String> {
    process::run(Command::new("docker").args(arguments), limit, || false).map_err(|error| cannot_run(&error))
}

/// As [`docker`], but after Ctrl-C nobody waits for it.
pub(super) fn run_until_interrupted(arguments: &[&str], limit: Duration) -> Result<Ended, String> {
    let mut command = Command::new("docker");
    process::run(command.args(arguments), limit, interrupt::is_requested).map_err(|error| cannot_run(&error))
}

fn cannot_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no docker command; install docker, or put it in PATH".into(),
        io::ErrorKind::StorageFull => "no space is left for docker's output; make room and run again".into(),
        _ => format!("docker cannot be run: {}", reason(error)),
    }
}

/// The command's result.
///
/// # Errors
/// What docker says when the command failed.
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
