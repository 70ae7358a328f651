//! A first path that is not there, but is the name of a command: of this program, mistyped, or of similar programs.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::CommandFactory;
use similar::get_close_matches;

use super::cli::Cli;

/// What to write in place of the commands of similar programs.
const ELSEWHERE: [(&str, &str); 8] = [
    ("check", ""),
    ("lint", ""),
    ("diff", "--diff"),
    ("fix", "--write"),
    ("format", "--write"),
    ("help", "--help"),
    ("version", "--version"),
    ("list", "rules"),
];

/// How similar a word must be to the name of a command to be meant.
const SIMILAR: f32 = 0.7;

/// Refuses paths that begin with a command.
///
/// # Errors
/// The command line that was meant.
pub(super) fn check(paths: &[PathBuf]) -> Result<()> {
    let Some(word) = paths
        .first()
        .and_then(|path| path.to_str())
        .filter(|word| !Path::new(word).exists())
    else {
        return Ok(());
    };
    let cli = Cli::command();
    let commands: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    let written = ELSEWHERE
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, meant)| *meant);
    let Some(meant) = written.or_else(|| get_close_matches(word, &commands, 1, SIMILAR).pop()) else {
        return Ok(());
    };
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(argument) = arguments.iter_mut().find(|argument| *argument == word) {
        *argument = meant.to_string();
    }
    arguments.retain(|argument| !argument.is_empty());
    arguments.insert(0, "lucid-fix".to_string());
    let meant = shlex::try_join(arguments.iter().map(String::as_str))?;
    bail!("there is no command and no file `{word}`; did you mean `{meant}`?")
}
