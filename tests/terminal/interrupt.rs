//! Ctrl-C: every file is whole, nothing lies beside it, and the run says how far it got.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::binary::{code, err, lucid_fix, out, tree};
use super::gates::Gates;
use super::pty::Terminal;
use super::{NONCONFORMING, command, patiently};

/// Several batches of files.
const FILES: usize = 100;

/// Presses Ctrl-C, but for the terminal: only the program hears of it.
pub fn interrupt(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

fn place(folder: &Path, number: usize, name: &str) -> PathBuf {
    folder.join(format!("s{number}")).join(name)
}

/// Many services, and in the folder of each a gate of this name.
fn guarded(name: &str) -> (tempfile::TempDir, Gates) {
    let folder = tree(&[("known.json", b"{}"), ("report", b"old")]);
    for number in 0..FILES {
        fs::create_dir(place(folder.path(), number, "")).unwrap();
        fs::write(place(folder.path(), number, "Dockerfile"), NONCONFORMING).unwrap();
        fs::write(place(folder.path(), number, "main.py"), "").unwrap();
    }
    let gates = Gates::new((0..FILES).map(|number| place(folder.path(), number, name)));
    (folder, gates)
}

/// Runs until somebody waits at a gate, and interrupts; then every gate opens as soon as it is asked for. How many those were.
fn interrupted(mut command: Command, gates: &Gates) -> (Output, usize) {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut passed = 0;
    patiently("nobody comes to a gate", || {
        passed += gates.let_through();
        passed > 0
    });
    interrupt(&child);
    patiently("the run does not end", || {
        passed += gates.let_through();
        child.try_wait().unwrap().is_some()
    });
    (child.wait_with_output().unwrap(), passed)
}

/// How many files have changed. No other file is there than before.
fn changed(folder: &Path, fixed: &str) -> usize {
    assert_eq!(fs::read_dir(folder).unwrap().count(), FILES + 2);
    let is_changed = |number: &usize| {
        assert_eq!(fs::read_dir(place(folder, *number, "")).unwrap().count(), 3);
        let text = fs::read_to_string(place(folder, *number, "Dockerfile")).unwrap();
        assert!(text == fixed || text == NONCONFORMING, "a file is half-written: {text}");
        text == fixed
    };
    (0..FILES).filter(is_changed).count()
}

/// What a run that is left alone makes of the file.
fn fixed() -> String {
    let folder = tree(&[("Dockerfile", NONCONFORMING.as_bytes())]);
    assert_eq!(code(&lucid_fix(folder.path(), &["--write", "--select", "LF003"])), 0);
    fs::read_to_string(folder.path().join("Dockerfile")).unwrap()
}

#[test]
fn in_the_middle_of_the_work_it_says_how_many_files_are_handled() {
    let fixed = fixed();
    let (folder, gates) = guarded("Dockerfile.dockerignore");
    let arguments = ["--write", "--jobs", "1", "--quiet", "--select", "LF003"];
    let (output, _) = interrupted(command(folder.path(), &arguments), &gates);
    let handled = changed(folder.path(), &fixed);
    assert!(handled < FILES, "the run was not interrupted");
    let last = format!("interrupted: {handled} of {FILES} files handled; nothing was left half-written");
    let said = err(&output);
    assert_eq!(
        (code(&output), said.lines().last()),
        (130, Some(last.as_str())),
        "{said}"
    );
}

#[test]
fn before_the_files_are_found_it_says_so() {
    let (folder, gates) = guarded(".gitignore");
    let (output, passed) = interrupted(command(folder.path(), &["--write", "--jobs", "1"]), &gates);
    assert!(passed < FILES, "the search went on");
    assert_eq!(
        (code(&output), out(&output), err(&output)),
        (
            130,
            String::new(),
            "interrupted: no file handled, since they were still being looked for; nothing was left half-written\n"
                .into()
        )
    );
    assert_eq!(changed(folder.path(), ""), 0);
}

#[test]
fn half_a_report_or_baseline_takes_no_place() {
    for (arguments, file) in [
        (&["--write-baseline", "known.json"][..], "known.json"),
        (&["--output-format", "jsonl", "--output-file", "report"], "report"),
        (&["--output-file", "report"], "report"),
    ] {
        let (folder, gates) = guarded("Dockerfile.dockerignore");
        let before = fs::read(folder.path().join(file)).unwrap();
        let (output, _) = interrupted(command(folder.path(), &[arguments, &["--jobs", "1"]].concat()), &gates);
        let said = err(&output);
        let last = format!("files handled; nothing was left half-written; {file} was not written\n");
        assert!(code(&output) == 130 && said.ends_with(&last), "{said}");
        assert_eq!(fs::read(folder.path().join(file)).unwrap(), before);
        assert_eq!(changed(folder.path(), ""), 0);
    }
}

#[test]
fn what_was_streamed_of_half_a_report_is_not_taken_for_a_whole_one() {
    let (folder, gates) = guarded("Dockerfile.dockerignore");
    let arguments = ["--output-format", "jsonl", "--jobs", "1"];
    let (output, _) = interrupted(command(folder.path(), &arguments), &gates);
    assert!(out(&output).starts_with("{\"type\":\"file\","), "{}", out(&output));
    fs::write(folder.path().join("half.jsonl"), &output.stdout).unwrap();
    let merged = lucid_fix(
        folder.path(),
        &["merge-reports", "half.jsonl", "--output-format", "jsonl"],
    );
    assert_eq!(code(&merged), 2);
    assert!(err(&merged).contains("its run did not finish"), "{}", err(&merged));
}

#[test]
fn the_second_time_it_ends_a_run_that_is_stuck() {
    let (folder, gates) = guarded(".gitignore");
    let arguments = ["--output-format", "html", "--output-file", "report"];
    let mut terminal = Terminal::new(command(folder.path(), &arguments), 120);
    // Whoever is held there can neither go on nor see that it should end.
    let mut held = Vec::new();
    patiently("the search does not begin", || {
        held.extend(gates.hold());
        !held.is_empty()
    });
    patiently("it does not end", || {
        interrupt(&terminal.child);
        terminal.child.try_wait().unwrap().is_some()
    });
    assert_eq!(terminal.end(), Some(130));
    let last = "interrupted and ended at once: at least 0 files handled; nothing was left half-written";
    assert_eq!(terminal.lines().last().map(String::as_str), Some(last));
    assert_eq!(fs::read(folder.path().join("report")).unwrap(), b"old");
    assert_eq!(changed(folder.path(), ""), 0);
}

#[test]
fn however_often_it_comes_every_file_is_whole() {
    let fixed = fixed();
    let (folder, gates) = guarded("Dockerfile.dockerignore");
    let arguments = ["--write", "--jobs", "4", "--quiet", "--select", "LF003"];
    let mut child = command(folder.path(), &arguments).spawn().unwrap();
    patiently("nothing is written", || {
        gates.let_through();
        fs::read_to_string(place(folder.path(), 0, "Dockerfile")).unwrap() == fixed
    });
    patiently("the run does not end", || {
        gates.let_through();
        interrupt(&child);
        child.try_wait().unwrap().is_some()
    });
    assert_eq!(child.wait().unwrap().code(), Some(130));
    changed(folder.path(), &fixed);
}

#[test]
fn while_it_waits_for_its_input_the_first_time_is_enough() {
    let folder = tree(&[("report", b"old")]);
    let arguments = [
        "--files-from",
        "-",
        "--output-format",
        "json",
        "--output-file",
        "report",
    ];
    let mut child = command(folder.path(), &arguments)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    patiently("the report is not begun", || {
        fs::read_dir(folder.path()).unwrap().count() == 2
    });
    interrupt(&child);
    patiently("it does not end", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read(folder.path().join("report")).unwrap(), b"old");
}
