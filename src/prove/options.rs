//! The options of the builds, and the arguments for docker.

use std::num::NonZeroU64;

use clap::{Args, ValueEnum};

use crate::context::BuildInputs;
use crate::text::at_least_one;

/// How images are built and proved.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Proof")]
pub struct ProveOptions {
    /// With --diff or --write: build each changed file with Docker, before and after the rewrite, and keep the change
    /// only if nothing gets worse; --prove=run also starts both images for a few seconds and tries their health checks
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "build")]
    #[arg(value_enum, hide_possible_values = true)]
    pub prove: Option<Prove>,

    /// Set a build argument for the builds of the proof (repeatable)
    #[arg(long, value_name = "NAME=VALUE", requires = "prove")]
    pub build_arg: Vec<String>,

    /// Platform of the builds of the proof
    #[arg(long, requires = "prove")]
    pub platform: Option<String>,

    /// Pass another option to docker build, such as --prove-arg=--network=host (repeatable)
    #[arg(long, value_name = "OPTION", requires = "prove", allow_hyphen_values = true)]
    pub prove_arg: Vec<String>,

    /// Network of the containers that --prove=run starts, such as bridge or host [default: none]
    #[arg(long, value_name = "NETWORK", requires = "prove")]
    pub prove_network: Option<String>,

    /// Stop a build of the proof after this time and leave the file as it is [default: 600]
    #[arg(long, value_name = "SECONDS", requires = "prove")]
    #[arg(default_value = "600", hide_default_value = true, value_parser = at_least_one::<NonZeroU64>)]
    pub prove_timeout: NonZeroU64,
}

/// What a proof does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Prove {
    /// Build the images.
    Build,
    /// Build the images and start them.
    Run,
}

/// Limits that a small service does not reach, and of Docker's default capabilities those over its own files, users
/// and ports: without them a service that runs as root may fail where it works in production, and prove nothing.
const RUN_OPTIONS: &str = "--detach --pull=never --no-healthcheck --memory=2g --pids-limit=1024 --cap-drop=ALL --cap-add=CHOWN \
    --cap-add=DAC_OVERRIDE --cap-add=FOWNER --cap-add=KILL --cap-add=NET_BIND_SERVICE --cap-add=SETGID --cap-add=SETUID";

impl ProveOptions {
    /// Refuses options that change what is built or where the image goes: they could replace one of the user's images.
    pub(crate) fn check(&self) -> Result<(), String> {
        let taken = |argument: &&String| {
            let name = argument.split('=').next().unwrap_or_default();
            // Short options without a value may be combined with one that has a value: `-qtNAME`.
            let short = name
                .strip_prefix('-')
                .map(|letters| letters.trim_start_matches(['q', 'D']));
            matches!(name, "--tag" | "--file" | "--output" | "--push")
                || short.is_some_and(|letters| letters.starts_with(['t', 'f', 'o']))
        };
        match self.prove_arg.iter().find(taken) {
            Some(argument) => Err(format!(
                "--prove-arg={argument}: --prove decides itself what is built and where the image goes"
            )),
            None => Ok(()),
        }
    }

    /// The value of `--name=value` or `--name value` among the other options; the last one counts.
    pub(super) fn other(&self, name: &str) -> Option<&str> {
        let pairs = self.prove_arg.iter().enumerate();
        let mut values = pairs.filter_map(|(at, argument)| match argument.strip_prefix(name)? {
            "" => self.prove_arg.get(at + 1).map(String::as_str),
            rest => rest.strip_prefix('='),
        });
        values.next_back()
    }

