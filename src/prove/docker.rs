//! The docker command: the person's own, as they would type it. Images are only ever named by their tag: to remove one
//! by its ID would take the person's own tags of the same image with it.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::config::Config;
use super::failure::{Failure, printable};
use super::process::{self, Ended};
use crate::input::reason;

/// What answers at once unless the daemon hangs.
const SHORT: Duration = Duration::from_secs(60);

/// So long a container has to show whether it stays up.
const WATCHED: Duration = Duration::from_secs(4);

/// How images are built and proved.
#[derive(Debug, Clone)]
pub struct Options {
    /// Build arguments, `NAME=VALUE`.
    pub build_args: Vec<String>,
    /// The platform to build for.
    pub platform: Option<String>,
    /// Other options for docker build.
    pub others: Vec<String>,
    /// How long a build may take.
    pub limit: Duration,
    /// Start the images, too.
    pub start: bool,
}

impl Options {
    /// Refuses options that would take the images out of the proof's hands: they could replace an image of the person's.
    ///
    /// # Errors
    /// Which option, and why.
    pub fn check(&self) -> Result<(), String> {
        let taken = |argument: &&String| {
            let name = argument.split('=').next().unwrap_or_default();
            let short = |letter: &str| name.starts_with(letter) && !name.starts_with("--");
            matches!(name, "--tag" | "--file" | "--output" | "--push") || ["-t", "-f", "-o"].into_iter().any(short)
        };
        match self.others.iter().find(taken) {
            Some(argument) => Err(format!(
                "--prove-arg={argument}: --prove decides itself what is built and where the image goes"
            )),
            None => Ok(()),
        }
    }

    /// The value of `--name=value` or `--name value` among the other options; docker takes the last.
    fn other(&self, name: &str) -> Option<&str> {
        let pairs = self.others.iter().enumerate();
        let mut values = pairs.filter_map(|(at, argument)| match argument.strip_prefix(name)? {
            "" => self.others.get(at + 1).map(String::as_str),
            rest => rest.strip_prefix('='),
        });
        values.next_back()
    }

    fn build_arguments(&self, tag: &str) -> Vec<String> {
        // With --load the image is there to be looked at whatever the builder; the old builder refuses the option.
        let mut arguments: Vec<String> = ["build", "--progress=plain", "--load"].map(String::from).into();
        arguments.push(format!("--tag={tag}"));
        arguments.extend(self.platform.iter().map(|platform| format!("--platform={platform}")));
        arguments.extend(self.build_args.iter().map(|argument| format!("--build-arg={argument}")));
        arguments.extend(self.others.iter().cloned());
        arguments
    }

    /// A container gets the network that the build was given: where one is needed, the other needs it, too.
    fn run_arguments(&self, tag: &str, name: &str) -> Vec<String> {
        let mut arguments: Vec<String> = ["run", "--detach", "--pull=never"].map(String::from).into();
        arguments.push(format!("--name={name}"));
        let network = self.other("--network").filter(|network| *network != "default");
        arguments.extend(network.map(|network| format!("--network={network}")));
        arguments.push(tag.to_string());
        arguments
    }
}

/// How a container comes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    /// It was still running when it was looked at.
    Running,
    /// It had ended.
    Exited {
        /// With this code.
        code: i32,
        /// The last it said.
        said: Vec<String>,
    },
}

