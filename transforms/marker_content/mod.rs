//! LF011: marker files have content.

use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::shell::{self, SimpleCommand};
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

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let bodies = view.stages.stages.iter().map(|stage| stage.body.clone());
        bodies.flat_map(|body| check_stage(view, body.collect())).collect()
    }
}

/// What the commands of one RUN do to marker files.
struct Markers {
    instruction: usize,
    emptied: Vec<String>,
    filled: Vec<String>,
}

fn check_stage(view: &View<'_>, body: Vec<usize>) -> Vec<Finding> {
    let runs: Vec<Markers> = body.into_iter().filter_map(|index| markers(view, index)).collect();
    // A marker may be touched in one RUN and written in another, in either order: what counts is the file that is shipped.
    let filled: Vec<&String> = runs.iter().flat_map(|run| &run.filled).collect();
    let of_run = |run: &Markers| {
        let mut empty: Vec<&str> = run
            .emptied
            .iter()
            .filter(|path| !filled.contains(path))
            .map(String::as_str)
            .collect();
        empty.dedup();
        let (first, more) = empty.split_first()?;
        let message = match more.len() {
            0 => format!("the marker file {first} is empty"),
            others => format!("{} marker files are empty, the first is {first}", others + 1),
        };
        Some(Finding {
            instruction: run.instruction,
            at: view.document.instructions()[run.instruction].keyword_range().start,
            message,
            remedy: Remedy::Report(format!(
                "write something into it, for example echo \"marker of this folder\" > {first}: what copies or checks the folder then has a file to show"
            )),
        })
    };
    runs.iter().filter_map(of_run).collect()
}

fn markers(view: &View<'_>, instruction: usize) -> Option<Markers> {
    if view.document.captures(&QUERY, instruction).is_empty() {
        return None;
    }
    let commands = shell::run_commands(view.document, &view.document.instructions()[instruction])?;
    let mut found = Markers {
        instruction,
        emptied: Vec::new(),
        filled: Vec::new(),
    };
    for command in commands {
        let written = command
            .writes_to
            .iter()
            .map(|word| word.text.clone())
            .filter(|path| is_marker(path));
        if says_nothing(command) {
            found.emptied.extend(written);
        } else {
            found.filled.extend(written);
        }
        let named = command.arguments().filter(|word| is_marker(word)).map(str::to_string);
        match command.program() {
            "touch" => found.emptied.extend(named),
            "tee" => found.filled.extend(named),
            _ => {}
        }
    }
    Some(found)
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
    matches!(name, ".keep" | ".gitkeep" | ".keepme" | ".placeholder")
        || (name.starts_with('.') && name.contains("marker"))
}
