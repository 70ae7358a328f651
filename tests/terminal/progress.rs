//! The progress bar, on a terminal.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use super::binary::{err, lucid_fix, out, tree};
use super::pty::Terminal;
use super::slow_motion::SlowMotion;
use super::{NONCONFORMING, command, make_wide, patiently};

/// Several batches of files.
const FILES: usize = 80;

/// Files to work on, and directories to search first: in slow motion that takes more than the half second after which there is a bar.
fn long_run() -> tempfile::TempDir {
    let names: Vec<String> = (0..FILES).map(|n| format!("s{n}/Dockerfile")).collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), NONCONFORMING.as_bytes()))
        .collect();
    let directory = tree(&files);
    make_wide(directory.path());
    directory
}

/// The same without a terminal.
fn plain(directory: &Path, arguments: &[&str]) -> Vec<String> {
    let output = lucid_fix(directory, arguments);
    let text = out(&output) + &err(&output);
    text.lines().map(|line| line.trim_end().to_string()).collect()
}

#[test]
fn the_bar_shows_files_findings_and_rate_and_leaves_nothing_behind() {
    for (columns, arguments, part) in [
        (
            100,
            &["--jobs", "1", "--output-format", "concise"][..],
            "░ 64/80 files, 320 findings, ",
        ),
        // Without LF004, whose note goes to the other stream.
        (
            100,
            &["--jobs", "1", "--diff", "--ignore", "LF004"],
            "░ 64/80 files, 256 findings, ",
        ),
        (40, &["--jobs", "1", "--write"], "64/80, 320 findings, "),
    ] {
        let directory = long_run();
        let mut terminal = Terminal::new(command(directory.path(), arguments), columns);
        let slow = SlowMotion::of(&terminal.child, 50);
        terminal.wait_for(" looking for Dockerfiles, ");
        drop(slow);
        terminal.wait_for(part);
        terminal.end();

        let written = terminal.written();
        // The last file of the first batch is said before it is counted.
        assert!(written.find("s66/Dockerfile").unwrap() < written.find(part).unwrap());
        for frame in written.split(" findings, ").skip(1) {
            let rate = frame.split("/s").next().unwrap();
            assert!(rate.chars().all(|c| c.is_ascii_digit() || c == ','), "{rate}");
        }
        let other = long_run();
        // On a terminal, messages break at words.
        let words = |lines: Vec<String>| {
            lines
                .iter()
                .flat_map(|line| line.split_whitespace().map(str::to_string))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            words(terminal.lines()),
            words(plain(other.path(), arguments)),
            "{columns} {arguments:?}"
        );
    }
}

#[test]
fn there_is_no_bar_where_nobody_looks_at_one() {
    let directory = long_run();
    let command = |arguments| command(directory.path(), arguments);
    let mut in_ci = command(&[]);
    in_ci.env("CI", "true");
    let mut without = [
        Terminal::new(command(&["--quiet"]), 100),
        Terminal::new(in_ci, 100),
        // What reads the pipe may be a pager on the same terminal.
        Terminal::with_output(command(&["--select", "LF002"]), Stdio::piped()),
    ];
    let list = fs::File::create(directory.path().join("list")).unwrap();
    let mut with = Terminal::with_output(command(&["--jobs", "1"]), list.into());
    let all = without.iter().chain([&with]);
    let slow: Vec<SlowMotion> = all.map(|terminal| SlowMotion::of(&terminal.child, 50)).collect();
    // It was started last: when it has its bar, the others would have theirs.
    with.wait_for(" looking for Dockerfiles, ");
    drop(slow);
    patiently("they do not come to their ends", || {
        let mut all = without.iter_mut().chain([&mut with]);
        all.all(|terminal| terminal.child.try_wait().unwrap().is_some())
    });
    for terminal in &mut without {
        terminal.end();
        assert!(
            !terminal.written().contains("Dockerfiles, ") && !terminal.written().contains(" findings, "),
            "{}",
            terminal.written()
        );
    }
}
