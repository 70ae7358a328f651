//! LF003: in a runtime stage Python is called by the image's own path, never by a bare name.

use std::ops::Range;

use crate::analysis::command_line::{self, is_python};
use crate::analysis::interpreters::{Held, Lookup};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Point, Role, Stage, service};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::{self, Command};
use crate::dockerfile::grammar::NodeQuery;
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::requirements::Met;
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod shell_form;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

/// Where images have their programs.
const SYSTEM: [&str; 3] = ["/usr/bin", "/bin", "/usr/local/bin"];

static RULE: Rule = Rule {
    code: "LF003",
    name: "python-path",
    summary: "a runtime stage calls Python as /usr/bin/python3.11, never by a bare name",
    page: include_str!("README.md"),
    priority: Priority::Critical,
    requirements: &[Requirement::new(7, "python-path", "Explicit Python path")],
};

/// Finds each call of Python by another name than the image's own path, and writes the path where the name can only mean it.
pub(super) struct PythonPath;

impl Transform for PythonPath {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, context: &RuleContext<'_>) -> bool {
        let runs_python = |stage| service::service(stage).is_some() || commands(stage).any(calls_python);
        context.stages_with_role(Role::Runtime).any(runs_python)
    }

    fn meets(&self, context: &RuleContext<'_>, _requirement: &Requirement, found: bool) -> Met {
        let mut commands = context.stages_with_role(Role::Runtime).flat_map(commands);
        match found {
            true => Met::No,
            // A Python that may not start is left alone, and is not right either.
            false if !self.applies(context) || commands.any(may_not_start) => Met::NotApplicable,
            false => Met::Yes,
        }
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let mut commands: Vec<_> = context.stages_with_role(Role::Runtime).flat_map(commands).collect();
        commands.sort_by_key(|one| one.index());
        commands.dedup();
        commands.into_iter().filter_map(check_command).collect()
    }
}

/// The instructions of a stage that run something: each RUN, and of CMD, ENTRYPOINT and HEALTHCHECK the last, since only that counts, be it one
/// of a stage below that is no runtime stage itself.
fn commands(stage: Stage<'_>) -> impl Iterator<Item = Instruction<'_>> {
    let runs = stage.instructions().filter(|one| one.keyword == Keyword::Run);
    let last = [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck].into_iter();
    let last = last.filter(move |keyword| *keyword != Keyword::Cmd || begins_with_program(stage));
    let is_asked = move |one: &Instruction<'_>| {
        let owner = one.stage();
        // Another PATH may give a name another meaning.
        let has_same_path = || owner.end().environment().get("PATH") == stage.end().environment().get("PATH");
        owner == stage || (owner.role() != Role::Runtime && has_same_path())
    };
    runs.chain(
        last.filter_map(move |keyword| stage.effective(keyword))
            .filter(is_asked),
    )
}

/// Whether CMD begins with a program: it does after no ENTRYPOINT, an empty one or an init alone; else it holds arguments.
fn begins_with_program(stage: Stage<'_>) -> bool {
    let is_empty_or_init = |words: Vec<String>| words.is_empty() || command_line::is_init_alone(&words);
    stage.effective(Keyword::Entrypoint).is_none()
        || stage.effective_words(Keyword::Entrypoint).is_some_and(is_empty_or_init)
}

/// Whether an instruction runs Python, by whatever name.
fn calls_python(one: Instruction<'_>) -> bool {
    match one.command() {
        Some(Command::Exec(form)) => {
            let program = form.words.get(command_line::wrapper_length(&form.words));
            program.is_some_and(|word| is_python(&word.value))
        }
        Some(Command::Shell(joined)) => shell_form::calls_python(&one.text()[joined.clone()]),
        None => false,
    }
}

/// Whether an instruction runs another Python than the image's, by its path, of which it is not known whether it starts.
fn may_not_start(one: Instruction<'_>) -> bool {
    let form = one.parsed().command().and_then(Command::exec);
    let program = form.and_then(|form| form.words.get(command_line::wrapper_length(&form.words)));
    let own = one.stage().image().interpreter();
    let is_another = |path: &&str| path.contains('/') && *path != own && is_python(path);
    let another = program.map(|word| word.value.as_str()).filter(is_another);
    another.is_some_and(|path| matches!(place(one).held_at(path), Held::Perhaps | Held::Nothing))
}

