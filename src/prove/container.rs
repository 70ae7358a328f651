//! Starts a container of an image, and tries its health check. The container is always removed.

use std::process::Command;
use std::time::{Duration, Instant};

use super::docker::{self, SHORT, asked, docker, first_line, succeeded};
use super::failure::printable;
use super::image_config::Probe;
use super::options::ProveOptions;
use super::ports::{self, Ports};
use super::process::Ended;
use crate::system::cleanup::Cleanup;
use crate::system::interrupt;

/// How long a container is watched.
const WATCHED: Duration = Duration::from_secs(4);

/// The pause between two tries of a health check.
const PAUSE: Duration = Duration::from_millis(250);

/// How many lines of an output are shown.
const SHOWN: usize = 5;

/// The state of a container after its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ContainerState {
    /// It is still running, and has no health check.
    Running,
    /// It is still running, and its health check succeeded.
    Healthy,
    /// It is still running, and its health check failed.
    Unhealthy {
        /// The last output of the check, or of the container if the check has none.
        said: Vec<String>,
    },
    /// It has exited.
    Exited {
        code: i32,
        /// Its last output.
        said: Vec<String>,
    },
}

/// What became of a container.
#[derive(Debug)]
pub(super) struct ContainerStart {
    /// Its state in the end.
    pub state: ContainerState,
    /// The ports that it listens on; `None` where that is not known.
    pub ports: Option<Ports>,
    /// Its last output, where a port is missing.
    pub said: Vec<String>,
    /// The lines that it printed, where it exited with 0.
    pub printed: Option<Vec<String>>,
}

/// A container to start.
pub(super) struct Trial<'a> {
    pub options: &'a ProveOptions,
    /// The tag of its image.
    pub tag: &'a str,
    pub name: &'a str,
    pub probe: Option<Probe>,
    /// The ports that it should listen on.
    pub wanted: Ports,
}

impl Trial<'_> {
    /// Starts the container as [`Self::start`] does, and once more where it exits with 0: what it prints is known only if it prints the same again.
    pub(super) fn start_for_comparison(&self, notes: &mut Vec<String>) -> Result<ContainerStart, String> {
        let mut first = self.start(notes)?;
        if first.printed.is_some() {
            let again = self.start(notes)?;
            first.printed = first.printed.filter(|lines| Some(lines) == again.printed.as_ref());
        }
        Ok(first)
    }

    /// Starts the container, waits for the ports that are wanted, looks at its state, tries its health check, and removes it; a note says if it is
    /// left behind.
    pub(super) fn start(&self, notes: &mut Vec<String>) -> Result<ContainerStart, String> {
        let forced = ["--force", "--volumes"];
        let mut command = Command::new("docker");
        command.args(["container", "rm"]).args(forced).arg(self.name);
        let _even_when_ended_at_once = Cleanup::new(command);
        let start = watch(self);
        notes.extend(docker::remove("container", &forced, self.name).err());
        start
    }
}

fn watch(trial: &Trial<'_>) -> Result<ContainerStart, String> {
    let Trial {
        options, name, wanted, ..
    } = trial;
    let started = docker(&options.run_arguments(trial.tag, name), SHORT, || false)?;
    // The program does not exist in the image, or is not executable.
    if let Some(code @ (126 | 127)) = started.code {
        let said = vec![first_line(&started.err)];
        let state = ContainerState::Exited { code, said };
        return Ok(ContainerStart {
            state,
            ports: None,
            said: Vec::new(),
            printed: None,
        });
    }
    succeeded(started)?;
    // This returns as soon as the container exits.
    let waited = docker(&["container", "wait", name], WATCHED, interrupt::is_requested)?;
    if interrupt::is_requested() {
        return Err("interrupted".into());
    }
    if !waited.stopped {
        succeeded(waited)?;
    }
    // In the host's network there are the ports of everybody.
    let ports = match options.prove_network.as_deref() {
        Some("host") => None,
        _ => ports::awaited(name, wanted)?,
    };
    let said = match &ports {
        Some(found) if !wanted.is_subset(found) => logs(name)?,
        _ => Vec::new(),
    };
    let state = match &trial.probe {
        Some(probe) => health(name, probe),
        None => state(name),
    }?;
    let printed = match state {
        ContainerState::Exited { code: 0, .. } => Some(lines(&docker(&["container", "logs", name], SHORT, || false)?)),
        _ => None,
    };
    Ok(ContainerStart {
        state,
        ports,
        said,
        printed,
    })
}

/// Tries the check until it succeeds, the container exits, or its time is up.
fn health(name: &str, probe: &Probe) -> Result<ContainerState, String> {
    let start = Instant::now();
    let command: Vec<&str> = ["exec", name]
        .into_iter()
        .chain(probe.command.iter().map(String::as_str))
        .collect();
    loop {
        let tried = docker(&command, probe.timeout, interrupt::is_requested)?;
        let state = state(name)?;
        match tried.code {
            _ if state != ContainerState::Running => return Ok(state),
            Some(0) => return Ok(ContainerState::Healthy),
            // A missing program stays missing.
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
    let state = asked(&["container", "inspect", format, name])?;
    match state.trim().split_once(' ') {
        Some(("running", _)) => Ok(ContainerState::Running),
        Some(("exited", code)) => Ok(ContainerState::Exited {
            code: code.parse().map_err(|_| format!("docker gives no exit code: {code}"))?,
            said: logs(name)?,
        }),
        _ => Err(format!("the container is neither running nor exited: {}", state.trim())),
    }
}

fn logs(name: &str) -> Result<Vec<String>, String> {
    let tail = format!("--tail={SHOWN}");
    let ended = docker(&["container", "logs", &tail, name], SHORT, || false)?;
    Ok(last_lines(&ended))
}

fn last_lines(ended: &Ended) -> Vec<String> {
    let mut lines = lines(ended);
    lines.split_off(lines.len().saturating_sub(SHOWN))
}

fn lines(ended: &Ended) -> Vec<String> {
    ended.out.lines().chain(ended.err.lines()).map(printable).collect()
}
