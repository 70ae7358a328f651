//! The commands that do not check Dockerfiles.

use std::io::Write;

use anyhow::{Result, anyhow};
use clap::CommandFactory;

use super::cli::{Cli, CliCommand, SchemaOf};
use super::{catalogue, merge, settings};
use crate::config;
use crate::report::{Streams, json};
use crate::system::read::reason;

/// Does what a command asks for, and returns the exit code.
pub(super) fn run(command: &CliCommand, streams: &mut Streams<'_>) -> Result<u8> {
    match command {
        CliCommand::Explain { rule } => catalogue::explain(rule, streams)?,
        CliCommand::Rules => catalogue::list(streams)?,
        CliCommand::Config(show) => return settings::show(show, streams),
        CliCommand::Schema { of } => {
            let schema = match of {
                SchemaOf::Settings => config::schema(),
                SchemaOf::Report => json::schema(),
            };
            writeln!(streams.out, "{schema:#}")?;
        }
        // It is served before standard output is locked.
        CliCommand::Lsp { .. } => {}
        CliCommand::MergeReports(merge) => return merge::run(merge, streams),
        CliCommand::Completions { shell } => {
            // It panics where its output cannot be written.
            let mut completions = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "lucid-fix", &mut completions);
            streams.out.write_all(&completions)?;
        }
        CliCommand::Man { directory } => clap_mangen::generate_to(Cli::command(), directory).map_err(|error| {
            let why = reason(&error);
            anyhow!("cannot write the manual pages to {}: {why}", directory.display())
        })?,
    }
    Ok(0)
}
