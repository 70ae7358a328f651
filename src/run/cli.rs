//! The command line, as clap structs and nothing else.

mod choice;

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

pub use choice::Choice;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::engine::rule::Rule;
use crate::report::format::OutputFormat;

/// Brings Dockerfiles of Python services on distroless to one house pattern.
///
/// Without --diff or --write it only says what departs from the pattern. Files that build no Python service on
/// distroless are not in scope: they are left alone, byte for byte.
#[derive(Debug, Parser)]
#[command(name = "lucid-fix", version, max_term_width = 100, after_help = AFTER_HELP)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_value_name = "COMMAND"
)]
pub struct Cli {
    /// What to do instead of looking at Dockerfiles.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Dockerfiles, or folders to look through for them (.gitignore is respected); `-` is standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Print what would change as a unified diff for `git apply` or `patch -p1`
    #[arg(long, group = "mode")]
    pub diff: bool,

    /// Rewrite the files in place
    #[arg(long, group = "mode")]
    pub write: bool,

    /// Print what a rule is about, with an example
    #[arg(long, group = "mode", value_name = "RULE", value_parser = rule)]
    pub explain: Option<&'static Rule>,

    /// List the rules
    #[arg(long, group = "mode")]
    pub list: bool,

    /// Answer each line {"path": …, "text": …} of standard input with one line: path, text (rewritten), changed,
    /// applied, remaining, error
    #[arg(long, group = "mode", long_help = JSONL_HELP, conflicts_with_all = NOT_WITH_JSONL)]
    pub jsonl: bool,

    /// The rules and settings that the command line chooses.
    #[command(flatten)]
    pub choice: Choice,

    /// Take the paths from this file (`-`: standard input), one a line, or separated by NUL where it has any
    #[arg(long, value_name = "FILE", conflicts_with = "paths", help_heading = "Input")]
    pub files_from: Option<PathBuf>,

    /// The build context of every file [default: what the settings or a Compose, Bake or devcontainer file name, else the
    /// nearest directory that holds all that the Dockerfile copies]
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    pub context: Option<PathBuf>,

    /// With `-`: the name that standard input has in messages, and where its settings and build context are looked for
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub stdin_filename: Option<PathBuf>,

    /// Pass over the findings that this file lists: they are not shown and do not count for the exit code, but what can
    /// be fixed still is
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    pub baseline: Option<PathBuf>,

    /// Put today's findings into a baseline, in place of what it held
    #[arg(long, value_name = "FILE", help_heading = "Baseline")]
    #[arg(conflicts_with_all = ["baseline", "diff", "write"])]
    pub write_baseline: Option<PathBuf>,

    /// With --diff or --write: build each changed file with docker, as it is and as rewritten, and keep the change only
    /// if nothing gets worse; --prove=run also starts both images for a few seconds and tries their health checks
    #[arg(long, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "build")]
    #[arg(value_enum, hide_possible_values = true, help_heading = "Proof")]
    pub prove: Option<Prove>,

    /// A build argument for the proof's builds (may be repeated)
    #[arg(long, value_name = "NAME=VALUE", requires = "prove", help_heading = "Proof")]
    pub build_arg: Vec<String>,

    /// The platform to build for in the proof
    #[arg(long, requires = "prove", help_heading = "Proof")]
    pub platform: Option<String>,

    /// Another option for docker build, such as --prove-arg=--network=host (may be repeated)
    #[arg(
        long,
        value_name = "OPTION",
        requires = "prove",
        allow_hyphen_values = true,
        help_heading = "Proof"
    )]
    pub prove_arg: Vec<String>,

    /// The network of the containers that --prove=run starts, such as bridge or host [default: none]
    #[arg(long, value_name = "NETWORK", requires = "prove", help_heading = "Proof")]
    pub prove_network: Option<String>,

    /// Stop a build of the proof that takes longer; the file then stays as it was [default: 600]
    #[arg(long, value_name = "SECONDS", requires = "prove", help_heading = "Proof")]
    pub prove_timeout: Option<NonZeroU64>,

    /// What the report is written as, and where to.
    #[command(flatten)]
    pub output: Output,

    /// Work on this many files at a time [default: one for each core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    pub jobs: Option<NonZeroUsize>,

    /// Say nothing but findings and errors: no progress bar, no closing summary
    #[arg(long, short, help_heading = "Running")]
    pub quiet: bool,

    /// With --write: exit with 1 when findings remain that no fix was applied for
    #[arg(long, requires = "write", help_heading = "Running")]
    pub exit_non_zero_on_remaining: bool,
}

