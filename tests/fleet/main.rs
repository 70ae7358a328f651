//! What a fleet needs beyond one repository: shared settings, a baseline, lists of files, and texts through a pipe.

#![allow(clippy::unwrap_used, clippy::panic)]

mod baseline;
#[path = "../support/binary.rs"]
mod binary;
mod files_from;
mod jsonl;
mod settings;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const NONCONFORMING: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";

/// Runs the binary in a folder with this on standard input.
fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
    command.args(arguments).current_dir(folder);
    fed(command, input)
}

fn fed(mut command: Command, input: &[u8]) -> Output {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_vec());
    // Beside the reading, or both sides may wait for each other. The program may refuse its arguments before it reads.
    std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    child.wait_with_output().unwrap()
}
