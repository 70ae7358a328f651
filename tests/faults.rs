//! `--write` while system calls fail, the disk is full, or the program is killed: every file is whole, the exit code and the report are true,
//! and nothing is left behind.
//!
//! A sample of the system calls; `LUCID_FIX_FAULTS=all cargo test --test faults -- --nocapture` tries each, and prints a table.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "support/binary.rs"]
mod binary;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread;
use std::time::Duration;

use binary::{code, err, lucid_fix, out, tree};

const SERVICE: &[u8] = b"FROM python:3.11-slim-bookworm AS b\nCOPY . /app/\nFROM gcr.io/distroless/python3-debian12\n\
                         COPY --from=b /app /app\nCMD [\"/app/main.py\"]\n";
const NAMES: [&str; 3] = ["a", "b", "c"];

/// The system calls that are made to fail, and how.
const FAULTS: [(&str, &[&str]); 12] = [
    ("openat", &["EIO", "ENOSPC", "EMFILE", "EINTR"]),
    ("read", &["EIO", "EINTR"]),
    ("write", &["EIO", "ENOSPC", "EINTR"]),
    ("fsync", &["EIO", "ENOSPC", "EINTR"]),
    ("rename", &["EIO", "ENOSPC", "EINTR"]),
    ("renameat", &["EIO", "ENOSPC", "EINTR"]),
    ("renameat2", &["EIO", "ENOSPC", "EINTR"]),
    ("fchmod", &["EIO", "EPERM"]),
    ("getdents64", &["EIO"]),
    ("statx", &["EIO"]),
    ("readlink", &["EIO"]),
    ("close", &["EIO"]),
];

fn services() -> tempfile::TempDir {
    let files = NAMES.map(|name| {
        (
            format!("{name}/Dockerfile"),
            format!("{name}/main.py"),
            format!("{name}/.git/HEAD"),
        )
    });
    let files = files.iter().flat_map(|(dockerfile, main, head)| {
        let rest: [(&str, &[u8]); 2] = [(main, b"print(1)\n"), (head, b"")];
        [(dockerfile.as_str(), SERVICE)].into_iter().chain(rest)
    });
    tree(&files.collect::<Vec<_>>())
}

fn dockerfile(directory: &Path, name: &str) -> Vec<u8> {
    fs::read(directory.join(name).join("Dockerfile")).unwrap()
}

/// What the fixes make of each service: with its build context, and without one.
fn rewritten() -> [[Vec<u8>; 2]; 3] {
    let [known, unknown] = [false, true].map(|is_unknown| {
        let directory = services();
        for name in NAMES.iter().filter(|_| is_unknown) {
            let path = directory.path().join(name).join(".dockerignore");
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }
        lucid_fix(directory.path(), &["--write"]);
        NAMES.map(|name| dockerfile(directory.path(), name))
    });
    [0, 1, 2].map(|at| [known[at].clone(), unknown[at].clone()])
}

/// What is in the directories that was not there before.
fn left_behind(directory: &Path) -> usize {
    let count = |name| fs::read_dir(directory.join(name)).unwrap().count();
    NAMES.map(count).iter().sum::<usize>() - 3 * NAMES.len()
}

/// Whether `name` can be run here; says loudly if not.
fn can_run(name: &str, arguments: &[&str]) -> bool {
    let can = Command::new(name)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success());
    if !can {
        println!(
            "\n*** SKIPPED: `{name} {}` does not work here ***\n",
            arguments.join(" ")
        );
    }
    can
}

fn is_whole_run() -> bool {
    std::env::var("LUCID_FIX_FAULTS").is_ok_and(|value| value == "all")
}

fn strace(directory: &Path, log: &Path, options: &[String]) -> Output {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o"])
        .arg(log)
        .args(options)
        .arg(env!("CARGO_BIN_EXE_lucid-fix"));
    command.args(["--write", "--jobs", "1", "."]).current_dir(directory);
    command.output().unwrap()
}

