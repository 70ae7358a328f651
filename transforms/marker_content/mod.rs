//! LF011: marker files have content.

use std::collections::HashSet;

use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;
use crate::dockerfile::shell::{ShellWord, SimpleCommand};
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod filling;

static RULE: Rule = Rule {
    code: "LF011",
    name: "marker-content",
    summary: "marker files such as .keep have content",
    page: include_str!("README.md"),
    priority: Priority::NiceToHave,
    requirements: &[Requirement::new(3, "marker-content", "Marker files with content")],
};

/// Writes into marker files that a RUN leaves empty.
pub(super) struct MarkerContent;

impl Transform for MarkerContent {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn applies(&self, context: &RuleContext<'_>) -> bool {
        context.stages().any(|stage| !written_in(stage).is_empty())
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        context.stages().flat_map(check_stage).collect()
    }
}

/// A marker file that a RUN writes.
struct Marker<'a> {
    run: Instruction<'a>,
    /// The command that writes it.
    command: &'a SimpleCommand,
    /// Where its name stands in the file; the RUN where that cannot be told.
    at: usize,
    /// As it is written.
    shown: &'a str,
    /// Absolute, where the directory is known.
    path: String,
    /// Whether it gets no text.
    is_empty: bool,
}

fn check_stage(stage: Stage<'_>) -> Vec<Finding> {
    let written = written_in(stage);
    // A marker may be touched in one RUN and written in another, in either order: what counts is the file that is shipped.
    let filled = written.iter().filter(|marker| !marker.is_empty);
    let filled: HashSet<&str> = filled.map(|marker| marker.path.as_str()).collect();
    let runs = written.chunk_by(|a, b| a.run == b.run);
    runs.filter_map(|markers| check_run(markers, &filled)).collect()
}

fn check_run(markers: &[Marker<'_>], filled: &HashSet<&str>) -> Option<Finding> {
    let mut seen = filled.clone();
    let empty: Vec<&Marker<'_>> = markers.iter().filter(|marker| seen.insert(&marker.path)).collect();
    let first = empty.first()?;
    let names: Vec<&str> = empty.iter().map(|marker| marker.shown).collect();
    let message = match names[..] {
        [name] => format!("the marker file {name} is empty"),
        _ => format!("the marker files {} are empty", names.join(", ")),
    };
    let remedy = match filling::edits(&empty) {
        Ok(edits) => Remedy::Fix(
            Fix::within(first.run, "Write a name and a timestamp into the marker", edits)
                .unsafe_because("with the timestamp, each build without a cache makes a different image"),
        ),
        Err(reason) => Remedy::Report(format!(
            "{reason}; let a marker say what it is there for, for example {} > {}: a check of its directory then has something to read",
            filling::content(&first.path),
            first.shown
        )),
    };
    Some(Finding::new(first.run, first.at, message, remedy))
}

/// What is in the name of a marker file.
const MARKERS: [&str; 5] = ["keep", "gitkeep", "keepme", "placeholder", "marker"];

/// The marker files that the RUNs of a stage write.
fn written_in(stage: Stage<'_>) -> Vec<Marker<'_>> {
    let runs = stage.instructions().filter(|one| one.keyword == Keyword::Run);
    runs.filter(|one| one.mentions(&MARKERS)).flat_map(written_by).collect()
}

fn written_by<'a>(run: Instruction<'a>) -> Vec<Marker<'a>> {
    // The ranges of a heredoc's commands are those of its body.
    let is_joined = run.line.heredocs.is_empty();
    let marker = |command: &'a SimpleCommand, word: &'a ShellWord, is_empty: bool| Marker {
        run,
        command,
        at: match is_joined {
            true => run.in_file(word.range.clone()).start,
            false => run.keyword_range().start,
        },
        shown: &word.text,
        path: absolute(run.workdir(), &word.text).unwrap_or_else(|| word.text.clone()),
        is_empty,
    };
    let mut found = Vec::new();
    for command in run.run_commands().unwrap_or_default() {
        let redirected = command.writes_to.iter().filter(|word| is_marker(&word.text));
        found.extend(redirected.map(|word| marker(command, word, says_nothing(command))));
        let empties = makes_empty(command);
        if empties || command.program() == "tee" {
            let named = command.words.iter().skip(1).filter(|word| is_marker(&word.text));
            found.extend(named.map(|word| marker(command, word, empties)));
        }
    }
    found
}

/// Whether a command makes the files that it names, and makes them empty.
fn makes_empty(command: &SimpleCommand) -> bool {
    let has = |word: &str| command.arguments().any(|argument| argument == word);
    match command.program() {
        "touch" | "truncate" => true,
        "cp" | "install" => has("/dev/null"),
        "find" | "xargs" => has("touch"),
        _ => false,
    }
}

/// Whether a command's output is empty or a line without text: `echo ""`, `printf ''`, `:`, `cat /dev/null`.
fn says_nothing(command: &SimpleCommand) -> bool {
    let mut arguments = command.arguments();
    match command.program() {
        "echo" => arguments.all(|word| word.trim().is_empty() || matches!(word, "-n" | "-e" | "-ne" | "-en")),
        "printf" => arguments.all(|word| word.trim().is_empty() || word == "\\n"),
        // Without arguments it hands on what it is fed.
        "cat" => command.words.len() > 1 && arguments.all(|word| word == "/dev/null"),
        ":" | "true" => true,
        _ => false,
    }
}

/// Whether a path names a file that is there only so that its directory is: `.keep`, `.gitkeep`, `.entrypoint-marker`.
fn is_marker(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_hidden = name.starts_with('.') || name.ends_with(".keep");
    is_hidden && name.split(['.', '-', '_']).any(|part| MARKERS.contains(&part))
}
