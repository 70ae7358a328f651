//! The report formats, and a report in the making.

use std::io::{self, Write};

use clap::ValueEnum;

use super::model::FileRecord;
use super::totals::Totals;
use super::{github, gitlab, html, json, junit, markdown, rdjson, sarif};
use crate::engine::settings::Observe;

/// A report format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// Each finding with its lines and its fix
    #[default]
    Full,
    /// A line for each finding
    Concise,
    /// One JSON document
    Json,
    /// One JSON object per line, one line per file, for merge-reports
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations in a GitHub workflow
    Github,
    /// A Code Quality report for GitLab
    Gitlab,
    /// JUnit XML
    Junit,
    /// Reviewdog Diagnostic Format
    Rdjson,
    /// A comparison for people, as Markdown
    Markdown,
    /// The same comparison as a standalone web page
    Html,
}

/// Writes the records of a run, in order.
pub(crate) trait Sink {
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()>;

    /// Ends the report.
    fn finish(&mut self, _out: &mut dyn Write, _totals: &Totals) -> io::Result<()> {
        Ok(())
    }
}

impl OutputFormat {
    /// Where every requirement is judged: text only counts the files that meet them all.
    pub(crate) fn observes(self) -> Observe {
        match self {
            Self::Full | Self::Concise => Observe::InScope,
            Self::Json | Self::Jsonl | Self::Markdown | Self::Html => Observe::Everywhere,
            Self::Sarif | Self::Github | Self::Gitlab | Self::Junit | Self::Rdjson => Observe::Nowhere,
        }
    }

    /// Whether it is text, which depends on what happens to the files.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }

    /// What writes the format; `None` for text, which is written without records.
    fn sink(self, is_summary: bool) -> Option<Box<dyn Sink>> {
        Some(match self {
            Self::Full | Self::Concise => return None,
            Self::Json => Box::new(json::Json::default()),
            Self::Jsonl => Box::new(json::JsonLines),
            Self::Sarif => Box::new(sarif::Sarif::default()),
            Self::Github => Box::new(github::Github),
            Self::Gitlab => Box::new(gitlab::Gitlab::default()),
            Self::Junit => Box::new(junit::Junit::default()),
            Self::Rdjson => Box::new(rdjson::Rdjson::default()),
            Self::Markdown => Box::new(markdown::page(is_summary)),
            Self::Html => Box::new(html::page(is_summary)),
        })
    }
}

/// A report in the making: what writes it, and the totals so far.
pub(crate) struct Records {
    sink: Option<Box<dyn Sink>>,
    pub totals: Totals,
}

impl Records {
    /// A report in the given format; one for people in its short form, if asked for. Of text, which [`super::text`] writes, only the totals are kept here.
    pub(crate) fn new(format: OutputFormat, is_summary: bool) -> Self {
        Self {
            sink: format.sink(is_summary),
            totals: Totals::default(),
        }
    }

    /// Counts and writes the next file.
    pub(crate) fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        self.totals.add(&record);
        self.sink.as_mut().map_or(Ok(()), |sink| sink.file(out, record))
    }

    /// Ends the report.
    pub(crate) fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(sink) = &mut self.sink {
            sink.finish(out, &self.totals)?;
        }
        out.flush()
    }
}