/// How far a proof goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Prove {
    /// Build the images.
    Build,
    /// Build and start them.
    Run,
}

/// A report's format and place.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// What the report is written as
    #[arg(
        long = "output-format",
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true
    )]
    pub format: OutputFormat,

    /// Write the report to this file, whole or not at all, instead of to standard output
    #[arg(long = "output-file", value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// What is not about Dockerfiles.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Join what several runs reported with --output-format jsonl into one report
    MergeReports(MergeReports),
    /// Print the settings in force for a path, and where each value comes from
    Config(ShowConfig),
}

/// The arguments of `config`.
#[derive(Debug, Args)]
#[command(max_term_width = 100)]
pub struct ShowConfig {
    /// A Dockerfile, or a folder in which one might be
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// The rules and settings that the command line chooses.
    #[command(flatten)]
    pub choice: Choice,
}

/// The arguments of `merge-reports`.
#[derive(Debug, Args)]
#[command(max_term_width = 100, after_help = MERGE_HELP)]
pub struct MergeReports {
    /// Reports in the format jsonl
    #[arg(value_name = "REPORT", required = true)]
    pub reports: Vec<PathBuf>,

    /// What the report is written as, and where to.
    #[command(flatten)]
    pub output: Output,
}

const MERGE_HELP: &str = "\
Example:
  lucid-fix merge-reports a.jsonl b.jsonl --output-format html --output-file report.html

Exit codes:
  0  the reports are joined, whatever they say
  2  a report cannot be read, or its run did not come to an end";

const NOT_WITH_JSONL: [&str; 10] = [
    "paths",
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

const JSONL_HELP: &str = "\
Answer each line {\"path\": …, \"text\": …} of standard input with one line of standard output, in order: path, text \
(rewritten where something was applied), changed, applied, remaining, error. A line that cannot be handled is answered \
with its error, and the exit code stays 0; empty lines are passed over. Nothing else is looked at: the settings are the \
house pattern or those of --config (whose patterns are tried on `path`), and the build context counts as unknown";

const AFTER_HELP: &str = "\
Examples:
  lucid-fix                         Check every Dockerfile below this folder
  lucid-fix --diff services/api     Show what would change in one service
  lucid-fix --write services        Rewrite every Dockerfile below a folder
  lucid-fix --explain LF003         What a rule is about, and why
  lucid-fix --write --ignore LF002  Fix everything but the platform flag
  lucid-fix --diff | git apply      The same as --write
  lucid-fix config services/api     The settings in force there, and where they come from
  lucid-fix --write --prove=run     Rewrite what still builds and starts afterwards

Settings are read from the nearest lucid-fix.toml, from a Dockerfile's folder up to the root of its
repository. With extend = '../base.toml' one takes the values of another file as its defaults. A
comment `# lucid-fix ignore=LF003 why` above an instruction silences a rule there,
`# lucid-fix global ignore=LF002` silences one in the whole file.

Exit codes:
  0  nothing to do; with --write: every file was handled
  1  something departs from the pattern (with --write: only on --exit-non-zero-on-remaining)
  2  some file could not be handled, or the command line or the settings are wrong";

fn rule(text: &str) -> Result<&'static Rule, String> {
    crate::transforms::RULES
        .find(text.trim())
        .ok_or_else(|| format!("no such rule; there are: {}", crate::transforms::RULES.listed()))
}
