//! The command line.

mod command;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser};
use colorchoice_clap::Color;
pub(crate) use command::{CliCommand, MergeReports, SchemaOf, ShowConfig};

use crate::config::Choice;
use crate::prove::ProveOptions;
use crate::report::format::OutputFormat;
use crate::text::at_least_one;

/// Brings Dockerfiles of Python services on distroless to one house pattern.
///
/// Without --diff or --write it only reports what departs from the pattern. Files that do not build a Python service on
/// distroless are out of scope and stay as they are, byte for byte.
#[derive(Debug, Parser)]
#[command(name = "lucid-fix", version, max_term_width = 100, after_help = AFTER_HELP)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_value_name = "COMMAND"
)]
pub struct Cli {
    /// What to do instead of checking Dockerfiles.
    #[command(subcommand)]
    pub command: Option<CliCommand>,

    /// Dockerfiles, or directories to search for them (.gitignore is respected); `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Print the changes as a unified diff for `git apply` or `patch -p1`
    #[arg(long, group = "mode")]
    pub diff: bool,

    /// Rewrite the files in place
    #[arg(long, group = "mode")]
    pub write: bool,

    /// Answer each line {"path": ..., "text": ...} of standard input with one line: path, text (rewritten), changed,
    /// applied, remaining, error
    #[arg(long, group = "mode", long_help = JSONL_HELP, conflicts_with_all = NOT_WITH_JSONL)]
    pub jsonl: bool,

    /// Rules and settings.
    #[command(flatten)]
    pub choice: Choice,

    /// Read paths from this file (`-`: standard input), one per line, or separated by NUL if it contains any
    #[arg(long, value_name = "FILE", conflicts_with = "paths", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// Check only files that differ from this revision, as git says, and those that git does not know yet
    #[arg(long, value_name = "REV", conflicts_with = "files_from", help_heading = "Input")]
    pub since: Option<String>,

    /// The build context of every file [default: what the settings or a Compose, Bake or devcontainer file name, else the
    /// nearest directory that holds all that the Dockerfile copies]
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub context: Option<PathBuf>,

    /// With `-`: the path of standard input, for messages and to find its settings and build context
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub stdin_filename: Option<PathBuf>,

    /// Ignore the findings listed in this file: they are not shown and do not affect the exit code, but are still fixed
    /// where they can be
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,

    /// Write the current findings to a baseline, replacing its content
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    #[arg(conflicts_with_all = ["baseline", "diff", "write"])]
    pub write_baseline: Option<PathBuf>,

    /// What is built and started.
    #[command(flatten)]
    pub proof: ProveOptions,

    /// Format and destination of the report.
    #[command(flatten)]
    pub output: Output,

    /// Colours.
    #[command(flatten, next_help_heading = "Running")]
    pub color: Color,

    /// Number of files to process in parallel [default: one per core]
    #[arg(long, value_name = "N", value_parser = at_least_one::<NonZeroUsize>, help_heading = "Running")]
    pub jobs: Option<NonZeroUsize>,

    /// Print only findings and errors: no progress bar, no summary
    #[arg(long, short, help_heading = "Running")]
    pub quiet: bool,

    /// Say which settings and build context each file has, and why a file is not in scope
    #[arg(long, short, help_heading = "Running", conflicts_with = "quiet")]
    pub verbose: bool,

    /// With --write: exit with 1 if findings remain
    #[arg(long, requires = "write", help_heading = "Running")]
    pub exit_non_zero_on_remaining: bool,

    /// With --write: list each fix that is written
    #[arg(long, requires = "write", help_heading = "Running")]
    pub show_fixes: bool,

    /// Exit with 0 even if there are findings
    #[arg(long, help_heading = "Running", conflicts_with = "exit_non_zero_on_remaining")]
    pub exit_zero: bool,
}

impl Cli {
    /// Lets --color decide, then `NO_COLOR`, `CLICOLOR_FORCE` and the terminal, and `FORCE_COLOR` as `CLICOLOR_FORCE`.
    pub(super) fn choose_colour(&self) {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        let is_auto = self.color.color == clap::ColorChoice::Auto;
        match is_auto && is_set("FORCE_COLOR") && !is_set("NO_COLOR") {
            true => anstream::ColorChoice::Always.write_global(),
            false => self.color.write_global(),
        }
    }
}

/// Format and destination of the report.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// Report format
    #[arg(long = "output-format", value_name = "FORMAT")]
    #[arg(default_value = "full", hide_default_value = true)]
    pub format: OutputFormat,

    /// With markdown and html: the short form, without the comparison of each file and at most 1 MiB, as for a job summary
    #[arg(long)]
    pub summary: bool,

    /// Write the report to this file instead of standard output, completely or not at all
    #[arg(long = "output-file", value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Count the findings by rule and by repository, and show none
    #[arg(long)]
    pub statistics: bool,
}

const NOT_WITH_JSONL: [&str; 11] = [
    "paths",
    "since",
    "files_from",
    "exclude",
    "context",
    "stdin_filename",
    "baseline",
    "write_baseline",
    "prove",
    "format",
    "file",
];

const JSONL_HELP: &str = include_str!("cli/jsonl.txt").trim_ascii_end();
const AFTER_HELP: &str = include_str!("cli/help.txt").trim_ascii_end();
