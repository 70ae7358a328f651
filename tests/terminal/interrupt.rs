//! Ctrl-C: every file is whole, nothing lies beside it, and the run says how far it got.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::binary::{code, err, lucid_fix, tree};
use super::pty::Terminal;
use super::slow_motion::SlowMotion;
use super::{NONCONFORMING, command, make_wide, patiently};

/// Several batches of files.
const FILES: usize = 200;

/// Presses Ctrl-C, but for the terminal: only the program hears of it.
pub fn interrupt(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

fn place(directory: &Path, number: usize, name: &str) -> PathBuf {
    directory.join(format!("s{number}")).join(name)
}

/// Many services.
fn services() -> tempfile::TempDir {
    let directory = tree(&[("known.json", b"{}"), ("report", b"old")]);
    for number in 0..FILES {
        fs::create_dir(place(directory.path(), number, "")).unwrap();
        fs::write(place(directory.path(), number, "Dockerfile"), NONCONFORMING).unwrap();
        fs::write(place(directory.path(), number, "main.py"), "").unwrap();
    }
    directory
}

/// Runs in slow motion until something is so, and interrupts.
fn interrupted(mut command: Command, is_so: impl FnMut() -> bool) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let slow = SlowMotion::of(&child, 10);
    patiently("the run does not come so far", is_so);
    interrupt(&child);
    drop(slow);
    child.wait_with_output().unwrap()
}

/// Whether something of a report is in its temporary file.
fn is_begun(directory: &Path) -> bool {
    let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
    let mut temporary = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".lucid-fix-"));
    temporary.any(|entry| entry.metadata().is_ok_and(|file| file.len() > 0))
}

/// How many files have changed. No other file is there than before.
fn changed(directory: &Path, fixed: &str) -> usize {
    assert_eq!(fs::read_dir(directory).unwrap().count(), FILES + 2);
    let is_changed = |number: &usize| {
        assert_eq!(fs::read_dir(place(directory, *number, "")).unwrap().count(), 2);
        let text = fs::read_to_string(place(directory, *number, "Dockerfile")).unwrap();
        assert!(text == fixed || text == NONCONFORMING, "a file is half-written: {text}");
        text == fixed
    };
    (0..FILES).filter(is_changed).count()
}

/// What a run that is left alone makes of the file.
fn fixed() -> String {
    let directory = tree(&[("Dockerfile", NONCONFORMING.as_bytes())]);
    assert_eq!(code(&lucid_fix(directory.path(), &["--write", "--select", "LF003"])), 0);
    fs::read_to_string(directory.path().join("Dockerfile")).unwrap()
}

#[test]
fn in_the_middle_of_the_work_it_says_how_many_files_are_handled() {
    let (fixed, directory) = (fixed(), services());
    let arguments = ["--write", "--jobs", "1", "--quiet", "--select", "LF003"];
    let first = place(directory.path(), 0, "Dockerfile");
    let is_written = || fs::read_to_string(&first).unwrap() == fixed;
    let output = interrupted(command(directory.path(), &arguments), is_written);
    let handled = changed(directory.path(), &fixed);
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
    let directory = services();
    make_wide(directory.path());
    let mut terminal = Terminal::new(command(directory.path(), &["--write", "--jobs", "1"]), 100);
    let slow = SlowMotion::of(&terminal.child, 50);
    terminal.wait_for(" looking for Dockerfiles, ");
    interrupt(&terminal.child);
    drop(slow);
    assert_eq!(terminal.end(), Some(130));
    let last = "interrupted: no file handled, since they were still being looked for; nothing was left half-written";
    assert_eq!(terminal.lines(), [last]);
    fs::remove_dir_all(directory.path().join("wide")).unwrap();
    assert_eq!(changed(directory.path(), ""), 0);
}

