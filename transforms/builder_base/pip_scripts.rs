//! pip writes the path of its Python into the first line of every script that it installs.

use super::apt;
use super::family::{Family, Step, is_python, last};
use crate::analysis::origin::Origin;
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{join, relative_to};

/// Looks for a script of pip that a runtime stage starts, or would find in its PATH.
///
/// # Errors
/// Where one may be, and what the person can do.
pub(super) fn examine(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    let installs = |step: &&Step<'_>| {
        let is_apt = apt::packages(&step.command).is_some();
        !is_apt && is_python(step) && step.command.arguments().any(|word| word == "install")
    };
    let Some(pip) = steps.iter().find(installs) else {
        return Ok(());
    };
    let pip = format!("pip (line {})", family.line(pip.run));
    let runtime = family.context.stages_with_role(Role::Runtime);
    for stage in runtime.filter(|stage| !traced(family, *stage, "/").is_empty()) {
        let environment = stage.end().environment();
        for directory in environment.known("PATH").unwrap_or_default().split(':') {
            if let Some((copy, source)) = traced(family, stage, directory)
                .into_iter()
                .find(|(_, source)| is_bin(source))
            {
                return Err(format!(
                    "line {} brings {source} into {directory}, which is in the runtime stage's PATH; {pip} may have put scripts there that \
                     start Debian's Python; start those with `python3 -m` and take it out of PATH, then change the base",
                    family.line(copy)
                ));
            }
        }
        for one in stage.chain().flat_map(Stage::instructions) {
            if let Some(program) = started(one).filter(|program| may_be_script_of_pip(one, program)) {
                return Err(format!(
                    "line {} starts {program}, which may be a script that {pip} wrote and that starts Debian's Python; start it with `python3 -m`, then change the base",
                    family.line(one)
                ));
            }
        }
    }
    Ok(())
}

/// What the COPYs bring to a path of a stage from the family: the last COPY, and the path in the family.
fn traced<'a>(family: &Family<'a>, stage: Stage<'a>, path: &str) -> Vec<(Instruction<'a>, String)> {
    let mut found = Vec::new();
    let mut open = vec![(stage, path.to_string())];
    let mut seen = Vec::new();
    while let Some((stage, path)) = open.pop() {
        for (owner, copy) in stage
            .chain()
            .flat_map(|local| local.copies().map(move |copy| (local, copy)))
        {
            let (CopyFrom::Stage(from), Some(destination)) = (&copy.from, &copy.destination) else {
                continue;
            };
            let supplier = stage.sibling(*from);
            let below = relative_to(&path, destination);
            let is_met = below.is_some() || (path.starts_with('/') && relative_to(destination, &path).is_some());
            for source in copy.sources.iter().filter(|_| is_met) {
                let place = (supplier, join(source, below.as_deref().unwrap_or_default()));
                if family.stages.contains(&supplier) {
                    found.push((owner.instruction_of(copy), place.1));
                } else if !seen.contains(&place) {
                    seen.push(place.clone());
                    open.push(place);
                }
            }
        }
    }
    found
}

/// Whether a path lies in a `bin` directory that pip writes to: not one of the system's, which apt's programs are in.
fn is_bin(path: &str) -> bool {
    path.split('/').any(|part| part == "bin") && !is_of_system(path)
}

fn is_of_system(path: &str) -> bool {
    let system = ["/bin", "/sbin", "/usr/bin", "/usr/sbin"];
    system.iter().any(|directory| relative_to(path, directory).is_some())
}

/// The program that an exec form starts, after an init such as tini.
fn started(one: Instruction<'_>) -> Option<&str> {
    if one.keyword == Keyword::Shell || is_argument(one) {
        return None;
    }
    let mut words = one.parsed().command()?.exec()?.values().into_iter();
    words.find(|word| !matches!(last(word), "tini" | "dumb-init" | "env") && !word.starts_with('-'))
}

/// Whether a CMD's words are arguments: of the ENTRYPOINT in effect, or of the base image's own.
fn is_argument(one: Instruction<'_>) -> bool {
    let entrypoint = || one.stage().effective_words(Keyword::Entrypoint);
    one.keyword == Keyword::Cmd && entrypoint().is_none_or(|words| words.last().is_some_and(|last| last != "--"))
}

/// Whether a program is neither Python nor a system's, and is not known to come from the build context.
fn may_be_script_of_pip(one: Instruction<'_>, program: &str) -> bool {
    let is_own = || program.starts_with('/') && matches!(one.before().origin(program), Origin::Context(_));
    !last(program).starts_with("python") && !is_of_system(program) && !is_own()
}
