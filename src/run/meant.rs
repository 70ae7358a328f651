//! A first path that is not there, but is the name of a command: of this program, mistyped, or of similar programs.

use std::iter;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{CommandFactory, Parser};
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
    let Some(word) = paths.first().and_then(|path| path.to_str()) else {
        return Ok(());
    };
    if Path::new(word).exists() {
        return Ok(());
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (before, after) = match arguments.iter().position(|argument| argument == word) {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (&[][..], &arguments[..]),
    };
    let written = ELSEWHERE.iter().find(|(name, _)| *name == word);
    let command_meant = command(word);
    let problem = match command_meant.as_deref() == Some(word) {
        true => format!("the command `{word}` comes before all options"),
        false => format!("there is no command and no file `{word}`"),
    };
    let meant = match (written, command_meant) {
        (Some(("help", meant)), _) => match paths.get(1).and_then(|topic| command(topic.to_str()?)) {
            Some(topic) => vec![topic, meant.to_string()],
            None => vec![meant.to_string()],
        },
        (Some((_, meant)), _) => [before, &[meant.to_string()], after].concat(),
        // A command comes first; what is before it and does not go with it is left out.
        (None, Some(name)) => {
            let name = [name];
            let [all, fewer] = [[&name, before, after].concat(), [&name, after].concat()];
            let is_possible =
                Cli::try_parse_from(iter::once("lucid-fix").chain(all.iter().map(String::as_str))).is_ok();
            if is_possible { all } else { fewer }
        }
        (None, None) => return Ok(()),
    };
    let meant = meant.iter().map(String::as_str).filter(|argument| !argument.is_empty());
    let meant = shlex::try_join(iter::once("lucid-fix").chain(meant))?;
    bail!("{problem}; did you mean `{meant}`?")
}

/// The command of that name, or of a similar one.
fn command(word: &str) -> Option<String> {
    let cli = Cli::command();
    let commands: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    get_close_matches(word, &commands, 1, SIMILAR).pop().map(str::to_string)
}
