//! LF011: marker files have content.

use std::collections::HashSet;

use crate::dockerfile::files;
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::shell::{self, ShellWord, SimpleCommand};
use crate::transform::{Finding, Remedy, Rule, Transform, View};

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF011",
    name: "marker-content",
    summary: "marker files such as .keep have content",
    page: include_str!("README.md"),
};

/// The pass.
pub struct MarkerContent;

impl Transform for MarkerContent {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn reports_only(&self) -> bool {
        true
    }

    fn applies(&self, view: &View<'_>) -> bool {
        (0..view.stages.stages.len()).any(|stage| !written_in(view, stage).is_empty())
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        (0..view.stages.stages.len())
            .flat_map(|stage| check_stage(view, stage))
            .collect()
    }
}

/// A marker file that a RUN writes.
struct Marker {
    instruction: usize,
    /// Where its name stands in the file; the RUN where that cannot be told.
    at: usize,
    /// As it is written.
    shown: String,
    /// Absolute, where the folder is known.
    path: String,
    /// Whether it gets no text.
    is_empty: bool,
}

fn check_stage(view: &View<'_>, stage: usize) -> Vec<Finding> {
    let written = written_in(view, stage);
    // A marker may be touched in one RUN and written in another, in either order: what counts is the file that is shipped.
    let filled: HashSet<&str> = written
        .iter()
        .filter(|marker| !marker.is_empty)
        .map(|marker| marker.path.as_str())
        .collect();
    let mut seen = HashSet::new();
    let empty: Vec<&Marker> = written
        .iter()
        .filter(|marker| !filled.contains(marker.path.as_str()) && seen.insert((marker.instruction, &marker.path)))
        .collect();
    empty
        .chunk_by(|a, b| a.instruction == b.instruction)
        .map(finding)
        .collect()
}

fn finding(empty: &[&Marker]) -> Finding {
    let names: Vec<&str> = empty.iter().map(|marker| marker.shown.as_str()).collect();
    let first = names[0];
    let message = match empty {
        [_] => format!("the marker file {first} is empty"),
        _ => format!("the marker files {} are empty", names.join(", ")),
    };
    Finding {
        instruction: empty[0].instruction,
        at: empty[0].at,
        message,
        remedy: Remedy::Report(format!(
            "let a marker say what it is there for, for example echo \"kept for the service\" > {first}: a check of its folder then has \
             something to read"
        )),
    }
}

/// The marker files that the RUNs of a stage write.
fn written_in(view: &View<'_>, stage: usize) -> Vec<Marker> {
    let body = view.stages.stages[stage].body.clone();
    body.flat_map(|index| written_by(view, stage, index)).collect()
}

fn written_by(view: &View<'_>, stage: usize, index: usize) -> Vec<Marker> {
    let run = &view.document.instructions()[index];
    if view.document.captures(&QUERY, index).is_empty() {
        return Vec::new();
    }
    let workdir = view.stages.workdir(stage, index);
    // The ranges of a heredoc's commands are those of its body.
    let is_joined = run.line.heredocs.is_empty();
    let marker = |word: &ShellWord, is_empty: bool| Marker {
        instruction: index,
        at: match is_joined {
            true => run.in_file(word.range.clone()).start,
            false => run.keyword_range().start,
        },
        shown: word.text.clone(),
        path: files::absolute(workdir, &word.text).unwrap_or_else(|| word.text.clone()),
        is_empty,
    };
    let commands = shell::run_commands(view.document, run).unwrap_or_default();
    let mut found = Vec::new();
    for command in commands {
        let redirected = command.writes_to.iter().filter(|word| is_marker(&word.text));
        found.extend(redirected.map(|word| marker(word, says_nothing(command))));
        let touches = command.program() == "touch";
        if touches || command.program() == "tee" {
            let named = command.words.iter().skip(1).filter(|word| is_marker(&word.text));
            found.extend(named.map(|word| marker(word, touches)));
        }
    }
    found
}

/// Whether a command's output is empty or a line without text: `echo ""`, `printf ''`, `:`, `cat /dev/null`.
fn says_nothing(command: &SimpleCommand) -> bool {
    let mut arguments = command.arguments();
    match command.program() {
        "echo" => arguments.all(|word| word.trim().is_empty() || matches!(word, "-n" | "-e" | "-ne" | "-en")),
        "printf" => arguments.all(|word| word.trim().is_empty() || word == "\\n"),
        "cat" => arguments.all(|word| word == "/dev/null"),
        ":" | "true" => true,
        _ => false,
    }
}

/// Whether a path names a file that is there only so that its folder is: `.keep`, `.gitkeep`, `.entrypoint-marker`.
fn is_marker(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let says_so = |part: &str| matches!(part, "keep" | "gitkeep" | "keepme" | "placeholder" | "marker");
    (name.starts_with('.') || name.ends_with(".keep")) && name.split(['.', '-', '_']).any(says_so)
}
