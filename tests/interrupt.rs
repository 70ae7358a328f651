//! Ctrl-C in the middle of a long run: every file is whole, and the run says how far it got.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

const BEFORE: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";

/// So many that no machine is through with them before the signal comes.
const FILES: usize = 4_000;

fn fleet() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..FILES {
        let service = folder.path().join(number.to_string());
        fs::create_dir(&service).unwrap();
        fs::write(service.join("Dockerfile"), BEFORE).unwrap();
    }
    folder
}

#[test]
fn ctrl_c_leaves_every_file_whole() {
    let folder = fleet();
    let place = |number: usize| folder.path().join(format!("{number}/Dockerfile"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
        .args(["--write", "--jobs", "1", "--quiet", "--select", "LF003"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let words = std::thread::spawn(move || {
        let mut words = String::new();
        stderr.read_to_string(&mut words).unwrap();
        words
    });
    // The first file in the order of the paths has changed: the run is in the middle of its work.
    let start = Instant::now();
    while fs::read_to_string(place(0)).unwrap() == BEFORE {
        assert!(start.elapsed() < Duration::from_secs(60), "nothing was written");
        sleep(Duration::from_millis(1));
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let code = child.wait().unwrap().code();
    let words = words.join().unwrap();

    let after = fs::read_to_string(place(0)).unwrap();
    let texts: Vec<String> = (0..FILES)
        .map(|number| fs::read_to_string(place(number)).unwrap())
        .collect();
    assert!(
        texts.iter().all(|text| *text == BEFORE || *text == after),
        "a file is half-written"
    );
    let changed = texts.iter().filter(|text| **text == after).count();
    assert!(changed < FILES, "the run was over before the signal came");
    assert_eq!(code, Some(130), "{words}");
    let last = words.lines().last().unwrap_or_default();
    let expected = format!("interrupted: {changed} of {FILES} files handled; nothing was left half-written");
    assert_eq!(last, expected);
    for number in 0..FILES {
        assert_eq!(fs::read_dir(folder.path().join(number.to_string())).unwrap().count(), 1);
    }
}

#[test]
fn ctrl_c_leaves_lines_that_are_known_to_be_not_all() {
    let folder = fleet();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
        .args([
            "--output-format",
            "jsonl",
            "--jobs",
            "1",
            "--quiet",
            "--select",
            "LF003",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let others: Vec<String> = lines.collect();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(others.len() < FILES, "the run was over before the signal came");
    let is_file = |line: &String| line.starts_with("{\"type\":\"file\"");
    assert!(
        is_file(&first) && others.iter().all(is_file),
        "the totals are of half a run"
    );
}
