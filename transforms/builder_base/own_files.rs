//! What the stage runs of its own files, which may name Debian's Python.

use super::family::{BuilderStep, Family};
use crate::analysis::Stage;
use crate::analysis::command_line::{Target, python_call};
use crate::analysis::origin::Origin;
use crate::dockerfile::path::absolute;

/// Whether it runs a file of the build context, by Python or by its name in PATH, that looks for programs by itself.
fn runs_telling_code(step: &BuilderStep<'_>) -> bool {
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
    let telling = ["/usr/bin", "usr/lib/python3", "PATH", "which", "dist-packages"];
    let mut texts = paths.iter().filter_map(text);
    texts.any(|text| telling.iter().any(|word| text.contains(word)))
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
        let runs_file = matches!(step.command.program(), "sh" | "bash" | "." | "source")
            && arguments.any(|word| !word.starts_with('-') && !word.contains(' ') && !word.ends_with("/activate"));
        (is_path && !first.contains("venv/bin/"))
            || runs_file
            || step.command.program() == "make"
            || runs_telling_code(step)
    };
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
