//! pip writes the path of its Python into the first line of every script that it installs.

use super::family::{Family, Step, is_python, last};
use crate::analysis::origin::Origin;
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;

/// Looks for a script of pip that a runtime stage takes or starts.
///
/// # Errors
/// Where one may be, and what the person can do.
pub(super) fn examine(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    let installs = |step: &&Step<'_>| is_python(step) && step.command.arguments().any(|word| word == "install");
    let Some(pip) = steps.iter().find(installs) else {
        return Ok(());
    };
    if let Some((one, _)) = family
        .copies_out()
        .find(|(_, copy)| copy.sources.iter().any(|source| source.starts_with("/usr/local/bin/")))
    {
        return Err(format!(
            "line {} copies a program of /usr/local/bin, where pip (line {}) puts scripts that start Debian's Python; start it with `python3 -m`, then change the base",
            family.line(one),
            family.line(pip.run)
        ));
    }
    let takers: Vec<Stage<'_>> = family.copies_out().map(|(one, _)| one.stage()).collect();
    let runtime = family.context.stages_with_role(Role::Runtime);
    let fed = runtime.filter(|stage| stage.chain().any(|own| takers.contains(&own)));
    for one in fed.flat_map(Stage::instructions) {
        if let Some(program) = started(one).filter(|program| may_be_script_of_pip(one, program)) {
            return Err(format!(
                "line {} starts {program}, which may be a script that pip (line {}) wrote and that starts Debian's Python; start it with `python3 -m`, then change the base",
                family.line(one),
                family.line(pip.run)
            ));
        }
    }
    Ok(())
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
    let system = ["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];
    let is_own = || program.starts_with('/') && matches!(one.before().origin(program), Origin::Context(_));
    !last(program).starts_with("python") && !system.iter().any(|folder| program.starts_with(folder)) && !is_own()
}
