//! What is not there, but means something: the name of a command, mistyped or of similar programs, an option of theirs, or a rule.

use std::iter;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::error::{ContextKind, ContextValue};
use clap::{CommandFactory, Parser};
use similar::get_close_matches;

use super::cli::Cli;
use crate::config::rule;

/// What to write in place of the commands of similar programs.
const ELSEWHERE: [(&str, &str); 10] = [
    ("check", ""),
    ("lint", ""),
    ("diff", "--diff"),
    ("fix", "--write"),
    ("format", "--write"),
    ("help", "--help"),
    ("version", "--version"),
    ("list", "rules"),
    ("rule", "explain"),
    ("server", "lsp"),
];

/// What to write in place of their options, and of those that this program had once.
const OPTIONS_ELSEWHERE: [(&str, &str); 5] = [
    ("--check", "lucid-fix PATH"),
    ("--explain", "lucid-fix explain RULE"),
    ("--fix", "lucid-fix --write"),
    ("--format", "lucid-fix --output-format FORMAT"),
    ("--list", "lucid-fix rules"),
];

/// How similar a word must be to the name of a command to be meant.
const SIMILAR: f32 = 0.7;

impl Cli {
    /// The command line of this process. One that is wrong ends it, and says what was meant.
    pub fn of_this_process() -> Self {
        Self::try_parse().unwrap_or_else(|mut error| {
            let written = error.get(ContextKind::InvalidArg).map(ToString::to_string);
            let known = |(option, _): &&(&str, &str)| written.as_deref() == Some(*option);
            if let Some((_, meant)) = OPTIONS_ELSEWHERE.iter().find(known) {
                for guess in [ContextKind::SuggestedArg, ContextKind::Usage] {
                    error.remove(guess);
                }
                let tip = format!("use `{meant}` instead");
                error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
            }
            error.exit()
        })
    }
}

/// Refuses paths that begin with a command, and a rule in the place of a path.
///
/// # Errors
/// The command line that was meant.
pub(super) fn check(paths: &[PathBuf]) -> Result<()> {
    let missing = |path: &PathBuf| path.to_str().filter(|_| !path.exists()).map(str::to_string);
    if let Some(word) = paths.first().and_then(missing) {
        command_for(&word, paths)?;
    }
    if let Some(word) = paths.iter().filter_map(missing).find(|word| rule(word).is_ok()) {
        match std::env::args().any(|argument| argument == "--unsafe-fixes") {
            true => bail!("there is no file `{word}`; did you mean `--unsafe-fixes={word}`?"),
            false => bail!("there is no file `{word}`; did you mean `lucid-fix explain {word}`?"),
        }
    }
    Ok(())
}

/// Refuses a first path that is not there but is, or was to be, a command.
fn command_for(word: &str, paths: &[PathBuf]) -> Result<()> {
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
