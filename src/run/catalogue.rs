//! `rules` and `explain`.

use std::io::{self, Write};

use crate::engine::rule::Rule;
use crate::engine::silence;
use crate::report::Streams;
use crate::report::text::page::rendered;
use crate::transforms::RULES;

const LEGEND: &str = "
Optional: shown in reports with all requirements (json, jsonl, markdown, html); counted, and fixed, only
if --select or --extend-select names them.
More about a rule: lucid-fix explain RULE";

/// Lists the rules.
pub(super) fn list(streams: &mut Streams<'_>) -> io::Result<()> {
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
pub(super) fn explain(rule: &Rule, streams: &mut Streams<'_>) -> io::Result<()> {
    let mut page = rule.page.to_string();
    // The page of the rule about silencing says it already, and a disabled rule needs no silencing.
    if RULES.is_default(rule) && *rule != silence::RULE {
        let how = include_str!("catalogue/silencing.md").replace("LF003", rule.code);
        page.push_str(&format!("\n{how}"));
    }
    // A pipe gets the Markdown itself, unless it is to have colours.
    match streams.look.terminal.is_some() || streams.look.colour {
        true => write!(streams.out, "{}", rendered(&page, streams.look)),
        false => write!(streams.out, "{page}"),
    }
}
