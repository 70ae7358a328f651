//! The commands that do not check Dockerfiles.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::Output;
use crate::config::{Choice, rule};
use crate::engine::rule::Rule;

/// A command that does not check Dockerfiles.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Explain a rule: what it does, what it leaves alone, how safe its fix is
    Explain {
        /// The rule, by code or name
        #[arg(value_name = "RULE", value_parser = rule)]
        rule: &'static Rule,
    },
    /// List the rules
    Rules,
    /// Print the settings in effect for a path, and where each value comes from
    Config(ShowConfig),
    /// Print a JSON schema
    Schema {
        /// What the schema describes
        #[arg(value_name = "OF", default_value = "settings")]
        of: SchemaOf,
    },
    /// Merge reports that several runs wrote with --output-format jsonl
    MergeReports(MergeReports),
    /// Serve an editor by the Language Server Protocol on standard input and output
    Lsp {
        /// Rules and settings.
        #[command(flatten)]
        choice: Choice,
    },
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages to a directory, such as ~/.local/share/man/man1
    Man {
        /// The directory
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// What there is a JSON schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// lucid-fix.toml, for editors
    Settings,
    /// The formats json and jsonl
    Report,
}

/// The arguments of `config`.
#[derive(Debug, Args)]
#[command(max_term_width = 100)]
pub struct ShowConfig {
    /// A Dockerfile, or a directory that may contain one
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,

    /// Rules and settings.
    #[command(flatten)]
    pub choice: Choice,
}

/// The arguments of `merge-reports`.
#[derive(Debug, Args)]
#[command(max_term_width = 100, after_help = MERGE_HELP)]
pub struct MergeReports {
    /// Reports in jsonl format
    #[arg(value_name = "REPORT", required = true)]
    pub reports: Vec<PathBuf>,

    /// Format and destination of the report.
    #[command(flatten)]
    pub output: Output,
}

const MERGE_HELP: &str = include_str!("merge-reports.txt").trim_ascii_end();
