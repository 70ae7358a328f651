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
    /// How long a build may take.
    pub limit: Duration,
    /// Whether to start the images too.
    pub start: bool,
}

impl ProveOptions {
    /// Refuses options that change what is built or where the image goes: they could replace one of the user's images.
    ///
    /// # Errors
    /// Which option, and why.
    pub(crate) fn check(&self) -> Result<(), String> {
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

    /// A container gets the network of the build: if the build needs it, so does the container.
    pub(super) fn run_arguments(&self, tag: &str, name: &str) -> Vec<String> {
        let mut arguments: Vec<String> = ["run", "--detach", "--pull=never"].map(String::from).into();
        arguments.push(format!("--name={name}"));
        let network = self.other("--network").filter(|network| *network != "default");
        arguments.extend(network.map(|network| format!("--network={network}")));
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
