//! Health checks with curl, wget or nc, which a distroless image does not have.

use std::ops::Range;

use super::{Judged, python_check};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::exec::ExecForm;
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;
use crate::engine::fix::{Fix, Remedy};
use crate::python::health::{self, Limits};

const PROGRAMS: [&str; 3] = ["curl", "wget", "nc"];

/// A finding for an exec form whose program is one of them.
pub fn check_exec_form(stage: Stage<'_>, check: Instruction<'_>, form: &ExecForm, limits: &Limits) -> Option<Judged> {
    let words: Vec<String> = form.words.iter().map(|word| word.value.clone()).collect();
    check_words(stage, check, &words, form.range.clone(), limits)
}

/// The same for a shell form, which could not run anyway.
pub fn check_shell_form(
    stage: Stage<'_>,
    check: Instruction<'_>,
    joined: Range<usize>,
    limits: &Limits,
) -> Option<Judged> {
    let words = shlex::split(&check.text()[joined.clone()])?;
    check_words(stage, check, &words, check.in_file(joined), limits)
}

fn check_words(
    stage: Stage<'_>,
    check: Instruction<'_>,
    words: &[String],
    range: Range<usize>,
    limits: &Limits,
) -> Option<Judged> {
    let program = words.first()?;
    let name = program.rsplit('/').next().unwrap_or(program);
    if !PROGRAMS.contains(&name) || may_be_there(stage, program) {
        return None;
    }
    let message = format!("the health check runs {name}, which the image does not have");
    let remedy = match health::from_command(words, limits) {
        Err(reason) => Remedy::Report(format!("{reason}; write a check in Python")),
        Ok(lines) => {
            let text = python_check(stage, check, &lines);
            let fix = Fix::within(
                check,
                "Check the same in Python",
                vec![Edit::replace(range.clone(), text)],
            );
            Remedy::Fix(fix.unsafe_because(
                "the container is always unhealthy today; with a check that runs, an orchestrator may act on what it says",
            ))
        }
    };
    Some((range.start, message, remedy))
}

/// Whether a COPY may bring the program: by its name, or with a folder of programs.
fn may_be_there(stage: Stage<'_>, program: &str) -> bool {
    let (folder, name) = program.rsplit_once('/').unwrap_or(("", program));
    let is_bin = |path: &str| {
        path == "/" || path == "/usr" || path == "/usr/local" || path.ends_with("/bin") || path.ends_with("/sbin")
    };
    stage.chain().any(|local| {
        local.copies().any(|copy| {
            let by_name = copy
                .sources
                .iter()
                .any(|source| source.rsplit('/').next() == Some(name));
            let destination = copy.destination.as_deref();
            let by_folder = destination.is_none_or(|path| match folder {
                "" => {
                    is_bin(path)
                        && copy
                            .sources
                            .iter()
                            .any(|source| source.ends_with("bin") || source.ends_with("/usr"))
                }
                folder => relative_to(folder, path).is_some(),
            });
            by_name || by_folder
        })
    })
}