/// Where an instruction's command runs.
fn place(one: Instruction<'_>) -> Point<'_> {
    match one.keyword {
        Keyword::Run => one.before(),
        // What the container runs, it runs with all that the stage set.
        _ => one.stage().end(),
    }
}

fn check_command(one: Instruction<'_>) -> Option<Finding> {
    match one.command()? {
        Command::Exec(form) => {
            let program = form.words.get(command_line::wrapper_length(&form.words))?;
            let meant = meant(one, &program.value)?;
            // The tree and the JSON must agree on where the program stands.
            let range = captured(one, "word").find(|word| *word == program.range)?;
            Some(rewritten(one, &program.value, range, meant))
        }
        Command::Shell(joined) => {
            let text = Some(&one.text()[joined.clone()]).filter(|text| shell_form::calls_python(text))?;
            shell_form::check(one, text, captured(one, "shell").next()?)
        }
    }
}

/// What the query captures under a name; most instructions conform, and need no tree.
fn captured(one: Instruction<'_>, name: &'static str) -> impl Iterator<Item = Range<usize>> {
    let matches = one.matches(&QUERY).into_iter();
    matches.filter_map(move |found| found.range(name))
}

fn rewritten(one: Instruction<'_>, program: &str, range: Range<usize>, meant: Meant) -> Finding {
    let message = format!(
        "Python is called as {program}, not {}",
        one.stage().image().interpreter()
    );
    let at = range.start;
    let remedy = match meant {
        Meant::Path(path) => {
            let edit = Edit::replace(range, exec::quote(&path));
            let fix = Fix::within(one, format!("Call {path}"), vec![edit]);
            Remedy::Fix(match reader_of_command_lines(one) {
                Some(file) => fix.unsafe_because(format!(
                    "{file} may look at the name or the command line of a process, which change"
                )),
                None => fix,
            })
        }
        Meant::Unclear(advice) => Remedy::Report(advice),
    };
    Finding::new(one, at, message, remedy)
}

/// What of the service may look for a process by the words that start it: a file, or the health check.
fn reader_of_command_lines(one: Instruction<'_>) -> Option<String> {
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let tells = |text: &str| has(text, &COMMAND_LINES) || (has(text, &PROCESSES) && has(text, &NAMES));
    let check = one.stage().effective(Keyword::Healthcheck);
    if check.is_some_and(|check| tells(check.text())) {
        return Some("the health check".to_string());
    }
    let files = one.stage().service_files();
    let reads = |file: &&SourceFile| file.source.as_deref().is_some_and(tells);
    files.iter().find(reads).map(|file| file.path.clone())
}

/// What code says that reads the words that started a process.
const COMMAND_LINES: [&str; 4] = ["cmdline", "orig_argv", "1/comm", "self/comm"];

/// What code says that looks at processes, or at its own program, and may compare their names with one of [`NAMES`].
const PROCESSES: [&str; 3] = ["/proc/", "psutil", "sys.executable"];

/// How the name of Python's process begins in a text.
const NAMES: [&str; 4] = ["\"python", "'python", "(python", "\\tpython"];

/// What a nonconforming name of Python means.
enum Meant {
    /// The Python at this path.
    Path(String),
    /// That cannot be shown; what the person can do.
    Unclear(String),
}

/// What a program's name means, where it should be written otherwise; `None` when it conforms or is no Python.
fn meant(one: Instruction<'_>, program: &str) -> Option<Meant> {
    let image = one.stage().image();
    let own = image.interpreter();
    if program == own || !is_python(program) {
        return None;
    }
    let point = place(one);
    let name = program.rsplit('/').next().unwrap_or(program);
    let version = name.trim_start_matches("python");
    let is_own_name = matches!(version, "" | "3") || Some(version) == image.python();
    match program.rsplit_once('/').map(|(directory, _)| directory) {
        None => Some(match point.look_up(program) {
            Lookup::OwnInterpreter if is_own_name => Meant::Path(own.to_string()),
            Lookup::OwnInterpreter => Meant::Unclear(format!(
                "the image's Python is {own}; write the path of the one that you mean"
            )),
            Lookup::Starts(path) => Meant::Path(path),
            Lookup::Copied(path) => Meant::Unclear(format!(
                "{path} comes first in PATH and may be a Python that works; write {own}, or the path of the one that you mean"
            )),
            Lookup::UnknownPath => Meant::Unclear(format!(
                "PATH is not known here; write {own}, or the path of the one that you mean"
            )),
        }),
        Some(directory) => match point.held_at(program) {
            Held::CannotStart if names_packages(point, directory) => Some(Meant::Path(own.to_string())),
            Held::CannotStart => Some(Meant::Unclear(format!(
                "it cannot start, since it leads to a Python that the image does not have; name its site-packages in PYTHONPATH and call {own}"
            ))),
            Held::Nothing if !image.is_own_directory(directory) && !SYSTEM.contains(&directory) => None,
            Held::Nothing if is_own_name => Some(Meant::Path(own.to_string())),
            Held::Nothing if image.is_own_directory(directory) && image.python().is_none() => None,
            Held::Nothing => Some(Meant::Unclear(format!(
                "the image has no {program}, its Python is {own}; write the one that you mean"
            ))),
            // It starts, or is somebody's choice.
            Held::Starts | Held::Perhaps => None,
        },
    }
}

/// Whether PYTHONPATH names the packages of the venv whose programs lie in a directory.
fn names_packages(point: Point<'_>, directory: &str) -> bool {
    let Some(venv) = directory.strip_suffix("/bin") else {
        return false;
    };
    let environment = point.environment();
    let mut entries = environment.known("PYTHONPATH").unwrap_or_default().split(':');
    entries.any(|entry| {
        let entry = entry.trim_end_matches('/');
        relative_to(entry, venv).is_some() && entry.ends_with("/site-packages")
    })
}
