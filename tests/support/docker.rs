//! The ordinary `docker` command, with a limit on everything that could hang, and names that are given back.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What went wrong, for a person.
pub type Result<T> = std::result::Result<T, String>;

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs a command to its end, and ends it when it takes longer than `limit`.
pub fn run(command: &mut Command, limit: Duration) -> Result<Ended> {
    let fail = |error: std::io::Error| format!("cannot run it: {error}");
    // Files, unlike pipes, cannot fill up while nobody reads.
    let (mut out, mut err) = (tempfile::tempfile().map_err(fail)?, tempfile::tempfile().map_err(fail)?);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone().map_err(fail)?)
        .stderr(err.try_clone().map_err(fail)?)
        .spawn()
        .map_err(fail)?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(fail)? {
            break status;
        }
        if start.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            let tail = tail(&text(&mut err), 20);
            return Err(format!("no end after {} s\n{tail}", limit.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    Ok(Ended {
        code: status.code(),
        out: text(&mut out),
        err: text(&mut err),
    })
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.rewind();
    let _ = file.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The last lines of a text.
pub fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// What runc says when the process of a container is lost before it runs a word of the image: on a busy machine it happens once in some thousand
/// starts, whatever the image.
const NEVER_STARTED: &str = "waiting for init preliminary setup";

/// Runs `docker` with arguments, at most three times where the engine lost the container before it started.
pub fn docker(arguments: &[&str], limit: Duration) -> Result<Ended> {
    for _ in 0..2 {
        let ended = docker_once(arguments, limit)?;
        if ended.code == Some(0) || !ended.err.contains(NEVER_STARTED) {
            return Ok(ended);
        }
        if let [.., "--name", name] = &arguments[..arguments.len().min(3)] {
            docker_once(&["rm", "--force", "--volumes", name], limit)?;
        }
    }
    docker_once(arguments, limit)
}

fn docker_once(arguments: &[&str], limit: Duration) -> Result<Ended> {
    run(Command::new("docker").args(arguments), limit)
        .map_err(|error| format!("docker {}: {error}", arguments.join(" ")))
}

/// A quick question to the daemon that must succeed: its answer.
pub fn ask(arguments: &[&str]) -> Result<String> {
    let ended = docker(arguments, Duration::from_secs(20))?;
    match ended.code {
        Some(0) => Ok(ended.out.trim().to_string()),
        _ => Err(format!("docker {}: {}", arguments.join(" "), tail(&ended.err, 5))),
    }
}

/// A tag of our own. The tag is removed in the end, never the ID: others may have given the same image a name.
#[derive(Debug)]
pub struct Tag(pub String);

impl Tag {
    /// Builds an image and gives it the tag. A build that fails is an error with the end of its log.
    pub fn build(name: &str, arguments: &[&str], context: &str) -> Result<Self> {
        let tag = Self(name.to_string());
        let mut all = vec!["build", "--progress=plain", "--network=host", "-t", name];
        all.extend(arguments);
        all.push(context);
        let ended = docker(&all, Duration::from_secs(180))?;
        match ended.code {
            Some(0) => Ok(tag),
            _ => Err(tail(&ended.err, 30)),
        }
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        let _ = docker(&["image", "rm", &self.0], Duration::from_secs(30));
    }
}

/// A container of our own, removed in the end whatever it does then.
#[derive(Debug)]
pub struct Container(pub String);

impl Drop for Container {
    fn drop(&mut self) {
        let _ = docker(&["rm", "--force", "--volumes", &self.0], Duration::from_secs(30));
    }
}

/// The configuration of an image.
pub fn config(tag: &Tag) -> Result<serde_json::Value> {
    let json = ask(&["image", "inspect", "-f", "{{json .Config}}", &tag.0])?;
    serde_json::from_str(&json).map_err(|error| format!("{json}: {error}"))
}

/// The words of an array; none where there is no array.
pub fn words(value: &serde_json::Value) -> Vec<String> {
    let words = value.as_array().map(Vec::as_slice).unwrap_or_default();
    words
        .iter()
        .map(|word| word.as_str().unwrap_or_default().to_string())
        .collect()
}

/// The seconds from the first of two times to the second, `2026-11-23T13:02:20.123456789Z 2026-11-23T13:02:21.5Z`, which are less than half a day
/// apart. The engine notes the start after the process has started, so a command that ends at once can have ended before: that took no time.
pub fn seconds_between(times: &str) -> Option<f64> {
    const DAY: f64 = 24.0 * 3600.0;
    let (from, to) = times.split_once(' ')?;
    let seconds = (clock(to)? - clock(from)?).rem_euclid(DAY);
    Some(if seconds > DAY / 2.0 { 0.0 } else { seconds })
}

fn clock(time: &str) -> Option<f64> {
    let (_, time) = time.trim_end_matches('Z').split_once('T')?;
    time.split(':')
        .try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))
}
