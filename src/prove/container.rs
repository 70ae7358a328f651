//! A container of an image: how it comes up, and what its health check says. It is removed whatever happens.

use std::process::Command;
use std::time::{Duration, Instant};

use super::config::Probe;
use super::docker::{SHORT, docker, first_line, run_until_interrupted, succeeded};
use super::failure::printable;
use super::options::Options;
use super::process::Ended;
use crate::system::cleanup::Cleanup;
use crate::system::interrupt;

/// How long a container is watched.
const WATCHED: Duration = Duration::from_secs(4);

/// The time between two tries of a health check.
const PAUSE: Duration = Duration::from_millis(250);

/// How many lines of an output are shown.
const SHOWN: usize = 5;

/// How a container comes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContainerState {
    /// It was still running when it was looked at, and has no health check.
    Running,
    /// It was still running, and its health check succeeded.
    Healthy,
    /// It was still running, and its health check failed.
    Unhealthy {
        /// The last that the check said, or the container if the check said nothing.
        said: Vec<String>,
    },
    /// It had ended.
    Exited {
        /// With this code.
        code: i32,
        /// The last it said.
        said: Vec<String>,
    },
}

/// Starts an image, looks how it comes up, and tries its health check. The container is removed; a note says so if not.
///
/// # Errors
/// What kept docker from starting it or looking at it.
pub(super) fn start(
    options: &Options,
    tag: &str,
    name: &str,
    probe: Option<&Probe>,
    notes: &mut Vec<String>,
) -> Result<ContainerState, String> {
    let removal = ["container", "rm", "--force", "--volumes", name];
    let mut command = Command::new("docker");
    command.args(removal);
    let _even_when_ended_at_once = Cleanup::new(command);
    let state = watch(options, tag, name, probe);
    match docker(&removal, SHORT).and_then(succeeded) {
        Err(said) if !said.to_lowercase().contains("no such container") => notes.push(format!(
            "the container {name} is left behind ({said}); remove it with `docker rm --force {name}`"
        )),
        _ => {}
    }
    state
}

fn watch(options: &Options, tag: &str, name: &str, probe: Option<&Probe>) -> Result<ContainerState, String> {
    let started = docker(&options.run_arguments(tag, name), SHORT)?;
    // There is no such program in the image, or it is not executable.
    if let Some(code @ (126 | 127)) = started.code {
        let said = vec![first_line(&started.err)];
        return Ok(ContainerState::Exited { code, said });
    }
    succeeded(started)?;
    // Comes back as soon as the container ends.
    let waited = run_until_interrupted(&["container", "wait", name], WATCHED)?;
    if interrupt::is_requested() {
        return Err("interrupted".into());
    }
    if !waited.stopped {
        succeeded(waited)?;
    }
    match probe {
        Some(probe) => health(name, probe),
        None => state(name),
    }
}

/// Tries the check until it succeeds, the container ends, or the patience is over.
fn health(name: &str, probe: &Probe) -> Result<ContainerState, String> {
    let start = Instant::now();
    let command: Vec<&str> = ["exec", name]
        .into_iter()
        .chain(probe.command.iter().map(String::as_str))
        .collect();
    loop {
        let tried = run_until_interrupted(&command, probe.timeout)?;
        let state = state(name)?;
        match tried.code {
            _ if state != ContainerState::Running => return Ok(state),
            Some(0) => return Ok(ContainerState::Healthy),
            // A program that is not there will not come.
            Some(126 | 127) => {}
            _ if start.elapsed() < probe.patience && !interrupt::is_requested() => {
                std::thread::sleep(PAUSE);
                continue;
            }
            _ => {}
        }
        let mut said = last_lines(&tried);
        if tried.stopped {
            said.push(format!("the health check gave no answer within {:?}", probe.timeout));
        }
        if said.is_empty() {
            said = logs(name)?;
        }
        return Ok(ContainerState::Unhealthy { said });
    }
}

fn state(name: &str) -> Result<ContainerState, String> {
    let format = "--format={{.State.Status}} {{.State.ExitCode}}";
    let state = succeeded(docker(&["container", "inspect", format, name], SHORT)?)?;
    match state.out.trim().split_once(' ') {
        Some(("running", _)) => Ok(ContainerState::Running),
        Some(("exited", code)) => Ok(ContainerState::Exited {
            code: code.parse().map_err(|_| format!("docker gives no exit code: {code}"))?,
            said: logs(name)?,
        }),
        _ => Err(format!(
            "the container is neither running nor exited: {}",
            state.out.trim()
        )),
    }
}

fn logs(name: &str) -> Result<Vec<String>, String> {
    let tail = format!("--tail={SHOWN}");
    Ok(last_lines(&docker(&["container", "logs", &tail, name], SHORT)?))
}

fn last_lines(ended: &Ended) -> Vec<String> {
    let lines: Vec<String> = ended.out.lines().chain(ended.err.lines()).map(printable).collect();
    lines[lines.len().saturating_sub(SHOWN)..].to_vec()
}
