//! `--prove` with a docker that is a script of our own (tests/prove/docker.sh): what it is asked, and what follows from
//! what it answers. One test at the end uses the real one.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const NONCONFORMING: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";

/// A service in a directory of its own, and beside it the directory that docker is found in.
struct Service {
    directory: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prove/docker.sh");
        fs::create_dir(directory.path().join("bin")).unwrap();
        std::os::unix::fs::symlink(script, directory.path().join("bin/docker")).unwrap();
        let service = Self { directory };
        fs::create_dir(service.root()).unwrap();
        service.put("Dockerfile", NONCONFORMING);
        service.put("main.py", "print('hello')\n");
        service
    }

    fn root(&self) -> PathBuf {
        self.directory.path().canonicalize().unwrap().join("svc")
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.root().join(name), text).unwrap();
    }

    fn text(&self) -> String {
        fs::read_to_string(self.root().join("Dockerfile")).unwrap()
    }

    fn log(&self, suffix: &str) -> String {
        fs::read_to_string(self.directory.path().join(format!("log{suffix}"))).unwrap_or_default()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
        command.args(arguments).current_dir(self.root());
        for name in ["DOCKER_BUILDKIT", "BUILDX_BUILDER"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs with the script as docker, which plays the part.
    fn run(&self, part: &str, arguments: &[&str]) -> Said {
        self.run_with(part, arguments, &[])
    }

    fn run_with(&self, part: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let log = self.directory.path().join("log");
        let _ = fs::remove_file(&log);
        let path = format!(
            "{}:{}",
            self.directory.path().join("bin").display(),
            std::env::var("PATH").unwrap()
        );
        let mut command = self.command(arguments);
        command.env("PATH", path).env("FAKE", part).env("FAKE_LOG", &log);
        Said::from(command.envs(environment.iter().copied()).output().unwrap())
    }

    fn calls(&self, start: &str) -> Vec<String> {
        let log = self.log("");
        let calls = log.lines().filter(|line| line.starts_with(start));
        calls.map(str::to_string).collect()
    }
}

#[derive(Debug)]
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The table's cells of the one file.
fn row(said: &Said) -> Vec<&str> {
    let table = said
        .err
        .lines()
        .skip_while(|line| !line.contains("built before"))
        .nth(1);
    table
        .unwrap_or_else(|| panic!("no table: {}", said.err))
        .split("  ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect()
}

#[test]
fn what_builds_before_and_after_is_written_with_what_changed() {
    let service = Service::new();
    let said = service.run("", &["--write", "--prove"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_ne!(service.text(), NONCONFORMING);
    assert_eq!(
        (service.log(".before"), service.log(".after")),
        (NONCONFORMING.into(), service.text())
    );
    assert_eq!(row(&said), ["Dockerfile", "yes", "yes"]);
    assert!(
        said.err
            .contains("Dockerfile: image: Entrypoint [\"python3\"] → none\n"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("Dockerfile: image: size 296 MB → 88 MB\n"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("images: 296 MB before, 88 MB after\n"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("image: Env"), "{}", said.err);
    assert!(service.calls("run").is_empty());
}

#[test]
fn each_build_gets_the_persons_options_the_context_and_a_tag_of_its_own() {
    let service = Service::new();
    let options = [
        "--build-arg=A=x y",
        "--platform",
        "linux/amd64",
        "--prove-arg",
        "--network=host",
    ];
    service.run("", &[&["--diff", "--prove=run"][..], &options].concat());
    let builds = service.calls("build --");
    assert_eq!(builds.len(), 2);
    let mut tags = BTreeSet::new();
    for (build, side) in builds.iter().zip(["before", "after"]) {
        let (start, rest) = build.split_once("--tag=").unwrap();
        assert_eq!(start, "build --progress=plain --load ");
        let (tag, rest) = rest.split_once(' ').unwrap();
        assert!(tag.starts_with("lucid-fix-prove:") && tag.ends_with(side), "{tag}");
        tags.insert(tag.to_string());
        let (options, file) = rest.split_once(" --file ").unwrap();
        assert_eq!(options, "--platform=linux/amd64 --build-arg=A=x y --network=host");
        let (file, context) = file.split_once(' ').unwrap();
        assert_eq!(context, service.root().to_str().unwrap());
        assert!(!file.starts_with(context) && !Path::new(file).exists(), "{file}");
    }
    // Every tag is removed, and nothing but tags: an ID would take the person's own tags of the image along.
    let removed: BTreeSet<_> = service
        .calls("image rm ")
        .iter()
        .map(|call| call[9..].to_string())
        .collect();
    assert_eq!((removed, tags.len()), (tags.clone(), 2));
    service.run("", &["--diff", "--prove"]);
    assert!(service.calls("image rm ").iter().all(|call| !tags.contains(&call[9..])));
    assert!(!service.log("").contains("sha256"));
}

#[test]
fn a_build_is_given_what_the_file_that_defines_it_gives() {
    let service = Service::new();
    let compose = |context: &str| {
        format!(
            "services:\n  web:\n    build:\n      context: .\n      target: runtime\n      args: {{A: \"1\", B: \"${{B:-x y}}\", C: }}\n      \
             additional_contexts: {{common: {context}, base: docker-image://python:3.11}}\n"
        )
    };
    fs::create_dir(service.root().join("common")).unwrap();
    service.put("compose.yaml", &compose("./common"));
    service.put("Dockerfile", &NONCONFORMING.replace("12\n", "12 AS runtime\n"));
    let said = service.run(
        "",
        &["--diff", "--prove", "--build-arg=A=2", "--prove-arg=--target=other"],
    );
    let builds = service.calls("build --");
    assert_eq!(builds.len(), 2, "{}", said.err);
    let options = format!(
        " --build-context=base=docker-image://python:3.11 --build-context=common={} --build-arg=A=1 --build-arg=B=x y --target=runtime \
         --build-arg=A=2 --target=other --file ",
        service.root().join("common").display()
    );
    assert!(builds.iter().all(|build| build.contains(&options)), "{builds:?}");

    service.put("compose.yaml", &compose("service:other"));
    let said = service.run("", &["--diff", "--prove"]);
    let fault = "not proved, so left as it was: compose.yaml:4 gives it the context `common`, which is not a directory: `service:other`";
    assert!(said.code == 2 && said.err.contains(fault), "{}", said.err);
    assert!(service.calls("build --").is_empty());
}

#[test]
fn a_container_has_the_network_that_the_person_names_and_is_removed() {
    let service = Service::new();
    for (arguments, network) in [(&[][..], "none"), (&["--prove-network=host"], "host")] {
        service.run(
            "before-exits",
            &[&["--diff", "--prove=run", "--prove-arg=--network=x"], arguments].concat(),
        );
        // Which ports the container itself opens shows in a network of its own alone.
        let looks = service.calls("exec").len();
        assert_eq!(looks == 0, network == "host", "{looks}");
        let (runs, removals) = (service.calls("run"), service.calls("container rm --force --volumes "));
        assert_eq!((runs.len(), removals.len()), (2, 2));
        for (run, removal) in runs.iter().zip(removals) {
            let name = removal.rsplit(' ').next().unwrap();
            let start = format!("run --name={name} --network={network} ");
            assert!(run.starts_with(&start) && run.contains(" --cap-drop=ALL "), "{run}");
        }
    }
}

#[test]
fn health_checks_are_tried_before_and_after() {
    let cases = [
        ("after-late", ["healthy", "healthy"], true, ""),
        (
            "after-sick",
            ["healthy", "unhealthy"],
            false,
            "\n    BlockingIOError: [Errno 115]\n",
        ),
        (
            "after-sick-silently",
            ["healthy", "unhealthy"],
            false,
            "\n    KeyError: 'PORT'\n",
        ),
        (
            "after-check-hangs",
            ["healthy", "unhealthy"],
            false,
            "\n    the health check gave no answer within 1s\n",
        ),
        ("after-dies-of-check", ["healthy", "exit 1"], false, "it exits with 1"),
        ("before-lacks-curl", ["unhealthy", "healthy"], true, ""),
        (
            "before-lacks-curl after-lacks-curl",
            ["unhealthy", "unhealthy"],
            true,
            "",
        ),
        (
            "before-lacks-curl after-exits",
            ["unhealthy", "exit 1"],
            false,
            "it exits with 1",
        ),
    ];
    let check = |(part, cells, kept, words): (&str, [&str; 2], bool, &str)| {
        let service = Service::new();
        let part = format!("before-check after-check {part}");
        let said = service.run(&part, &["--write", "--prove=run"]);
        assert_eq!(row(&said)[3..], cells, "{part}: {}", said.err);
        assert_eq!(service.text() != NONCONFORMING, kept, "{part}");
        assert!(said.err.contains(words), "{part}: {}", said.err);
        let verdict = "left as it was: its health check succeeds, but as rewritten it fails; find the rule";
        assert_eq!(said.err.contains(verdict), cells == ["healthy", "unhealthy"]);
        assert_eq!(service.calls("container rm").len(), 2);
        let mut tries = service.calls("exec lucid-fix-");
        tries.retain(|call| !call.contains("/proc/net/tcp"));
        assert!(tries.iter().all(|call| call.ends_with(" probe -c a b")), "{tries:?}");
    };
    // A check that fails is tried for some seconds.
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(move || check(case));
        }
    });
}

#[test]
fn the_report_has_the_sizes_of_the_images() {
    let service = Service::new();
    let shown = |format: &str| {
        let output = format!("--output-format={format}");
        service.run("", &["--write", "--prove", &output]).out
    };
    let json = shown("json");
    let sizes = "\"image_sizes\":{\"before\":296400000,\"after\":87700000}";
    let compact: String = json.split_whitespace().collect();
    assert_eq!(compact.matches(sizes).count(), 2, "{json}");
    service.put("Dockerfile", NONCONFORMING);
    assert!(shown("markdown").contains("- **Images:** 296 MB before, 88 MB after\n"));
}

#[test]
fn both_containers_are_asked_for_the_ports_that_the_image_exposes() {
    for (part, looks, kept) in [
        ("before-listens-late after-listens-late", [3, 3], true),
        // And the second one for those that the first one opens.
        ("before-listens-to-more after-listens-to-more-late", [1, 3], true),
        ("lacks-python3", [0, 0], true),
        ("after-is-deaf", [1, 2], false),
    ] {
        let service = Service::new();
        let said = service.run(part, &["--write", "--prove=run"]);
        assert_eq!(service.text() != NONCONFORMING, kept, "{part}: {}", said.err);
        let looked = |side: &str| service.log(&format!(".looks-{side}")).lines().count();
        assert!(looked("before") == looks[0] && looked("after") >= looks[1], "{part}");
        let verdict = "it listens on port 8000, but as rewritten it does not; find the rule";
        assert_eq!(said.err.contains(verdict), !kept, "{}", said.err);
        assert_eq!(said.err.contains("\n    KeyError: 'PORT'\n"), !kept, "{}", said.err);
    }
}

#[test]
fn a_rewrite_that_takes_a_build_or_a_start_away_is_held_back() {
    for (part, how, cells, words) in [
        (
            "after-fails",
            "--prove",
            &["yes", "no"][..],
            "it builds, but not as rewritten",
        ),
        (
            "after-exits",
            "--prove=run",
            &["yes", "yes", "running", "exit 1"],
            "as rewritten it exits with 1",
        ),
        (
            "after-lacks-program",
            "--prove=run",
            &["yes", "yes", "running", "exit 127"],
            "exits with 127",
        ),
    ] {
        let service = Service::new();
        let written = service.run(part, &["--write", how]);
        assert_eq!(
            (written.code, service.text()),
            (2, NONCONFORMING.into()),
            "{}",
            written.err
        );
        assert_eq!(row(&written)[1..], *cells);
        assert!(
            written.err.contains(words) && written.err.contains("(applied: LF"),
            "{}",
            written.err
        );
        assert!(
            written.err.contains("0 files rewritten, 0 findings fixed"),
            "{}",
            written.err
        );
        assert_eq!(service.calls("image rm").len(), 2);
        let diffed = service.run(part, &["--diff", how]);
        assert_eq!((diffed.code, &*diffed.out), (2, ""), "{}", diffed.err);
    }
}

#[test]
fn what_did_not_work_before_may_change() {
    for (part, how, cells) in [
        ("before-fails", "--prove", &["no", "yes"][..]),
        ("before-fails after-fails", "--prove", &["no", "no"]),
        ("before-exits", "--prove=run", &["yes", "yes", "exit 1", "running"]),
        (
            "before-exits after-exits",
            "--prove=run",
            &["yes", "yes", "exit 1", "exit 1"],
        ),
    ] {
        let service = Service::new();
        let said = service.run(part, &["--write", how]);
        assert_eq!(
            (said.code, row(&said)[1..].to_vec()),
            (0, cells.to_vec()),
            "{}",
            said.err
        );
        assert_ne!(service.text(), NONCONFORMING);
        for (note, cause) in [
            ("it did not build before, and", "before-fails"),
            ("its container already exits with 1 before the rewrite", "before-exits"),
        ] {
            assert_eq!(said.err.contains(note), part.starts_with(cause), "{}", said.err);
        }
    }
}

#[test]
fn what_cannot_be_found_out_is_said_and_leaves_the_file_alone() {
    for (part, how, words) in [
        (
            "no-daemon",
            "--prove",
            "no docker daemon can be reached (Cannot connect to the Docker daemon at unix:///nope.",
        ),
        ("no-buildx", "--prove", "docker has no buildx"),
        ("podman", "--prove", "docker has no buildx"),
        (
            "old-daemon",
            "--prove",
            "the docker daemon does not build with BuildKit",
        ),
        ("before-no-space", "--prove", "no space is left on the disk; make room"),
        (
            "after-no-space",
            "--prove",
            "as rewritten, no space is left on the disk; make room",
        ),
        (
            "before-daemon-dies",
            "--prove",
            "docker build failed: rpc error: code = Unavailable",
        ),
        (
            "no-network",
            "--prove=run",
            "docker says: docker: Error response from daemon: network bridge not found",
        ),
    ] {
        let service = Service::new();
        let said = service.run(part, &["--write", how]);
        assert_eq!((said.code, service.text()), (2, NONCONFORMING.into()), "{}", said.err);
        let start = "Dockerfile: error: not proved, so left as it was: ";
        assert!(
            said.err.contains(start) && said.err.contains(words),
            "{part}: {}",
            said.err
        );
        assert!(row(&said).contains(&"unknown"), "{}", said.err);
        assert_eq!(service.calls("build --").len(), service.calls("image rm").len());
    }
}

#[test]
fn buildkit_turned_off_and_no_docker_at_all_are_said() {
    let service = Service::new();
    let off = service.run_with("", &["--write", "--prove"], &[("DOCKER_BUILDKIT", "0")]);
    assert!(
        off.code == 2 && off.err.contains("DOCKER_BUILDKIT turns BuildKit off; unset it"),
        "{}",
        off.err
    );
    let none = Said::from(
        service
            .command(&["--write", "--prove"])
            .env("PATH", "")
            .output()
            .unwrap(),
    );
    assert!(
        none.code == 2 && none.err.contains("there is no docker command; install docker"),
        "{}",
        none.err
    );
    assert_eq!(service.text(), NONCONFORMING);
    let chosen = service.run_with("old-daemon", &["--diff", "--prove"], &[("BUILDX_BUILDER", "mine")]);
    assert_eq!(chosen.code, 1, "{}", chosen.err);
}

#[test]
fn a_build_without_end_is_stopped_and_its_tag_removed() {
    let service = Service::new();
    let said = service.run("before-hangs", &["--write", "--prove", "--prove-timeout=1"]);
    assert_eq!((said.code, service.text()), (2, NONCONFORMING.into()));
    assert!(
        said.err
            .contains("the build was stopped after 1 s; allow it more with --prove-timeout"),
        "{}",
        said.err
    );
    assert_eq!(
        (service.calls("build --").len(), service.calls("image rm").len()),
        (1, 1)
    );
}

#[test]
fn what_stays_behind_is_said() {
    for (part, how, words) in [
        ("keeps-images", "--prove", "the image lucid-fix-prove:"),
        ("keeps-containers", "--prove=run", "the container lucid-fix-"),
    ] {
        let service = Service::new();
        let said = service.run(part, &["--write", how]);
        assert_eq!(said.code, 0);
        let note = format!("Dockerfile: note: {words}");
        assert_eq!(said.err.matches(&note).count(), 2, "{}", said.err);
    }
}

#[test]
fn the_ignore_file_of_the_dockerfile_goes_with_both_builds() {
    let service = Service::new();
    service.put("Dockerfile.dockerignore", "secret\n");
    service.run("", &["--diff", "--prove"]);
    for side in ["before", "after"] {
        assert_eq!(service.log(&format!(".{side}.dockerignore")), "secret\n");
    }
}

#[test]
fn without_a_known_context_nothing_is_built_until_one_is_named() {
    let service = Service::new();
    fs::remove_file(service.root().join("main.py")).unwrap();
    let said = service.run("", &["--write", "--prove", "Dockerfile"]);
    assert_eq!((said.code, service.text()), (2, NONCONFORMING.into()));
    assert!(
        said.err
            .contains("the build context is not known (no directory from that of the Dockerfile up to the root"),
        "{}",
        said.err
    );
    assert!(service.calls("build --").is_empty());
    assert_eq!(service.run("", &["--write", "--prove", "--context=."]).code, 0);
    assert_eq!(service.calls("build --").len(), 2);
    // What conforms needs no proof, and no docker.
    let conforming = service.text();
    let again = service.run("no-daemon", &["--write", "--prove", "--context=."]);
    assert_eq!(
        (again.code, service.text(), service.log("")),
        (0, conforming, String::new()),
        "{}",
        again.err
    );
}

#[test]
fn standard_input_comes_out_rewritten_only_when_proved() {
    use std::io::Write;
    let service = Service::new();
    for (part, name, changed) in [
        ("", "Dockerfile", true),
        ("after-fails", "Dockerfile", false),
        ("", "/nowhere/Dockerfile", false),
    ] {
        let mut command = service.command(&["--write", "--prove", "--stdin-filename", name, "-"]);
        let bin = service.directory.path().join("bin");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        command
            .env("PATH", path)
            .env("FAKE", part)
            .env("FAKE_LOG", service.directory.path().join("log"));
        let piped = std::process::Stdio::piped;
        let mut child = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(NONCONFORMING.as_bytes()).unwrap();
        let said = Said::from(child.wait_with_output().unwrap());
        assert_eq!(said.out != NONCONFORMING, changed, "{name}: {}", said.err);
        assert_eq!(said.code, if changed { 0 } else { 2 }, "{name}: {}", said.err);
    }
}

/// With the docker of this machine: `cargo test --test prove -- --ignored`.
#[test]
#[ignore = "needs a docker daemon"]
fn a_real_service_is_built_started_and_found_healthy() {
    let service = Service::new();
    service.put(
        "Dockerfile",
        "FROM python:3.11-slim-bookworm AS build\nCOPY main.py /src/main.py\n\
         FROM gcr.io/distroless/python3-debian12\nCOPY --from=build /src/main.py /app/main.py\n\
         HEALTHCHECK CMD [\"python3\", \"-c\", \"import socket; socket.create_connection(('127.0.0.1', 8080), 2)\"]\n\
         ENTRYPOINT [\"python3\", \"/app/main.py\"]\n",
    );
    // Its own name resolves, and it is only there after a while.
    service.put(
        "main.py",
        "import http.server, socket, time\nif __name__ == \"__main__\":\n    time.sleep(5)\n    \
         socket.gethostbyname(socket.gethostname())\n    \
         http.server.HTTPServer((\"\", 8080), http.server.SimpleHTTPRequestHandler).serve_forever()\n",
    );
    let arguments = ["--write", "--prove=run", "--prove-arg=--network=host"];
    let said = Said::from(service.command(&arguments).output().unwrap());
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(row(&said), ["Dockerfile", "yes", "yes", "healthy", "healthy"]);
    assert!(
        said.err
            .contains("image: Entrypoint [\"python3\",\"/app/main.py\"] → none"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("left behind"), "{}", said.err);
}

#[test]
#[ignore = "needs a docker daemon"]
fn sigterm_leaves_no_real_container_and_no_image() {
    use rustix::process::{Pid, Signal, kill_process};
    let docker = |arguments: &[&str]| {
        let output = Command::new("docker").args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    for is_impatient in [false, true] {
        let service = Service::new();
        service.put("main.py", "import signal\nsignal.pause()\n");
        let temporary = service.directory.path().join("tmp");
        fs::create_dir(&temporary).unwrap();
        let mut command = service.command(&["--write", "--prove=run", "--prove-arg=--network=host"]);
        let mut child = command.env("TMPDIR", &temporary).spawn().unwrap();
        let name = loop {
            // The container of the original ends by itself; that of the rewritten file stays up.
            let running = docker(&["ps", "--format={{.Names}}"]);
            let directories = fs::read_dir(&temporary).unwrap();
            let mut names = directories.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            if let Some(name) = names.find(|name| running.lines().any(|one| one == format!("{name}-after"))) {
                break name;
            }
            assert!(child.try_wait().unwrap().is_none());
            std::thread::sleep(Duration::from_millis(50));
        };
        for _ in 0..=u8::from(is_impatient) {
            kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(child.wait().unwrap().code(), Some(143));
        assert_eq!(service.text(), NONCONFORMING);
        if is_impatient {
            // The container is removed after the end; the tags stay.
            let start = Instant::now();
            while docker(&["ps", "--all", "--format={{.Names}}"]).contains(&name) {
                assert!(start.elapsed() < Duration::from_secs(30), "{name} is left behind");
            }
            for built in ["before", "after"] {
                docker(&["image", "rm", &format!("lucid-fix-prove:{name}-{built}")]);
            }
        }
        let left = docker(&["ps", "--all", "--format={{.Names}}"]) + &docker(&["image", "ls", "--format={{.Tag}}"]);
        assert!(!left.contains(&name), "{left}");
    }
}
