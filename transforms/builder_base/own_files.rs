//! What the stage runs of its own files, which may name Debian's Python.

use std::sync::Arc;

use super::family::{BuilderStep, Family, is_python, last, script_of};
use crate::analysis::Stage;
use crate::analysis::command_line::{Target, python_call};
use crate::analysis::origin::{Origin, changes_only_what_it_names};
use crate::dockerfile::path::absolute;
use crate::dockerfile::shell::SHELLS;

/// Programs that need no Python, and run nothing of the service.
const TOOLS: &str = "cp ln install tar gzip gunzip bzip2 xz unzip git gcc g++ cc c++ cmake cargo rustup go npm node gpg openssl strip virtualenv \
    patchelf";

/// What Python code asks of the interpreter that has another answer in the new one.
const OF_THE_INTERPRETER: [&str; 6] = [
    "sys.prefix",
    "sys.base_prefix",
    "sys.version",
    "sysconfig",
    "getsitepackages",
    "platform.python_",
];

/// Whether it runs a file of the build context, by Python or by its name in PATH, that looks for programs by itself.
fn runs_telling_code(step: &BuilderStep<'_>) -> bool {
    let telling = ["/usr/bin", "usr/lib/python3", "PATH", "which", "dist-packages"];
    let mut texts = files_run(step).into_iter();
    texts.any(|text| telling.iter().any(|word| text.contains(word)))
}

/// Whether the Python code that it runs asks which Python it is, or where that lies. Both have the same minor version.
fn asks_for_the_interpreter(step: &BuilderStep<'_>) -> bool {
    let asks = |text: &str| {
        let text = text.replace("sys.version_info", "");
        OF_THE_INTERPRETER.iter().any(|word| text.contains(word))
    };
    let words: Vec<&str> = step.command.words.iter().map(|word| word.text.as_str()).collect();
    match python_call(&words).map(|call| call.target) {
        Some(Target::Code(code)) => asks(&code),
        _ => files_run(step).iter().any(|text| asks(text)),
    }
}

/// The texts of the files of the build context that may be what it runs.
fn files_run(step: &BuilderStep<'_>) -> Vec<Arc<str>> {
    let words: Vec<&str> = step.command.words.iter().map(|word| word.text.as_str()).collect();
    let paths = match python_call(&words).map(|call| call.target) {
        Some(Target::Script(path)) => vec![path],
        Some(Target::Module(name, _)) => {
            let path = name.replace('.', "/");
            vec![format!("{path}.py"), format!("{path}/__main__.py")]
        }
        Some(Target::Code(_) | Target::Nothing) => Vec::new(),
        None if brings_programs(step) => vec![format!("/usr/local/bin/{}", step.command.program())],
        None => Vec::new(),
    };
    let text = |path: &String| match step.run.before().likely_origin(&absolute(step.run.workdir(), path)?) {
        Origin::Context(origin) => step.run.analysis().context.read(&origin),
        _ => None,
    };
    paths.iter().filter_map(text).collect()
}

/// Whether a program runs the commands of a file.
fn runs_scripts(name: &str) -> bool {
    SHELLS.contains(&name) || matches!(name, "." | "source")
}

/// Whether it is known of a program that it runs nothing but itself, or what its arguments say.
fn is_known(step: &BuilderStep<'_>) -> bool {
    let name = step.command.program();
    let runs_a_shell = || step.command.arguments().any(|word| runs_scripts(last(word)));
    let names_a_file = || step.command.arguments().any(|word| !word.starts_with('-'));
    match name {
        "xargs" | "find" => !runs_a_shell(),
        // Without either, it runs what standard input brings.
        _ if runs_scripts(name) => script_of(&step.command).is_some() || names_a_file(),
        _ => {
            is_python(step)
                || changes_only_what_it_names(name)
                || TOOLS.split_ascii_whitespace().any(|tool| tool == name)
        }
    }
}

/// Whether it looks at the version of Python: the two have other patch versions.
fn looks_at_the_version(step: &BuilderStep<'_>) -> bool {
    let asks = |word: &str| matches!(word, "--version" | "-V");
    is_python(step) && !step.command.is_plain && step.command.arguments().any(asks)
}

/// Whether it deletes from the directory where the new Python is.
fn deletes_local(step: &BuilderStep<'_>) -> bool {
    step.command.program() == "rm" && step.command.arguments().any(|word| word.starts_with("/usr/local"))
}

/// Whether a COPY of the stage brings a program.
fn brings_programs(step: &BuilderStep<'_>) -> bool {
    let mut copies = step.run.stage().chain().flat_map(Stage::copies);
    copies.any(|copy| {
        copy.destination
            .as_deref()
            .is_some_and(|place| place.starts_with("/usr/local/bin"))
    })
}

/// What the stage runs of its own files may have Debian's Python in its first line.
pub(super) fn doubt(family: &Family<'_>, steps: &[BuilderStep<'_>]) -> Option<String> {
    let system = ["/bin/", "/sbin/", "/usr/"];
    let runs_own = |step: &&BuilderStep<'_>| {
        let first = step.command.words.first().map_or("", |word| word.text.as_str());
        let is_path = first.contains('/') && !system.iter().any(|directory| first.starts_with(directory));
        let mut arguments = step.command.arguments();
        let runs_file = runs_scripts(step.command.program())
            && arguments.any(|word| !word.starts_with('-') && !word.contains(' ') && !word.ends_with("/activate"));
        (is_path && !first.contains("venv/bin/")) || runs_file || !is_known(step) || runs_telling_code(step)
    };
    let line_of =
        |is: fn(&BuilderStep<'_>) -> bool| steps.iter().find(|step| is(step)).map(|step| family.line(step.run));
    if let Some(line) = line_of(deletes_local) {
        return Some(format!("line {line} deletes from /usr/local, where the new Python is"));
    }
    if let Some(line) = line_of(looks_at_the_version) {
        return Some(format!(
            "line {line} looks at the version of Python, and the new one has another patch version"
        ));
    }
    if let Some(line) = line_of(asks_for_the_interpreter) {
        return Some(format!(
            "line {line} asks which Python it is, or where that lies, and the new one has another answer"
        ));
    }
    let step = steps.iter().find(runs_own)?;
    let shown: Vec<&str> = step
        .command
        .words
        .iter()
        .take(2)
        .map(|word| word.text.as_str())
        .collect();
    let line = family.line(step.run);
    Some(format!(
        "line {line} runs `{}`, which may name /usr/bin/python3",
        shown.join(" ")
    ))
}
