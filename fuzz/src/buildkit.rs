//! BuildKit's own parser beside ours: `buildkit.py` runs it, with the Python that LUCID_FIX_BUILDKIT names.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex};

use lucid_fix::{Document, position};
use serde_json::{Value, json};

struct Parser {
    _child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

static PARSER: LazyLock<Option<Mutex<Parser>>> = LazyLock::new(|| {
    let python = std::env::var_os("LUCID_FIX_BUILDKIT")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/buildkit.py");
    let started = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = started.expect("LUCID_FIX_BUILDKIT names a Python with the package `dockerfile`");
    let (questions, answers) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
    Some(Mutex::new(Parser {
        _child: child,
        questions,
        answers,
    }))
});

/// The text without its comments, continuations and empty lines, whatever character it continues lines with.
fn joined(text: &str) -> String {
    let mut joined = String::new();
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_suffix(['\\', '`']) {
            Some(continued) => joined.push_str(continued),
            None => joined.extend([line, "\n"]),
        }
    }
    joined
}

/// Whether a `${` has an operator that BuildKit knows, but not yet the package's version of it: a heredoc in such a line is none there.
fn has_newer_operator(joined: &str) -> bool {
    let is_newer = |rest: &str| {
        // A name, or one of the shell's own.
        let special = rest.strip_prefix(['@', '*', '#', '?', '-', '$', '!']).unwrap_or(rest);
        let operator = special.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        rest.starts_with(['#', '%', '/']) || operator.starts_with(['#', '%', '/'])
    };
    joined.split("${").skip(1).any(is_newer)
}

/// Whether text follows an array: BuildKit knows no exec form there, the package's version of it does, and so no heredoc.
fn has_followed_array(joined: &str) -> bool {
    joined.match_indices('[').any(|(at, _)| {
        let line = joined[at..].lines().next().unwrap_or_default();
        let mut values = serde_json::Deserializer::from_str(line).into_iter::<Vec<Value>>();
        matches!(values.next(), Some(Ok(_))) && !line[values.byte_offset()..].trim().is_empty()
    })
}

/// Whether a directive at the top is `check`, which the package does not know: for it, the next line is none any more.
fn has_check(text: &str) -> bool {
    let comments = text
        .lines()
        .map_while(|line| line.trim_start_matches('\u{feff}').trim_start().strip_prefix('#'));
    let mut keys = comments.filter_map(|comment| Some(comment.split_once('=')?.0.trim()));
    keys.any(|key| key.eq_ignore_ascii_case("check"))
}

/// Cuts the text into the instructions that BuildKit sees, at the same lines, where it accepts the text.
pub fn compare(text: &str) {
    // A NUL, which no Dockerfile has, ends the text for the package.
    let joined = joined(text);
    let has_other_heredocs = joined.contains("<<") && (has_newer_operator(&joined) || has_followed_array(&joined));
    let is_comparable = !text.contains('\0') && !has_other_heredocs && !has_check(text);
    let Some(parser) = PARSER.as_ref().filter(|_| is_comparable) else {
        return;
    };
    let mut parser = parser.lock().expect("no other thread");
    writeln!(parser.questions, "{}", json!(text)).expect("it reads");
    let mut answer = String::new();
    parser.answers.read_line(&mut answer).expect("it answers");
    let theirs: Value = serde_json::from_str(&answer).expect("it answers in JSON");
    if theirs.is_null() {
        return;
    }
    let document = Document::cut(text.to_string()).expect("BuildKit accepts it");
    let line = |at| position(document.text(), at).0;
    let last = document.instructions().len().saturating_sub(1);
    let one = |(index, instruction): (usize, &lucid_fix::ParsedInstruction)| {
        // In the joined text: a continuation may stand in the keyword.
        let mut words = instruction.text().trim().split([' ', '\t', '\u{b}', '\u{c}', '\r']);
        let (keyword, range) = (words.next().unwrap_or_default(), instruction.range());
        // A continuation at the end of the file, and what follows it, is outside for us.
        let end = match index == last && !text[range.end..].trim().is_empty() {
            true => theirs[index][2].clone(),
            false => json!(line(range.end)),
        };
        json!([keyword.to_uppercase(), line(range.start), end])
    };
    let ours: Vec<Value> = document.instructions().iter().enumerate().map(one).collect();
    assert_eq!(theirs, json!(ours), "BuildKit, and we");
}
