//! Whether `find`, and `xargs` after it, may change a file.

use super::programs::{self, Program};
use super::reach::Reach;
use crate::analysis::Instruction;
use crate::dockerfile::glob;

/// Whether `find` may change the path: what it finds is deleted, or handed to a program that changes it.
pub(super) fn finds(run: Instruction<'_>, arguments: &[&str], reach: Reach<'_>) -> bool {
    let acts = |word: &&str| matches!(*word, "-delete" | "-exec" | "-execdir" | "-ok");
    let commands = run.run_commands().unwrap_or_default();
    let mut handed = commands.iter().filter(|command| command.program() == "xargs");
    // `cp {} /app/` after `-exec`.
    let mut words = arguments.iter().skip_while(|word| !acts(word)).skip(1);
    words.any(|word| reach.touches(word))
        || (arguments.iter().any(acts) || handed.any(|xargs| is_changing(xargs.arguments())))
            && is_found(arguments, reach)
}

/// Whether `xargs` may change the path: what no `find` of the RUN hands to it is not known.
pub(super) fn is_handed(run: Instruction<'_>, arguments: &[&str]) -> bool {
    let mut commands = run.run_commands().unwrap_or_default().iter();
    is_changing(arguments.iter().copied()) && !commands.any(|command| command.program() == "find")
}

/// Whether the program that `xargs` starts changes files.
fn is_changing<'w>(mut arguments: impl Iterator<Item = &'w str>) -> bool {
    let program = arguments.find(|word| !word.starts_with('-'));
    program.is_some_and(|program| programs::kind(program) != Some(Program::Harmless))
}

/// Whether the path, or something on the way to it, is among what `find` looks for.
fn is_found(arguments: &[&str], reach: Reach<'_>) -> bool {
    let mut starts = arguments
        .iter()
        .skip_while(|word| matches!(**word, "-H" | "-L" | "-P"))
        .take_while(|word| !word.starts_with(['-', '(', '!']))
        .peekable();
    let is_below = (starts.peek().is_none() && reach.touches(".")) || starts.any(|start| reach.touches(start));
    let is_negated = arguments
        .iter()
        .any(|word| matches!(*word, "!" | "-not" | "-path" | "-regex"));
    let pairs = arguments.windows(2);
    let mut names = pairs.filter(|pair| matches!(pair[0], "-name" | "-iname")).peekable();
    let lower = reach.path.to_lowercase();
    let matches_any = |path: &str, pattern: &str| path.split('/').any(|part| glob::matches(pattern, part));
    let is_named = |pair: &[&str]| match pair[0] {
        "-iname" => matches_any(&lower, &pair[1].to_lowercase()),
        _ => matches_any(reach.path, pair[1]),
    };
    is_below && (is_negated || names.peek().is_none() || names.any(is_named))
}
