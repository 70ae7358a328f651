//! The commands that do not check Dockerfiles.

use std::io::{self, Write};

use anyhow::{Result, anyhow};
use clap::CommandFactory;

use super::cli::{Cli, CliCommand, SchemaOf};
use super::{merge, settings};
use crate::config;
use crate::engine::rule::Rule;
use crate::engine::silence;
use crate::report::text::page::rendered;
use crate::report::{Streams, json};
use crate::system::read::reason;
use crate::transforms::RULES;

/// Does what a command asks for, and returns the exit code.
pub(super) fn run(command: &CliCommand, streams: &mut Streams) -> Result<u8> {
    match command {
        CliCommand::Explain { rule } => explain(rule, streams)?,
        CliCommand::Rules => list(streams)?,
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

const LEGEND: &str = "
Optional: shown in reports with all requirements (json, jsonl, markdown, html); counted, and fixed, only
if --select or --extend-select names them.
More about a rule: lucid-fix explain RULE";

fn list(streams: &mut Streams) -> io::Result<()> {
    let width = RULES.all().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in RULES.all() {
        let kind = match RULES.is_default(rule) {
            true => "fixable",
            false => "optional",
        };
        let Rule {
            code, name, summary, ..
        } = rule;
        writeln!(streams.out, "{code} {name:width$}  {kind:11}  {summary}")?;
    }
    writeln!(streams.out, "{LEGEND}")
}

/// Prints a rule's page and how to silence the rule.
fn explain(rule: &Rule, streams: &mut Streams) -> io::Result<()> {
    let mut page = rule.page.to_string();
    // The page of the rule about silencing says it already, and a disabled rule needs no silencing.
    if RULES.is_default(rule) && *rule != silence::RULE {
        let how = include_str!("command/silencing.md").replace("LF003", rule.code);
        page.push_str(&format!("\n{how}"));
    }
    // A pipe gets the Markdown itself, unless it is to have colours.
    match streams.look.terminal.is_some() || streams.look.colour {
        true => write!(streams.out, "{}", rendered(&page, streams.look)),
        false => write!(streams.out, "{page}"),
    }
}