#[test]
fn half_a_report_takes_no_place() {
    for arguments in [
        &[][..],
        &["--output-format", "jsonl"],
        &["--output-format", "jsonl", "--write-baseline", "known.json"],
    ] {
        let directory = services();
        let arguments = [&["--output-file", "report", "--jobs", "1"], arguments].concat();
        let output = interrupted(command(directory.path(), &arguments), || is_begun(directory.path()));
        let said = err(&output);
        let last = "files handled; nothing was left half-written; report was not written";
        assert!(code(&output) == 130 && said.contains(last), "{said}");
        assert_eq!(fs::read(directory.path().join("report")).unwrap(), b"old");
        assert_eq!(fs::read(directory.path().join("known.json")).unwrap(), b"{}");
        assert_eq!(changed(directory.path(), ""), 0);
    }
}

#[test]
fn what_was_streamed_of_half_a_report_is_not_taken_for_a_whole_one() {
    let directory = services();
    let (mut reader, writer) = std::io::pipe().unwrap();
    let mut command = command(directory.path(), &["--output-format", "jsonl", "--jobs", "1"]);
    let mut child = command.stdout(writer).spawn().unwrap();
    drop(command);
    let mut streamed = vec![0];
    // More is coming than the pipe holds: it waits in the middle of the first files.
    reader.read_exact(&mut streamed).unwrap();
    interrupt(&child);
    reader.read_to_end(&mut streamed).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(streamed.starts_with(b"{\"type\":\"file\","));
    fs::write(directory.path().join("half.jsonl"), &streamed).unwrap();
    let merged = lucid_fix(
        directory.path(),
        &["merge-reports", "half.jsonl", "--output-format", "jsonl"],
    );
    assert_eq!(code(&merged), 2);
    assert!(err(&merged).contains("its run did not finish"), "{}", err(&merged));
}

#[test]
fn the_second_time_it_ends_a_run_that_is_stuck() {
    let directory = services();
    let arguments = [
        "--jobs",
        "1",
        "--output-format",
        "jsonl",
        "--write-baseline",
        "known.json",
    ];
    let (reader, writer) = std::io::pipe().unwrap();
    let mut terminal = Terminal::with_output(command(directory.path(), &arguments), writer.into());
    // A batch is handled, and the next one begun. Nobody reads the rest: it can neither go on nor see that it should end.
    let mut lines = BufReader::new(reader).lines();
    assert!(lines.nth(64).is_some());
    patiently("it does not end", || {
        interrupt(&terminal.child);
        terminal.child.try_wait().unwrap().is_some()
    });
    assert_eq!(terminal.end(), Some(130));
    let last = "interrupted and ended at once: at least 64 files handled; nothing was left half-written";
    assert_eq!(terminal.lines().last().map(String::as_str), Some(last));
    assert_eq!(fs::read(directory.path().join("known.json")).unwrap(), b"{}");
    assert_eq!(changed(directory.path(), ""), 0);
}

#[test]
fn however_often_it_comes_every_file_is_whole() {
    let (fixed, directory) = (fixed(), services());
    let arguments = ["--write", "--jobs", "4", "--quiet", "--select", "LF003"];
    let mut child = command(directory.path(), &arguments).spawn().unwrap();
    let slow = SlowMotion::of(&child, 10);
    patiently("nothing is written", || {
        fs::read_to_string(place(directory.path(), 0, "Dockerfile")).unwrap() == fixed
    });
    interrupt(&child);
    drop(slow);
    patiently("the run does not end", || {
        interrupt(&child);
        child.try_wait().unwrap().is_some()
    });
    assert_eq!(child.wait().unwrap().code(), Some(130));
    changed(directory.path(), &fixed);
}

#[test]
fn while_it_waits_for_its_input_the_first_time_is_enough() {
    let directory = tree(&[("report", b"old")]);
    let arguments = [
        "--files-from",
        "-",
        "--output-format",
        "json",
        "--output-file",
        "report",
    ];
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut child = command(directory.path(), &arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        patiently("the report is not begun", || {
            fs::read_dir(directory.path()).unwrap().count() == 2
        });
        kill_process(Pid::from_child(&child), signal).unwrap();
        patiently("it does not end", || child.try_wait().unwrap().is_some());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        assert_eq!(fs::read(directory.path().join("report")).unwrap(), b"old");
    }
}
