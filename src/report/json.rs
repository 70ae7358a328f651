//! JSON: one document, or one object per line. Both are written file by file, so that memory use does not grow with the number of files.

use std::io::{self, Write};

use anyhow::{Result, ensure};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::format::Sink;
use super::model::{FileRecord, VERSION};
use super::totals::Totals;

#[derive(Debug, Default)]
pub(crate) struct Json {
    begun: bool,
}

impl Sink for Json {
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        self.begin(out)?;
        serde_json::to_writer(&mut *out, &record)?;
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        if !self.begun {
            self.begin(out)?;
        }
        write!(out, "\n],\n\"totals\":")?;
        serde_json::to_writer(&mut *out, totals)?;
        writeln!(out, "}}")
    }
}

impl Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return writeln!(out, ",");
        }
        let tool = env!("CARGO_PKG_VERSION");
        writeln!(out, "{{\"version\":{VERSION},\"tool\":\"lucid-fix {tool}\",\"files\":[")
    }
}

/// A report of lucid-fix: the document of `--output-format json`. A line of `--output-format jsonl` is `#/$defs/Line`. Fields may be added within a
/// version; readers pass over fields that they do not know.
#[derive(JsonSchema)]
#[schemars(title = "Report of lucid-fix")]
#[expect(dead_code, reason = "only its schema is used: the document is written file by file")]
struct JsonReport {
    /// The version of the JSON.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The name and the version of the program.
    tool: String,
    /// Every file that was checked, in the order of the paths.
    files: Vec<FileRecord>,
    /// The totals over them.
    totals: Totals,
}

/// The schema of both formats.
pub(crate) fn schema() -> serde_json::Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.subschema_for::<Line>();
    generator.into_root_schema_for::<JsonReport>().to_value()
}

/// One line of JSON Lines.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// A file.
    File(Versioned<FileRecord>),
    /// The last line of a run; without it the report is incomplete.
    Totals(Versioned<Totals>),
}

/// A value with the version of its JSON.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Versioned<T> {
    /// The version of the JSON.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// The value.
    #[serde(flatten)]
    pub content: T,
}

impl<T> Versioned<T> {
    fn new(content: T) -> Self {
        Self {
            version: VERSION,
            content,
        }
    }
}

/// Reads JSON of the given version. The version is checked first, since another version may have other fields.
pub(crate) fn read_version<T: DeserializeOwned>(json: &[u8], version: u32) -> Result<T> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let Version { version: found } = serde_json::from_slice(json)?;
    ensure!(
        found == version,
        "its version is {found}, not {version}; use the lucid-fix that wrote it"
    );
    Ok(serde_json::from_slice(json)?)
}

#[derive(Debug)]
pub(crate) struct JsonLines;

impl Sink for JsonLines {
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        line(out, &Line::File(Versioned::new(record)))
    }

    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        line(out, &Line::Totals(Versioned::new(totals.clone())))
    }
}

fn line(out: &mut dyn Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}
