//! `--jsonl`: a line in, a line out.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;

use serde_json::{Value, json};

use super::NONCONFORMING;
use super::binary::{code, err, fed, tree, with_input};

fn line(path: &str, text: &str) -> String {
    format!("{}\n", json!({"path": path, "text": text}))
}

/// In an empty environment, in a directory that is gone.
fn answers(arguments: &[&str], input: &[u8]) -> Vec<Value> {
    let directory = tempfile::tempdir().unwrap();
    let program = concat!(
        "cd \"$1\" && rmdir \"$1\" && shift && exec ",
        env!("CARGO_BIN_EXE_lucid-fix"),
        " --jsonl \"$@\""
    );
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", program, "sh"])
        .arg(directory.path())
        .args(arguments)
        .env_clear();
    let output = fed(command, input);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    let lines = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

#[test]
fn every_line_is_answered_in_order_and_a_bad_one_ends_nothing() {
    let mut input = line("a/Dockerfile", NONCONFORMING).into_bytes();
    input.extend(b"\nnot json\n  \r\n{\"path\": \"b\"}\n\xff\n");
    input.extend(line("c", "FROM scratch\n").into_bytes());
    input.extend(line("d", "FROM gcr.io/distroless/python3\nFROMAGE x\n").into_bytes());
    input.extend(line("e", "FROM x\0").into_bytes());
    input.extend(line("f", &"#".repeat((8 << 20) + 1)).into_bytes());
    input.extend(b"[1]\n");
    // Nothing brings main.py, for which there is no fix.
    let unfounded = NONCONFORMING.replace("COPY main.py /app/main.py\n", "");
    input.extend(line("g", &unfounded).trim_end().as_bytes());
    let answers = answers(&[], &input);
    let paths: Vec<_> = answers
        .iter()
        .map(|answer| answer["path"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(paths, ["a/Dockerfile", "-", "b", "-", "c", "d", "e", "f", "-", "g"]);

    let fields: Vec<_> = answers[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["applied", "changed", "error", "path", "remaining", "text"]);
    assert_eq!(answers[0]["changed"], true);
    assert!(answers[0]["text"].as_str().unwrap().contains("/usr/bin/python3.11"));
    assert!(
        answers[0]["applied"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["rule"] == "LF003")
    );
    assert_eq!(answers[0]["remaining"], json!([]));
    assert_eq!(answers[0]["error"], Value::Null);
    assert_eq!(
        (&answers[9]["changed"], &answers[9]["remaining"][0]["rule"]),
        (&json!(true), &json!("LF006"))
    );

    assert_eq!(
        (&answers[4]["changed"], &answers[4]["text"]),
        (&json!(false), &json!("FROM scratch\n"))
    );
    let error = |index: usize| answers[index]["error"]["message"].as_str().unwrap();
    for (index, part) in [
        (1, "line 3 of the input is not {\"path\": …, \"text\": …}: expected"),
        (
            2,
            "line 5 of the input is not {\"path\": …, \"text\": …}: missing field `text`",
        ),
        (3, "line 6 of the input is not"),
        (5, "unknown instruction `FROMAGE`"),
        (6, "a NUL byte"),
        (7, "larger than 8 MiB"),
        (8, "line 11 of the input is not"),
    ] {
        assert!(error(index).contains(part), "{}", error(index));
        assert_eq!(answers[index]["changed"], false);
    }
    assert_eq!(answers[5]["error"]["line"], 2);
    // What cannot be worked on comes back as it was.
    assert_eq!(answers[6]["text"], "FROM x\0");
    assert_eq!(answers[1]["text"], Value::Null);
}

/// One bad line of each kind, each between two good ones.
#[test]
fn no_kind_of_bad_line_ends_the_stream() {
    let deep = format!("{{\"path\": \"deep\", \"text\": {}}}", "[".repeat(100_000));
    let bad: [(&[u8], Option<&str>, &str); 12] = [
        (br#"{"path": "x", "text": "FROM \ud800"}"#, None, "hex escape"),
        (
            br#"{"path": "\udc00", "text": ""}"#,
            None,
            "lone leading surrogate in hex escape at column 16",
        ),
        (
            b"{\"path\": \"\xed\xa0\x80\", \"text\": \"\"}",
            None,
            "invalid unicode code point",
        ),
        (
            b"{\"path\": \"x\", \"text\": \"\xc3\x28\"}",
            None,
            "invalid unicode code point",
        ),
        (br#"{"text": "FROM scratch"}"#, None, "missing field `path`"),
        (
            br#"{"path": 1, "text": ""}"#,
            None,
            "integer `1`, expected a string at column 10",
        ),
        (br#"{"path": "x", "text": null}"#, Some("x"), "null, expected a string"),
        (b"null", None, "null, expected an object at column 4"),
        (
            br#"{"path": "x", "text": ""} {"path": "y", "text": ""}"#,
            None,
            "trailing characters",
        ),
        (br#"{"path": "x", "text": "FR"#, None, "EOF while parsing a string"),
        (b"\0\0", None, "expected value"),
        (deep.as_bytes(), None, "sequence, expected a string"),
    ];
    let mut input = Vec::new();
    for (content, ..) in &bad {
        input.extend_from_slice(content);
        // This end of a line is as good as the other.
        input.extend(format!("\n{}\r\n", line("good", NONCONFORMING).trim_end()).as_bytes());
    }
    let answers = answers(&[], &input);
    assert_eq!(answers.len(), 2 * bad.len());
    for (index, (pair, (_, path, what))) in answers.chunks(2).zip(bad).enumerate() {
        let message = pair[0]["error"]["message"].as_str().unwrap();
        let start = format!(
            "line {} of the input is not {{\"path\": …, \"text\": …}}: ",
            2 * index + 1
        );
        assert!(message.starts_with(&start) && message.contains(what), "{message}");
        assert_eq!(
            (pair[0]["path"].as_str(), &pair[0]["text"]),
            (path, &Value::Null),
            "{message}"
        );
        assert_eq!((&pair[1]["path"], &pair[1]["changed"]), (&json!("good"), &json!(true)));
    }
}

#[test]
fn texts_have_the_settings_that_are_named_and_no_others() {
    let directory = tree(&[
        ("lucid-fix.toml", b"ignore = ['LF002']"),
        (
            "fleet.toml",
            b"select = ['LF002', 'LF003']\n[[overrides]]\nfiles = ['old/**']\nignore = ['LF003']",
        ),
    ]);
    let rules = |arguments: &[&str], path: &str| {
        let output = with_input(
            directory.path(),
            &[&["--jsonl"], arguments].concat(),
            line(path, NONCONFORMING).as_bytes(),
        );
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let applied = answer["applied"].as_array().unwrap().iter();
        applied
            .map(|found| found["rule"].as_str().unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert!(rules(&[], "Dockerfile").contains(&"LF002".to_string()));
    assert_eq!(rules(&["--config", "fleet.toml"], "new/Dockerfile"), ["LF002", "LF003"]);
    assert_eq!(rules(&["--config", "fleet.toml"], "old/Dockerfile"), ["LF002"]);
    assert_eq!(rules(&["--select", "LF003"], "old/Dockerfile"), ["LF003"]);
    assert_eq!(code(&with_input(directory.path(), &["--jsonl", "--write"], b"")), 2);
    assert_eq!(code(&with_input(directory.path(), &["--jsonl", "Dockerfile"], b"")), 2);
}

/// The filter, with what it is asked and what it answers still open.
fn filter(arguments: &[&str]) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
        .arg("--jsonl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    (child, stdout)
}

#[test]
fn a_single_line_is_answered_at_once() {
    let (mut child, mut stdout) = filter(&[]);
    let mut stdin = child.stdin.take().unwrap();
    for path in ["a", "b"] {
        stdin.write_all(line(path, "FROM scratch\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("{{\"path\":\"{path}\"")), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn it_ends_quietly_when_nobody_reads_on() {
    let (mut child, mut stdout) = filter(&[]);
    let mut stdin = child.stdin.take().unwrap();
    let question = line("a", "FROM scratch\n");
    stdin.write_all(question.as_bytes()).unwrap();
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    // As `| head -1` does; whoever asks notices it by a pipe that is closed.
    while stdin.write_all(question.as_bytes()).is_ok() {}
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said), (Some(0), String::new()));
}

/// The most memory that a process has had, in MiB.
#[cfg(target_os = "linux")]
fn peak(child: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap() >> 10
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat_whatever_comes() {
    const LINES: usize = 800;
    let (mut child, stdout) = filter(&["--jobs", "2"]);
    let mut stdin = child.stdin.take().unwrap();
    let (go_on, may_go_on) = mpsc::channel();
    let feeder = std::thread::spawn(move || {
        // 80 MB in lines of an ordinary length, then 100 MiB in one.
        let text = format!("FROM scratch\n{}", "# comment\n".repeat(10_000));
        for n in 0..LINES {
            stdin.write_all(line(&n.to_string(), &text).as_bytes()).unwrap();
        }
        may_go_on.recv().unwrap();
        for _ in 0..100 {
            stdin.write_all(&vec![b'x'; 1 << 20]).unwrap();
        }
        stdin.write_all(b"\n").unwrap();
        // Still there while its memory is looked at.
        stdin
    });
    let mut lines = stdout.lines();
    for n in 0..LINES {
        let answer = lines.next().unwrap().unwrap();
        assert!(answer.starts_with(&format!("{{\"path\":\"{n}\"")), "{}", &answer[..40]);
    }
    let ordinary = peak(&child);
    assert!(ordinary < 64, "{ordinary} MiB");
    go_on.send(()).unwrap();
    let last = lines.next().unwrap().unwrap();
    let what = format!("line {} of the input is longer than 64 MiB", LINES + 1);
    assert!(last.contains(&what), "{last}");
    // Beyond that, 64 MiB of the long line, until it is known to be too long.
    let peak = peak(&child);
    assert!(peak < ordinary + 96, "{peak} MiB, without that line {ordinary} MiB");
    drop(feeder.join().unwrap());
    assert!(child.wait().unwrap().success());
}