    /// What the person asks for comes last, and so goes over what the repository says.
    pub(super) fn build_arguments(&self, inputs: &BuildInputs, tag: &str) -> Vec<String> {
        // --load makes the image available with every builder; the legacy builder refuses the option.
        let mut arguments: Vec<String> = ["build", "--progress=plain", "--load"].map(String::from).into();
        arguments.push(format!("--tag={tag}"));
        let pairs = |(name, value): &(String, String)| format!("{name}={value}");
        let contexts: Vec<String> = inputs.contexts.iter().map(pairs).collect();
        let written: Vec<String> = inputs.arguments.iter().map(pairs).collect();
        for (option, values) in [
            ("build-context", &contexts[..]),
            ("build-arg", &written),
            ("target", inputs.target.as_slice()),
            ("platform", self.platform.as_slice()),
            ("build-arg", &self.build_arg),
        ] {
            arguments.extend(values.iter().map(|value| format!("--{option}={value}")));
        }
        arguments.extend(self.prove_arg.iter().cloned());
        arguments
    }

    pub(super) fn run_arguments(&self, tag: &str, name: &str) -> Vec<String> {
        let mut arguments = vec!["run".to_string(), format!("--name={name}")];
        match &self.prove_network {
            Some(network) => arguments.push(format!("--network={network}")),
            // A container's own name resolves on a network; without one only this name does.
            None => arguments.extend(["--network=none", "--hostname=localhost"].map(String::from)),
        }
        arguments.extend(RUN_OPTIONS.split(' ').map(String::from));
        arguments.push(tag.to_string());
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(others: &[&str]) -> ProveOptions {
        ProveOptions {
            prove: Some(Prove::Build),
            build_arg: vec!["A=1".into(), "B=x y".into()],
            platform: Some("linux/amd64".into()),
            prove_arg: others.iter().map(|argument| argument.to_string()).collect(),
            prove_network: None,
            prove_timeout: NonZeroU64::MIN,
        }
    }

    #[test]
    fn the_last_value_of_an_option_counts() {
        let other = |others: &[&str]| options(others).other("--network").map(str::to_string);
        assert_eq!(other(&["--network", "host", "--network=none"]).as_deref(), Some("none"));
        assert_eq!(other(&["--quiet", "--network", "host"]).as_deref(), Some("host"));
        assert_eq!(other(&["--network-x=host", "--network"]), None);
    }

    #[test]
    fn the_persons_options_follow_the_proofs_and_the_repositorys() {
        let inputs = BuildInputs {
            arguments: vec![("A".into(), "0".into())],
            contexts: vec![("base".into(), "/b".into())],
            target: Some("run".into()),
            fault: None,
        };
        assert_eq!(
            options(&["--network", "host"]).build_arguments(&inputs, "p:1"),
            [
                "build",
                "--progress=plain",
                "--load",
                "--tag=p:1",
                "--build-context=base=/b",
                "--build-arg=A=0",
                "--target=run",
                "--platform=linux/amd64",
                "--build-arg=A=1",
                "--build-arg=B=x y",
                "--network",
                "host",
            ]
        );
    }

    #[test]
    fn a_container_has_no_network_unless_asked() {
        let with = |network: Option<&str>| {
            let network = network.map(String::from);
            let options = ProveOptions {
                prove_network: network,
                ..options(&["--network=host"])
            };
            options.run_arguments("p:1", "p-1").join(" ")
        };
        assert!(with(None).starts_with("run --name=p-1 --network=none --hostname=localhost --detach "));
        assert!(with(Some("host")).starts_with("run --name=p-1 --network=host --detach "));
        assert!(with(None).contains(" --memory=2g --pids-limit=1024 --cap-drop=ALL "));
        assert!(with(None).ends_with(" p:1"));
    }

    #[test]
    fn options_that_move_the_image_are_refused() {
        for refused in [
            "-t",
            "-tmine:1",
            "-qtmine:1",
            "-qf",
            "-Dqo=x",
            "--tag=mine:1",
            "--push",
            "-o=x",
            "--output",
            "-f",
            "--file=x",
        ] {
            assert!(options(&["--no-cache", refused]).check().is_err(), "{refused}");
        }
        for allowed in [
            "--target=x",
            "--no-cache",
            "--secret=id=a,src=b",
            "--network",
            "-q",
            "-qm1g",
        ] {
            assert!(options(&[allowed]).check().is_ok(), "{allowed}");
        }
    }
}
