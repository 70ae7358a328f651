//! Whether `find`, and `xargs` after it, may change a file.

use super::programs::{self, Program};
use super::reach::Reach;
use crate::analysis::Instruction;
use crate::dockerfile::glob;
use crate::dockerfile::shell::SimpleCommand;

/// Whether `find` may delete or change the path.
pub(super) fn finds(arguments: &[&str], reach: Reach<'_>) -> bool {
    let acts = |word: &&str| matches!(*word, "-delete" | "-exec" | "-execdir" | "-ok");
    arguments.iter().any(acts) && is_found(arguments, reach)
}

/// Whether the path, or something on the way to it, is among what `find` looks for.
fn is_found(arguments: &[&str], reach: Reach<'_>) -> bool {
    let starts: Vec<&str> = arguments
        .iter()
        .copied()
        .take_while(|word| !word.starts_with(['-', '(', '!']))
        .collect();
    let is_below = starts.iter().any(|start| reach.touches(start)) || (starts.is_empty() && reach.touches("."));
    let is_negated = arguments
        .iter()
        .any(|word| matches!(*word, "!" | "-not" | "-path" | "-regex"));
    let mut names = arguments
        .windows(2)
        .filter(|pair| matches!(pair[0], "-name" | "-iname"))
        .peekable();
    let matches_any = |pattern: &str| reach.path.split('/').any(|part| glob::matches(pattern, part));
    is_below && (is_negated || names.peek().is_none() || names.any(|pair| matches_any(pair[1])))
}

/// Whether `xargs` hands the path to a program that changes it: what it gets is what a `find` of the same RUN finds.
pub(super) fn changes_what_is_found(run: Instruction<'_>, arguments: &[&str], reach: Reach<'_>) -> bool {
    let program = arguments.iter().find(|word| !word.starts_with('-'));
    if program.is_none_or(|program| programs::kind(program) == Some(Program::Harmless)) {
        return false;
    }
    let commands = run.run_commands().unwrap_or_default();
    let mut finds = commands.iter().filter(|command| command.program() == "find").peekable();
    let finds_path = |find: &SimpleCommand| is_found(&find.arguments().collect::<Vec<_>>(), reach);
    finds.peek().is_none() || finds.any(finds_path)
}
