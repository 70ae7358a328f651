//! Reports for people: all records of a run on one page, rendered from a template.

use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, context};

use super::format::Sink;
use super::model::FileRecord;
use super::overview::Overview;
use super::totals::Totals;
use crate::prove::megabytes;

/// A page. Records are collected, since the totals come first.
#[derive(Debug)]
pub(super) struct Page {
    /// Names and sources; the first is that of the page.
    pub(super) templates: &'static [(&'static str, &'static str)],
    /// Adds what its language needs.
    pub(super) set_up: fn(&mut Environment<'_>),
    /// Whether only the short form is wanted.
    pub(super) is_summary: bool,
    pub(super) files: Vec<FileRecord>,
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
        let overview = Overview::new(&self.files, totals, self.is_summary);
        let template = environment.get_template(self.templates[0].0).map_err(failed)?;
        let written = template.render_captured_to(context! { ..Serde(&overview) }, out);
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
    environment.add_filter("megabytes", megabytes);
    environment.add_filter("sentence", sentence);
    environment.add_filter("percent", percent);
    Ok(environment)
}

/// Whether the text is an address of a web page.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
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
}
