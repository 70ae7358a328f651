//! Why a build failed: because of the Dockerfile, or because of its surroundings. Only the first says anything about a rewrite, so
//! whatever is not known to be the failure of a step counts as the second.

/// A build that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// A step of the Dockerfile failed: the lines that say which and why.
    Step(Vec<String>),
    /// The build has no result: why, and what a person can do.
    Surroundings(String),
}

/// How many lines of a failed step's output are shown.
const SHOWN: usize = 8;

/// Phrases in a failed step's output, or in Docker's error, that are about the machine and not about the Dockerfile.
const TELLTALES: [(&[&str], &str); 4] = [
    (
        &["no space left on device", "disk quota exceeded"],
        "no space is left on the disk; make room (docker system df) and run again",
    ),
    (
        &[
            "temporary failure in name resolution",
            "temporary failure resolving",
            "could not resolve host",
            "failed to establish a new connection",
            "no such host",
            "network is unreachable",
            "connection timed out",
            "i/o timeout",
            "tls handshake timeout",
        ],
        "the network cannot be reached; see to it (--prove-arg=--network=host where the daemon has no bridge) and run again",
    ),
    (
        &["did not complete successfully: exit code: 137"],
        "a step was killed, as happens when memory runs out; make room and run again",
    ),
    (
        &["unknown flag: --load"],
        "docker would build without BuildKit; install the buildx plugin, or unset DOCKER_BUILDKIT",
    ),
];

impl Failure {
    /// Classifies the output of `docker build --progress=plain`.
    pub(super) fn of(said: &str) -> Self {
        let lines: Vec<String> = said.lines().map(printable).collect();
        let step = failed_step(&lines);
        let last_word = last_word(&lines);
        let haystack = format!("{}\n{last_word}", step.join("\n")).to_lowercase();
        let telltale = TELLTALES
            .iter()
            .find(|(needles, _)| needles.iter().any(|needle| haystack.contains(needle)));
        if let Some((_, advice)) = telltale {
            return Self::Surroundings(format!("{advice} (docker says: {last_word})"));
        }
        let Some((title, output)) = step
            .split_first()
            .filter(|(title, _)| is_own_failure(title, &last_word))
        else {
            return Self::Surroundings(format!("docker build failed: {last_word}"));
        };
        let start = output.len().saturating_sub(SHOWN);
        let mut shown = vec![title.to_string()];
        shown.extend(output[start..].iter().map(|line| line.to_string()));
        shown.push(last_word);
        Self::Step(shown)
    }
}

/// Whether a RUN exited, or a COPY from another stage failed. A file that COPY does not find in the build context may exist
/// elsewhere, and a RUN without an exit code was never started (no network of that name, no such device).
fn is_own_failure(title: &str, last_word: &str) -> bool {
    let copies_from_stage = title.contains("COPY --") && title.contains("--from=");
    let not_found = last_word.contains("not found") || last_word.contains("no such file or directory");
    last_word.contains("did not complete successfully: exit code: ") || (copies_from_stage && not_found)
}

/// The step's title and output, from the block at the end of BuildKit's output: a line of dashes, ` > [2/3] RUN …:`, the
/// output, a line of dashes.
fn failed_step(lines: &[String]) -> Vec<&str> {
    let is_rule = |line: &String| line == "------";
    let Some(start) = (1..lines.len()).rfind(|&at| is_rule(&lines[at - 1]) && lines[at].starts_with(" > ")) else {
        return Vec::new();
    };
    let block = lines[start..].iter().take_while(|line| !is_rule(line));
    block.map(|line| line.trim()).collect()
}

/// Docker's error line, or else its first line of output.
fn last_word(lines: &[String]) -> String {
    let error = lines.iter().rfind(|line| line.starts_with("ERROR: "));
    let full = lines.iter().find(|line| !line.trim().is_empty());
    let word = error.or(full).map_or("it said nothing", |line| line.trim());
    word.trim_start_matches("ERROR: ").to_string()
}

/// The line without control sequences, since it is shown on a terminal, and without the colons with which a GitHub workflow is commanded.
pub(super) fn printable(line: &str) -> String {
    let stripped = anstream::adapter::strip_str(line).to_string();
    let text: String = stripped.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    match text.trim_start().strip_prefix("::") {
        Some(rest) => format!("\\u{{3a}}:{rest}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(title: &str, output: &str, error: &str) -> String {
        format!(
            "#4 [1/2] FROM x\n#4 CACHED\n------\n > {title}:\n{output}\n------\nDockerfile:2\n--------------------\n   2 | >>> RUN no such host\n--------------------\nERROR: failed to solve: {error}\n"
        )
    }

    fn advice(said: &str) -> String {
        match Failure::of(said) {
            Failure::Surroundings(advice) => advice,
            Failure::Step(lines) => panic!("{lines:?}"),
        }
    }

    #[test]
    fn a_step_that_ran_and_failed_is_the_dockerfiles_own() {
        let error = "process \"/bin/sh -c false\" did not complete successfully: exit code: 1";
        let output: String = (0..20)
            .map(|n| format!("0.{n} line \u{1b}[31m{n}\u{1b}[0m\n"))
            .collect();
        let Failure::Step(lines) = Failure::of(&step("[2/2] RUN false", output.trim_end(), error)) else {
            panic!("not the Dockerfile's own");
        };
        assert_eq!(lines.len(), SHOWN + 2);
        assert_eq!(lines[0], "> [2/2] RUN false:");
        assert_eq!(lines[SHOWN], "0.19 line 19");
        assert!(lines[SHOWN + 1].ends_with("exit code: 1"));
        let missing = "lstat /var/lib/docker/tmp/mount1/nothere: no such file or directory";
        assert!(matches!(
            Failure::of(&step("[2/2] COPY --from=q /nothere /x", "", missing)),
            Failure::Step(_)
        ));
    }

    #[test]
    fn what_the_machine_lacks_is_told_apart_from_a_failed_step() {
        let failed = "process \"/bin/sh -c pip install x\" did not complete successfully: exit code: 1";
        let full = step(
            "[2/2] RUN pip",
            "0.1 OSError: [Errno 28] No space left on device",
            failed,
        );
        assert!(advice(&full).starts_with("no space is left"));
        let offline = step("[2/2] RUN pip", "0.1 Temporary failure in name resolution", failed);
        assert!(advice(&offline).starts_with("the network"));
        let killed = step("[2/2] RUN pip", "", &failed.replace("code: 1", "code: 137"));
        assert!(advice(&killed).starts_with("a step was killed"));
    }

    #[test]
    fn what_is_not_known_to_be_a_steps_failure_says_nothing_about_the_dockerfile() {
        let failed = "process \"/bin/sh -c x\" did not complete successfully: network bridge not found";
        for said in [
            "ERROR: docker exporter does not currently support exporting manifest lists\n",
            "ERROR: failed to solve: target stage \"nope\" could not be found\n",
            "unknown flag: --wat\nSee 'docker buildx build --help'.\n",
            "ERROR: Cannot connect to the Docker daemon at unix:///nope. Is the docker daemon running?\n",
            "ERROR: rpc error: code = Unavailable desc = error reading from server: EOF\n",
            "",
            &step("[2/2] RUN x", "", failed),
            &step("[2/2] RUN x --from=y", "", failed),
            &step("[2/2] COPY --chown=1 a /b", "", "\"/a\": not found"),
            &step(
                "[2/2] COPY a /b",
                "",
                "failed to calculate checksum of ref x: \"/a\": not found",
            ),
        ] {
            assert!(advice(said).starts_with("docker build failed: "), "{said}");
        }
    }
}