/// Whether images can be built here at all.
///
/// # Errors
/// What is missing, and what to do about it.
pub(super) fn check_availability(options: &Options) -> Result<(), String> {
    let server = docker(&["version", "--format={{.Server.Os}}"], SHORT)?;
    if server.timed_out {
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
    let ended = process::run(&mut command, options.limit).map_err(|error| Failure::Surroundings(cannot_run(&error)))?;
    match ended {
        Ended { code: Some(0), .. } => Ok(()),
        Ended { timed_out: true, .. } => Err(Failure::Surroundings(format!(
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

/// Starts an image and looks how it comes up. The container is removed.
///
/// # Errors
/// What kept docker from starting it or looking at it.
pub(super) fn start(options: &Options, tag: &str, name: &str) -> Result<Start, String> {
    let started = docker(&options.run_arguments(tag, name), SHORT)?;
    let result = match started.code {
        Some(0) => {
            std::thread::sleep(WATCHED);
            state(name)
        }
        // There is no such program in the image, or it is not executable.
        Some(code @ (126 | 127)) => Ok(Start::Exited {
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

fn state(name: &str) -> Result<Start, String> {
    let format = "--format={{.State.Status}} {{.State.ExitCode}}";
    let state = succeeded(docker(&["container", "inspect", format, name], SHORT)?)?;
    match state.out.trim().split_once(' ') {
        Some(("running", _)) => Ok(Start::Running),
        Some(("exited", code)) => {
            let logs = docker(&["container", "logs", "--tail=5", name], SHORT)?;
            let said = logs.out.lines().chain(logs.err.lines()).map(printable).collect();
            let code = code.parse().map_err(|_| format!("docker gives no exit code: {code}"))?;
            Ok(Start::Exited { code, said })
        }
        _ => Err(format!(
            "the container is neither running nor exited: {}",
            state.out.trim()
        )),
    }
}

fn docker<T: AsRef<std::ffi::OsStr>>(arguments: &[T], limit: Duration) -> Result<Ended, String> {
    process::run(Command::new("docker").args(arguments), limit).map_err(|error| cannot_run(&error))
}

fn cannot_run(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no docker command; install docker, or put it in PATH".into(),
        io::ErrorKind::StorageFull => "no space is left for docker's output; make room and run again".into(),
        _ => format!("docker cannot be run: {}", reason(error)),
    }
}

/// The command's result, unless it failed.
fn succeeded(ended: Ended) -> Result<Ended, String> {
    match ended {
        Ended { code: Some(0), .. } => Ok(ended),
        Ended { timed_out: true, .. } => Err("docker does not answer".into()),
        Ended { err, .. } => Err(format!("docker says: {}", first_line(&err))),
    }
}

fn first_line(said: &str) -> String {
    let line = said.lines().map(printable).find(|line| !line.trim().is_empty());
    line.unwrap_or_else(|| "nothing".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(others: &[&str]) -> Options {
        Options {
            build_args: vec!["A=1".into(), "B=x y".into()],
            platform: Some("linux/amd64".into()),
            others: others.iter().map(|argument| argument.to_string()).collect(),
            limit: SHORT,
            start: false,
        }
    }

    #[test]
    fn the_persons_options_follow_the_proofs() {
        assert_eq!(
            options(&["--network", "host"]).build_arguments("p:1"),
            [
                "build",
                "--progress=plain",
                "--load",
                "--tag=p:1",
                "--platform=linux/amd64",
                "--build-arg=A=1",
                "--build-arg=B=x y",
                "--network",
                "host",
            ]
        );
    }

    #[test]
    fn a_container_gets_the_builds_network() {
        let network = |others: &[&str]| {
            let arguments = options(others).run_arguments("p:1", "p-1");
            arguments.into_iter().find(|argument| argument.starts_with("--network"))
        };
        assert_eq!(network(&[]), None);
        assert_eq!(network(&["--network=default"]), None);
        assert_eq!(
            network(&["--network=none", "--network", "host"]).as_deref(),
            Some("--network=host")
        );
        assert_eq!(network(&["--networks=x"]), None);
    }

    #[test]
    fn options_that_move_the_image_are_refused() {
        for refused in [
            "-t",
            "-tmine:1",
            "--tag=mine:1",
            "--push",
            "-o=x",
            "--output",
            "-f",
            "--file=x",
        ] {
            assert!(options(&["--no-cache", refused]).check().is_err(), "{refused}");
        }
        for allowed in ["--target=x", "--no-cache", "--secret=id=a,src=b", "--network", "-q"] {
            assert!(options(&[allowed]).check().is_ok(), "{allowed}");
        }
    }
}
