//! LF008: a builder stage has a RUN that proves that Python runs and the sources compile.

use crate::dockerfile::command_line::is_python;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::files::CopyFrom;
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::dockerfile::stages::Role;
use crate::paragraph;
use crate::service;
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod packages;
mod python;
mod sources;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF008",
    name: "builder-verification",
    summary: "a builder stage has a RUN that proves that Python runs and the sources compile",
    page: include_str!("README.md"),
};

/// The pass.
pub struct BuilderVerification;

impl Transform for BuilderVerification {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, view: &View<'_>) -> bool {
        let has_python = |stage: usize| python::is_there(view, stage, view.stages.stages[stage].body.end);
        builders(view).any(|stage| is_verified(view, stage) || has_python(stage))
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        builders(view).filter_map(|stage| check_stage(view, stage)).collect()
    }
}

/// The stages that the rule is about.
fn builders(view: &View<'_>) -> impl Iterator<Item = usize> {
    let builders = view.stages.with_role(Role::Builder);
    builders.filter(move |stage| is_copied_from(view, *stage))
}

/// Whether some stage copies from it; a stage that others are only built on is checked where they end.
fn is_copied_from(view: &View<'_>, stage: usize) -> bool {
    (0..view.stages.stages.len()).any(|other| {
        view.stages
            .copies(other)
            .any(|copy| copy.from == CopyFrom::Stage(stage))
    })
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let body = view.stages.stages[stage].body.clone();
    if is_verified(view, stage) {
        return None;
    }
    let named = sources::named(view, stage);
    // Without sources that are known to compile, a Python that runs is all there is to prove.
    if !named.iter().any(|file| file.compiles) && body.clone().any(|index| shows_version(view, index)) {
        return None;
    }
    let is_step = |index: &usize| {
        matches!(
            view.document.instructions()[*index].keyword,
            Keyword::Run | Keyword::Copy | Keyword::Add
        )
    };
    let anchor = sources::last_step(view, stage, &named).or_else(|| body.rev().find(is_step))?;
    if !python::is_there(view, stage, anchor) {
        return None;
    }
    let remedy = match python::is_reachable(view, stage, anchor) {
        Ok(()) => Remedy::Fix(verification(view, stage, anchor, &named)),
        Err(advice) => Remedy::Report(advice),
    };
    let from = view.stages.stages[stage].from;
    Some(Finding {
        instruction: from,
        at: view.document.instructions()[from].keyword_range().start,
        message: "no RUN of the builder stage proves that Python runs and the sources compile".to_string(),
        remedy,
    })
}

/// Whether a RUN of the stage, or of one below it, is such a check already.
fn is_verified(view: &View<'_>, stage: usize) -> bool {
    let checks = |local: usize| {
        let mut body = view.stages.stages[local].body.clone();
        body.any(|index| is_check(view, index))
    };
    view.stages.chain(stage).any(checks)
}

/// The check as a fix.
fn verification(view: &View<'_>, stage: usize, anchor: usize, named: &[sources::Named]) -> Fix {
    let mut lines = vec![
        "python3 --version".to_string(),
        python::finder(view, stage, anchor).to_string(),
    ];
    lines.extend(named.iter().filter(|file| file.is_entrypoint).map(|file| {
        format!(
            "test {} {}",
            if file.is_source { "-f" } else { "-e" },
            shell_quoted(&file.path)
        )
    }));
    lines.extend(
        named
            .iter()
            .filter(|file| file.compiles)
            .map(|file| format!("python3 -m py_compile {}", shell_quoted(&file.path))),
    );
    if named.is_empty() {
        lines.extend(
            packages::installed(view, stage, anchor)
                .iter()
                .map(|name| format!("python3 -m pip show --quiet {name}")),
        );
    }
    // `python3 -m` looks for modules in the working folder first.
    if lines.iter().any(|line| line.contains(" -m ")) && python::is_hidden(view, stage, anchor, named) {
        lines.insert(0, "cd /".to_string());
    }
    let fix = Fix::insertion(
        Keyword::Run,
        "Verify Python and the sources in the builder",
        paragraph::insert_after(view.document, anchor, &text(view, anchor, &lines)),
    );
    match service::risk_of_check(view, stage, !named.is_empty()) {
        Some(reason) => fix.unsafe_because(reason),
        None => fix,
    }
}

/// Whether a RUN runs `py_compile` or `compileall`, or imports something with `python3 -c`.
fn is_check(view: &View<'_>, index: usize) -> bool {
    let instruction = &view.document.instructions()[index];
    let telling = ["py_compile", "compileall", "import"];
    if instruction.keyword != Keyword::Run
        || !shell::mentions(view.document, instruction, &telling)
        || view.document.captures(&QUERY, index).is_empty()
    {
        return false;
    }
    let commands = shell::run_commands(view.document, instruction);
    let in_heredoc = instruction
        .line
        .heredocs
        .iter()
        .any(|heredoc| view.document.text()[heredoc.body.clone()].contains("import "));
    match commands {
        Some(commands) => commands
            .iter()
            .any(|command| checks_python(command) || (runs_python(command) && in_heredoc)),
        // Not understood: the words tell.
        None => ["py_compile", "compileall", "-c \"import", "-c 'import"]
            .iter()
            .any(|words| instruction.text().contains(words)),
    }
}

fn shows_version(view: &View<'_>, index: usize) -> bool {
    let instruction = &view.document.instructions()[index];
    let shows = |command: &SimpleCommand| {
        runs_python(command) && command.arguments().any(|word| matches!(word, "--version" | "-V"))
    };
    instruction.keyword == Keyword::Run
        && shell::run_commands(view.document, instruction).is_some_and(|commands| commands.iter().any(shows))
}

fn runs_python(command: &SimpleCommand) -> bool {
    command.words.first().is_some_and(|word| is_python(&word.text))
}

fn checks_python(command: &SimpleCommand) -> bool {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let compiles = words.iter().any(|word| matches!(*word, "py_compile" | "compileall"));
    let imports = words
        .windows(2)
        .any(|pair| pair[0] == "-c" && pair[1].contains("import "));
    words.iter().any(|word| is_python(word)) && (compiles || imports)
}

fn shell_quoted(path: &str) -> String {
    shlex::try_quote(path).map_or_else(|_| path.to_string(), |quoted| quoted.into_owned())
}

/// The RUN with its comment, a command a line.
fn text(view: &View<'_>, anchor: usize, lines: &[String]) -> String {
    let newline = view.document.newline(anchor);
    let indentation = view.document.indentation(anchor);
    let first = "RUN export PYTHONPYCACHEPREFIX=/tmp/pycache".to_string();
    let last = "echo \"✅ Builder stage verification passed\"".to_string();
    let all: Vec<String> = std::iter::once(first)
        .chain(lines.iter().cloned())
        .chain([last])
        .collect();
    let joined = all.join(&format!(" && {}{newline}{indentation}    ", view.document.escape()));
    format!("{indentation}# Verify Python works and the sources compile{newline}{indentation}{joined}")
}
