//! `expect.toml`: what must come of a service.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Deserialize;

use super::docker::Result;
use super::port::Behaviour;

/// `expect.toml`. What is not said is not expected: a rule that is in neither list must have nothing to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The rows of `rules.md` that the service stands for.
    pub covers: String,
    /// The directory with the service, from the crate's root; else the one with `expect.toml`.
    pub directory: Option<PathBuf>,
    /// The Dockerfile in that directory.
    #[serde(default = "dockerfile")]
    pub dockerfile: String,
    /// The build context in that directory; else the directory.
    #[serde(default)]
    pub context: PathBuf,
    /// Images that not every engine has; without one the service is ignored.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Whether the context gets the directory `wheels` with the package `greet`, which pip can install without a network.
    #[serde(default)]
    pub wheels: bool,
    /// The directory of a project in the context that gets `backend.py`, with which pip builds what is in its `src` without a network.
    pub backend: Option<PathBuf>,
    /// More arguments for lucid-fix.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// The rules of which something is fixed.
    fixed: BTreeSet<String>,
    /// What stays: a code, and what must stand in the finding (`LF001: a venv`).
    #[serde(default)]
    remaining: Vec<String>,
    /// Lines that the rewritten Dockerfile must have.
    #[serde(default)]
    pub lines: Vec<String>,
    /// ENTRYPOINT and CMD of the rewritten image.
    pub command: Option<(Vec<String>, Vec<String>)>,
    /// How containers come up.
    #[serde(default)]
    pub run: Vec<Run>,
    /// What the health check finds.
    #[serde(default)]
    pub health: Vec<Health>,
}

/// A way to start the image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Arguments for `docker run`, before the image.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Arguments after the image.
    #[serde(default)]
    pub command: Vec<String>,
    /// The whole standard output, less white space around it.
    pub prints: String,
    /// The standard output before the rewrite, where what it tells of is what the rewrite changes.
    pub prints_before: Option<String>,
    /// The exit code; -1 for a container that is still up after two seconds.
    #[serde(default)]
    pub exit: i32,
    /// The exit code before the rewrite, where that image could never start. Its output does not matter then.
    pub exit_before: Option<i32>,
}

/// What the health check says of a port.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// The port, on the loopback interface.
    pub port: u16,
    /// How it behaves.
    pub when: Behaviour,
    /// The exit code.
    pub exit: i32,
    /// The exit code before the rewrite, where it was another; a silent port is not tried before.
    pub exit_before: Option<i32>,
    /// Arguments for `docker run`, before the image.
    #[serde(default)]
    pub arguments: Vec<String>,
}

fn dockerfile() -> String {
    "Dockerfile".to_string()
}

/// The exit code of a container that is still up.
pub const STAYS_UP: i32 = -1;

impl Expect {
    /// Compares what lucid-fix says with what is expected. A finding reads
    /// `Dockerfile:1:1: LF002 message [fixable]`.
    pub fn compare(&self, said: &str) -> Result<()> {
        let mut fixed = BTreeSet::new();
        let mut open = self.remaining.clone();
        for line in said.lines() {
            let Some((code, message)) = line.split_once(": ").and_then(|(_, rest)| rest.split_once(' ')) else {
                continue;
            };
            if !code.starts_with("LF") {
                continue;
            }
            if message.contains("[fixable") {
                fixed.insert(code.to_string());
                continue;
            }
            let matches = |entry: &String| {
                let (wanted, part) = entry.split_once(": ").unwrap_or((entry, ""));
                wanted == code && message.contains(part)
            };
            if !self.remaining.iter().any(matches) {
                return Err(format!("unexpected: {code} {message}"));
            }
            open.retain(|entry| !matches(entry));
        }
        if !open.is_empty() {
            return Err(format!("not said: {}", open.join(", ")));
        }
        if fixed != self.fixed {
            return Err(format!("fixed {fixed:?} instead of {:?}", self.fixed));
        }
        Ok(())
    }
}
