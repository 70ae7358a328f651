//! The options of the builds, and the arguments for docker.

use std::time::Duration;

/// How images are built and proved.
#[derive(Debug, Clone)]
pub(crate) struct ProveOptions {
    /// Build arguments, `NAME=VALUE`.
    pub build_args: Vec<String>,
    /// The platform to build for.
    pub platform: Option<String>,
    /// Other options for docker build.
    pub others: Vec<String>,
    /// The network of the containers; without one they have only their loopback interface.
    pub network: Option<String>,
    /// How long a build may take.
    pub limit: Duration,
    /// Whether to start the images too.
    pub start: bool,
}

/// Limits that a small service does not reach, and of Docker's default capabilities those over its own files, users
/// and ports: without them a service that runs as root may fail where it works in production, and prove nothing.
const RUN_OPTIONS: [&str; 13] = [
    "--detach",
    "--pull=never",
    "--no-healthcheck",
    "--memory=2g",
    "--pids-limit=1024",
    "--cap-drop=ALL",
    "--cap-add=CHOWN",
    "--cap-add=DAC_OVERRIDE",
    "--cap-add=FOWNER",
    "--cap-add=KILL",
    "--cap-add=NET_BIND_SERVICE",
    "--cap-add=SETGID",
    "--cap-add=SETUID",
];

impl ProveOptions {
    /// Refuses options that change what is built or where the image goes: they could replace one of the user's images.
    ///
    /// # Errors
    /// Which option, and why.
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
        match self.others.iter().find(taken) {
            Some(argument) => Err(format!(
                "--prove-arg={argument}: --prove decides itself what is built and where the image goes"
            )),
            None => Ok(()),
        }
    }

    /// The value of `--name=value` or `--name value` among the other options; the last one counts.
    pub(super) fn other(&self, name: &str) -> Option<&str> {
        let pairs = self.others.iter().enumerate();
        let mut values = pairs.filter_map(|(at, argument)| match argument.strip_prefix(name)? {
            "" => self.others.get(at + 1).map(String::as_str),
            rest => rest.strip_prefix('='),
        });
        values.next_back()
    }

    pub(super) fn build_arguments(&self, tag: &str) -> Vec<String> {
        // --load makes the image available with every builder; the legacy builder refuses the option.
        let mut arguments: Vec<String> = ["build", "--progress=plain", "--load"].map(String::from).into();
        arguments.push(format!("--tag={tag}"));
        arguments.extend(self.platform.iter().map(|platform| format!("--platform={platform}")));
        arguments.extend(self.build_args.iter().map(|argument| format!("--build-arg={argument}")));
        arguments.extend(self.others.iter().cloned());
        arguments
    }

    pub(super) fn run_arguments(&self, tag: &str, name: &str) -> Vec<String> {
        let mut arguments = vec!["run".to_string(), format!("--name={name}")];
        match &self.network {
            Some(network) => arguments.push(format!("--network={network}")),
            // A container's own name resolves on a network; without one only this name does.
            None => arguments.extend(["--network=none", "--hostname=localhost"].map(String::from)),
        }
        arguments.extend(RUN_OPTIONS.map(String::from));
        arguments.push(tag.to_string());
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(others: &[&str]) -> ProveOptions {
        ProveOptions {
            build_args: vec!["A=1".into(), "B=x y".into()],
            platform: Some("linux/amd64".into()),
            others: others.iter().map(|argument| argument.to_string()).collect(),
            network: None,
            limit: Duration::from_secs(60),
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
    fn a_container_has_no_network_unless_asked() {
        let with = |network: Option<&str>| {
            let network = network.map(String::from);
            let options = ProveOptions {
                network,
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
