//! What a person at a terminal sees of a long run, and what is left when they press Ctrl-C.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/binary.rs"]
mod binary;
mod interrupt;
mod interrupted_proof;
mod narrow;
mod progress;
mod pty;
mod slow_motion;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const NONCONFORMING: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";

/// Makes the search for files long: more directories, each with many patterns to read. (Many more directories would take long to remove.)
fn make_wide(directory: &Path) {
    let patterns: String = (0..50).map(|number| format!("/some{number}/*.txt\n")).collect();
    for number in 0..300 {
        let directory = directory.join(format!("wide/{number}"));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join(".gitignore"), &patterns).unwrap();
    }
}

/// The program in a directory, with nothing on standard input, and not in CI.
fn command(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
    command.args(arguments).current_dir(directory).stdin(Stdio::null());
    command.env_remove("CI").env_remove("NO_COLOR").env("TERM", "xterm");
    command
}

/// What a program said, once it has ended. It must say less than a pipe holds.
fn ended(mut child: Child) -> Output {
    patiently("the run does not end", || child.try_wait().unwrap().is_some());
    child.wait_with_output().unwrap()
}

/// Waits until something is so.
fn patiently(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what}");
        sleep(Duration::from_millis(1));
    }
}
