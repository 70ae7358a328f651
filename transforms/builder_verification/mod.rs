//! LF008: a builder stage has a RUN that proves that Python runs and the sources compile.

use crate::dockerfile::command_line::is_python;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::files::CopyFrom;
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::dockerfile::stages::{Base, Role};
use crate::paragraph;
use crate::service;
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod packages;
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

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let builders: Vec<usize> = view
            .stages
            .with_role(Role::Builder)
            .filter(|stage| is_copied_from(view, *stage))
            .collect();
        builders
            .into_iter()
            .filter_map(|stage| check_stage(view, stage))
            .collect()
    }
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
    if view.stages.chain(stage).any(|local| {
        view.stages.stages[local]
            .body
            .clone()
            .any(|index| is_check(view, index))
    }) {
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
    if !has_python(view, stage, anchor) {
        return None;
    }
    let mut lines = vec!["python3 --version".to_string(), "which python3".to_string()];
    lines.extend(
        named
            .iter()
            .filter(|file| file.is_entrypoint)
            .map(|file| format!("test -f {}", shell_quoted(&file.path))),
    );
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
    let fix = Fix::insertion(
        Keyword::Run,
        "Verify Python and the sources in the builder",
        paragraph::insert_after(view.document, anchor, &text(view, anchor, &lines)),
    );
    let remedy = match service::would_need_emulation(view) {
        true => Remedy::Fix(fix.unsafe_because(
            "it would be the first RUN of this build for the target platform, which needs no emulation today",
        )),
        false => Remedy::Fix(fix),
    };
    let from = view.stages.stages[stage].from;
    Some(Finding {
        instruction: from,
        at: view.document.instructions()[from].keyword_range().start,
        message: "no RUN of the builder stage proves that Python runs and the sources compile".to_string(),
        remedy,
    })
}

/// Whether a RUN runs `py_compile` or `compileall`, or imports something with `python3 -c`.
fn is_check(view: &View<'_>, index: usize) -> bool {
    if view.document.instructions()[index].keyword != Keyword::Run || view.document.captures(&QUERY, index).is_empty() {
        return false;
    }
    let instruction = &view.document.instructions()[index];
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

/// Whether the stage has Python before its check: from its image, or because it installs one.
fn has_python(view: &View<'_>, stage: usize, anchor: usize) -> bool {
    if matches!(view.stages.root_base(stage), Base::Image(image) if image.is_official("python")) {
        return true;
    }
    let installs = |command: &SimpleCommand| {
        let is_manager = matches!(
            command.program(),
            "apt-get" | "apt" | "apk" | "dnf" | "microdnf" | "yum"
        );
        let brings = |word: &str| {
            word.split(['=', '/']).next().is_some_and(|name| {
                matches!(
                    name,
                    "python3"
                        | "python3-minimal"
                        | "python3-pip"
                        | "python3-venv"
                        | "python3-dev"
                        | "python-is-python3"
                )
            })
        };
        is_manager && command.arguments().any(brings)
    };
    view.stages.chain(stage).any(|local| {
        let body = view.stages.stages[local].body.clone();
        body.filter(|index| *index <= anchor && view.document.instructions()[*index].keyword == Keyword::Run)
            .any(|index| {
                shell::run_commands(view.document, &view.document.instructions()[index])
                    .is_some_and(|commands| commands.iter().any(installs))
            })
    })
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