/// How often the thread that calls it most often calls each system call.
fn counts() -> BTreeMap<String, usize> {
    let (directory, log) = (services(), tempfile::NamedTempFile::new().unwrap());
    assert_eq!(code(&strace(directory.path(), log.path(), &[])), 0);
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in fs::read_to_string(log.path()).unwrap().lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        if let Some((call, _)) = call.trim_start().split_once('(')
            && !call.contains(' ')
        {
            *counts.entry((thread.to_string(), call.to_string())).or_default() += 1;
        }
    }
    let mut most = BTreeMap::new();
    for ((_, call), count) in counts {
        let known: &mut usize = most.entry(call).or_default();
        *known = count.max(*known);
    }
    most
}

/// What is untrue about a run; `is_muted` where the fault was to say something.
fn judge(directory: &Path, output: &Output, is_muted: bool, rewritten: &[[Vec<u8>; 2]; 3]) -> Result<(), String> {
    let said = err(output) + &out(output);
    let is_rewritten = [0, 1, 2].map(|at| {
        let (name, rewritten) = (NAMES[at], &rewritten[at]);
        let now = dockerfile(directory, name);
        let is_noted = said.contains(&format!("{name}/Dockerfile: note: the build context is not known"));
        match () {
            () if now == SERVICE => Ok(false),
            () if now == rewritten[0] || (now == rewritten[1] && is_noted) => Ok(true),
            () => Err(format!(
                "{name} is neither what it was nor what it should be: {}",
                String::from_utf8_lossy(&now)
            )),
        }
    });
    let Some(code) = output.status.code() else {
        return Err(format!("it died: {}", output.status));
    };
    let is_muted = is_muted || said.contains("cannot write the output");
    for (name, is_rewritten) in NAMES.iter().zip(is_rewritten) {
        let is_rewritten = is_rewritten?;
        let is_said = said.contains(&format!("{name}/Dockerfile: rewritten"));
        if is_rewritten != is_said && !(is_rewritten && is_muted) {
            return Err(format!("{name}: rewritten is {is_rewritten}, said is {is_said}"));
        }
        if !is_rewritten && code == 0 {
            return Err(format!("{name} is not rewritten, and the exit code is 0"));
        }
    }
    if code != 0 && !said.contains("error") {
        return Err(format!("the exit code is {code} without an error"));
    }
    match left_behind(directory) {
        0 => Ok(()),
        left => Err(format!("{left} left behind")),
    }
}

