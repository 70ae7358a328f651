//! The formats that are made from records, and how a report in one of them comes about.

use std::io::{self, Write};

use clap::ValueEnum;

use super::model::FileRecord;
use super::totals::Totals;
use super::{github, html, json, markdown, sarif};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OutputFormat {
    /// A line for each finding
    #[default]
    Text,
    /// One JSON document
    Json,
    /// One JSON object a line, a file each; merge-reports reads it
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations in a workflow of GitHub
    Github,
    /// A comparison to read, as Markdown
    Markdown,
    /// The same as a page of its own
    Html,
}

/// Takes the records of a run in order.
pub trait Sink {
    /// Takes the next file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()>;

    /// Ends the report.
    ///
    /// # Errors
    /// When `out` cannot be written.
    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()>;
}

impl OutputFormat {
    /// Whether the format shows every requirement, so that rules that are not in force are looked at, too.
    pub fn shows_requirements(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Markdown | Self::Html)
    }

    /// What writes the format; `None` for text, which is written without records.
    fn sink(self) -> Option<Box<dyn Sink>> {
        Some(match self {
            Self::Text => return None,
            Self::Json => Box::new(json::Json::default()),
            Self::Jsonl => Box::new(json::JsonLines),
            Self::Sarif => Box::new(sarif::Sarif::default()),
            Self::Github => Box::new(github::Github),
            Self::Markdown => Box::new(markdown::page()),
            Self::Html => Box::new(html::page()),
        })
    }
}

/// A report under way: its format, and the totals so far.
pub struct Records {
    sink: Option<Box<dyn Sink>>,
    pub totals: Totals,
}

impl Records {
    /// A report in the given format; text is only counted here.
    pub fn new(format: OutputFormat) -> Self {
        Self {
            sink: format.sink(),
            totals: Totals::default(),
        }
    }

    /// Whether the format is text, which is written without records.
    pub fn is_text(&self) -> bool {
        self.sink.is_none()
    }

    /// Takes the next file.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        self.totals.add(&record);
        self.sink.as_mut().map_or(Ok(()), |sink| sink.file(out, record))
    }

    /// Ends the report.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(sink) = &mut self.sink {
            sink.finish(out, &self.totals)?;
        }
        out.flush()
    }
}
