//! Reports for people: all records of a run on one page, rendered from a template.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::format::Sink;
use super::model::{FileRecord, FindingRecord};
use super::totals::Totals;
use crate::system::paths::Shown;
use crate::transforms::RULES;

/// A page. Records are collected, since the totals come first.
#[derive(Debug)]
pub(super) struct Page {
    templates: &'static [(&'static str, &'static str)],
    set_up: fn(&mut Environment<'_>),
    files: Vec<FileRecord>,
}

impl Page {
    /// A page rendered from the first of the templates, given as names and sources; `set_up` adds what its language needs.
    pub(super) fn new(templates: &'static [(&'static str, &'static str)], set_up: fn(&mut Environment<'_>)) -> Self {
        Self {
            templates,
            set_up,
            files: Vec::new(),
        }
    }
}

impl Sink for Page {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        if record.is_shown() {
            self.files.push(record);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        let mut environment = environment().map_err(failed)?;
        (self.set_up)(&mut environment);
        for (name, source) in self.templates {
            environment.add_template(name, source).map_err(failed)?;
        }
        let template = environment.get_template(self.templates[0].0).map_err(failed)?;
        let written = template.render_captured_to(context(&self.files, totals), out);
        written.map(drop).map_err(failed)
    }
}

/// The I/O error that caused a template error, if one did.
fn failed(error: minijinja::Error) -> io::Error {
    let cause = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<io::Error>());
    match cause {
        Some(cause) => io::Error::new(cause.kind(), error),
        None => io::Error::other(error),
    }
}

/// An environment in which an undefined name is an error, not an empty text.
fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("plural", |count: usize, noun: String| crate::text::plural(count, &noun));
    environment.add_filter("sentence", sentence);
    environment.add_filter("percent", percent);
    Ok(environment)
}

/// What a template sees.
fn context(files: &[FileRecord], totals: &Totals) -> Value {
    context! {
        version => env!("CARGO_PKG_VERSION"),
        totals => Serde(totals),
        written => files.iter().any(|file| file.written),
        files => files.iter().map(file).collect::<Vec<_>>(),
    }
}

fn file(file: &FileRecord) -> Value {
    let counted = file.counted().count();
    context! {
        path => Shown::verbatim(&file.path).to_string(),
        counted,
        uncounted => file.findings.len() - counted,
        left => file.counted().filter(|finding| !finding.is_fixed()).count(),
        rules => by_rule(&file.findings),
        parts => file.diff.as_deref().map(parts),
        ..Serde(file)
    }
}

/// The findings grouped by rule, in the order of the first finding of each, with the rule's summary.
fn by_rule(findings: &[FindingRecord]) -> Vec<Value> {
    let is_same = |a: &&FindingRecord, b: &&FindingRecord| (&a.rule, a.counted) == (&b.rule, b.counted);
    let mut sorted: Vec<&FindingRecord> = findings.iter().collect();
    sorted.sort_by_key(|finding| findings.iter().position(|other| is_same(&other, finding)));
    let value = |group: &[&FindingRecord]| {
        let FindingRecord {
            rule, name, counted, ..
        } = group[0];
        // A merged report may come from a version with other rules.
        let known = RULES.find(rule);
        let finding = |finding: &&FindingRecord| context! { remedy => finding.remedy(), ..Serde(finding) };
        context! {
            code => rule,
            name,
            counted,
            summary => known.map_or(name.as_str(), |rule| rule.summary),
            why => known.map(|rule| why(rule.page)),
            findings => group.iter().map(finding).collect::<Vec<_>>(),
        }
    };
    sorted.chunk_by(is_same).map(value).collect()
}

/// The runs of lines of one kind in a diff, each with the HTML element that shows it.
fn parts(diff: &str) -> Vec<Value> {
    let tag = |&(number, line): &(usize, &str)| match line.as_bytes().first() {
        // The two lines of the header begin like changed lines.
        _ if number < 2 => Some("em"),
        Some(b'+') => Some("ins"),
        Some(b'-') => Some("del"),
        Some(b'@') => Some("em"),
        _ => None,
    };
    let lines: Vec<(usize, &str)> = diff.lines().enumerate().collect();
    let runs = lines.chunk_by(|a, b| tag(a) == tag(b));
    runs.map(|run| {
        let text: Vec<&str> = run.iter().map(|(_, line)| *line).collect();
        context! { tag => tag(&run[0]), lines => run.len(), text => text.join("\n") }
    })
    .collect()
}

/// The first paragraph of the "Why" section of a rule's page, as one line.
fn why(page: &str) -> String {
    let section = page.split_once("## Why").map_or("", |(_, rest)| rest.trim_start());
    let paragraph = section.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as a sentence: with a capital letter and a full stop.
fn sentence(text: String) -> String {
    let mut rest = text.chars();
    let first = rest
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if text.ends_with(['.', ':']) { "" } else { "." };
    format!("{first}{}{end}", rest.as_str())
}

/// A share in percent, rounded; but only all is 100, and only none is 0.
fn percent(part: usize, whole: usize) -> usize {
    match (200 * part + whole).checked_div(2 * whole) {
        Some(100) if part < whole => 99,
        Some(0) if part > 0 => 1,
        nearest => nearest.unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_none_is_0_percent_and_only_all_is_100() {
        let shares = [(0, 0), (0, 7), (1, 2000), (1, 3), (2, 3), (1999, 2000), (7, 7)];
        let percents = shares.map(|(part, whole)| percent(part, whole));
        assert_eq!(percents, [0, 0, 1, 33, 67, 99, 100]);
    }

    #[test]
    fn lines_of_a_diff_that_look_like_its_head_are_changes() {
        let diff = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n same\n";
        let seen: Vec<String> = parts(diff)
            .iter()
            .map(|part| {
                let get = |name| part.get_attr(name).unwrap().to_string();
                format!("{} {} {}", get("tag"), get("lines"), get("text").replace('\n', "|"))
            })
            .collect();
        assert_eq!(
            seen,
            [
                "em 3 --- a/x|+++ b/x|@@ -1,2 +1,2 @@",
                "del 1 --- old",
                "ins 1 +++ new",
                "None 1  same"
            ]
        );
    }
}