#[test]
fn a_system_call_that_fails_is_an_error_and_harms_nothing() {
    if !can_run("strace", &["-V"]) {
        return;
    }
    let (rewritten, counts) = (rewritten(), counts());
    let mut wrong = Vec::new();
    // A prime, so that the sample falls on another place of each file.
    let step = if is_whole_run() { 1 } else { 13 };
    for (call, errors) in FAULTS {
        let count = counts.get(call).copied().unwrap_or(0);
        for (shift, error) in errors.iter().enumerate() {
            let mut table = BTreeMap::new();
            for number in (1 + shift..=count).step_by(step) {
                let (directory, log) = (services(), tempfile::NamedTempFile::new().unwrap());
                let inject = format!("inject={call}:error={error}:when={number}");
                let output = strace(directory.path(), log.path(), &["-e".into(), inject.clone()]);
                let log = fs::read_to_string(log.path()).unwrap();
                let injected: String = log.lines().filter(|line| line.contains("(INJECTED)")).collect();
                let is_muted = ["write(1,", "write(2,"].iter().any(|call| injected.contains(call));
                if let Err(problem) = judge(directory.path(), &output, is_muted, &rewritten) {
                    wrong.push(format!("{inject}: {problem}\n{injected}\n{}", err(&output)));
                }
                *table.entry(output.status.code()).or_insert(0) += 1;
            }
            println!("{call} {error}: exit codes {table:?}");
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_program_that_is_killed_leaves_every_file_whole() {
    if !can_run("strace", &["-V"]) {
        return;
    }
    let (rewritten, counts) = (rewritten(), counts());
    let step = if is_whole_run() { 1 } else { 19 };
    let calls = counts
        .into_iter()
        .flat_map(|(call, count)| (1..=count).map(move |number| (call.clone(), number)));
    let (mut runs, mut killed) = (0, 0);
    for (call, number) in calls.step_by(step) {
        let (directory, log) = (services(), tempfile::NamedTempFile::new().unwrap());
        let inject = format!("inject={call}:signal=SIGKILL:when={number}");
        let output = strace(directory.path(), log.path(), &["-e".into(), inject.clone()]);
        runs += 1;
        killed += usize::from(!output.status.success());
        for (name, [new, _]) in NAMES.iter().zip(&rewritten) {
            let now = dockerfile(directory.path(), name);
            assert!(now == SERVICE || now == *new, "{inject}: {name}");
        }
        // What is left is at most the one temporary file, and another run does not mind it.
        assert!(left_behind(directory.path()) <= 1, "{inject}");
        assert_eq!(code(&lucid_fix(directory.path(), &["--write"])), 0);
        assert_eq!(dockerfile(directory.path(), "c"), rewritten[2][0], "{inject}");
    }
    println!("killed {killed} of {runs} runs");
    assert!(killed > runs / 2);
}

/// Runs the program in a file system of its own, of 256 KiB, after the `setup`; the files are copied back after it.
fn on_a_disk(directory: &Path, setup: &str) -> Output {
    let script = format!(
        "set -e; mount -t tmpfs -o size=256k none /mnt; cp -a \"$1\"/. /mnt; cd /mnt; {setup}; code=0; \"$2\" --write . || code=$?; \
         rm -f /mnt/fill; cd /; for name in a b c; do rm -r \"$1/$name\"; cp -a /mnt/$name \"$1\"; done; exit $code"
    );
    let mut command = Command::new("unshare");
    command
        .args(["--mount", "--map-root-user", "sh", "-c", &script, "sh"])
        .arg(directory);
    command.arg(env!("CARGO_BIN_EXE_lucid-fix")).output().unwrap()
}

fn has_disks() -> bool {
    can_run(
        "unshare",
        &["--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs none /mnt"],
    )
}

#[test]
fn a_full_disk_and_one_that_is_read_only_are_said() {
    if !has_disks() {
        return;
    }
    let rewritten = rewritten();
    for (setup, reason) in [
        ("cat /dev/zero > fill 2>/dev/null || true", "No space left on device"),
        ("mount -o remount,ro /mnt", "Read-only file system"),
    ] {
        let directory = services();
        let output = on_a_disk(directory.path(), setup);
        assert_eq!(
            judge(directory.path(), &output, false, &rewritten),
            Ok(()),
            "{}",
            err(&output)
        );
        assert_eq!(
            (code(&output), err(&output).matches(reason).count()),
            (2, 3),
            "{}",
            err(&output)
        );
    }
    let directory = services();
    assert_eq!(code(&on_a_disk(directory.path(), ":")), 0);
    assert_eq!(dockerfile(directory.path(), "c"), rewritten[2][0]);
}

#[test]
fn two_writers_and_a_signal_at_any_time_leave_every_file_whole() {
    let rewritten = rewritten();
    let rounds = if is_whole_run() { 200 } else { 10 };
    for round in 0..rounds {
        let directory = services();
        let start = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
            command.args(["--write", "."]).current_dir(directory.path());
            command
                .stdout(std::process::Stdio::piped())
                .stderr(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        };
        let one = start();
        let is_ended = round % 2 == 0;
        let outputs = if is_ended {
            thread::sleep(Duration::from_micros(round * 7919 % 60_000));
            rustix::process::kill_process(rustix::process::Pid::from_child(&one), rustix::process::Signal::TERM)
                .unwrap();
            vec![one.wait_with_output().unwrap()]
        } else {
            let other = start();
            [one, other].map(|child| child.wait_with_output().unwrap()).into()
        };
        for (name, [new, _]) in NAMES.iter().zip(&rewritten) {
            let now = dockerfile(directory.path(), name);
            assert!(now == *new || (is_ended && now == SERVICE), "{name}");
            let saying = outputs
                .iter()
                .filter(|output| err(output).contains(&format!("{name}/Dockerfile: rewritten")));
            assert!(
                is_ended || saying.count() >= 1,
                "{name}: nobody says that it was rewritten"
            );
        }
        assert_eq!(left_behind(directory.path()), 0);
        for output in &outputs {
            match output.status.code() {
                Some(0) => {}
                Some(2) => assert!(err(output).contains("changed by someone else"), "{}", err(output)),
                // Before it watches for signals, the first one ends it.
                code => assert!(
                    is_ended && (code == Some(143) || code.is_none()),
                    "{code:?}: {}",
                    err(output)
                ),
            }
        }
    }
}
