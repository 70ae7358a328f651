//! `merge-reports`: what several runs reported as JSON lines, as one report.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use crate::cli::MergeReports;
use crate::report::Streams;
use crate::report::format::Records;
use crate::report::json::Line;
use crate::report::model::{FileRecord, VERSION};

/// Joins the reports; the exit code.
pub(super) fn run(merge: &MergeReports, streams: &mut Streams<'_>) -> Result<u8> {
    let Some(sink) = merge.output.format.sink() else {
        bail!("merge-reports makes no text; choose another --output-format, for example html");
    };
    let mut files = Vec::new();
    let mut code = 0;
    for path in &merge.reports {
        if !read(path, &mut files)? {
            let hint =
                "its last line holds no totals, so its run did not come to an end; what it says is joined all the same";
            streams.say(&format!("{}: error: {hint}", path.display()))?;
            code = 2;
        }
    }
    // As one run would have reported them.
    files.sort_by(|a, b| Path::new(&a.path).cmp(Path::new(&b.path)));
    let mut records = Records::new(sink);
    for file in files {
        records.file(streams.report(), file)?;
    }
    records.finish(streams.report())?;
    Ok(code)
}

/// Reads one report; whether it is complete.
fn read(path: &Path, files: &mut Vec<FileRecord>) -> Result<bool> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open the report {name}"))?;
    let mut complete = false;
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("cannot read the report {name}"))?;
        let parsed =
            parse(&line).with_context(|| format!("{name}:{}: not a line of --output-format jsonl", number + 1))?;
        complete = matches!(parsed, Line::Totals(_));
        if let Line::File(file) = parsed {
            files.push(file.content);
        }
    }
    Ok(complete)
}

fn parse(line: &str) -> Result<Line> {
    #[derive(Deserialize)]
    struct Head {
        version: u32,
    }
    // Another version's line may not even have the same fields: its number is what tells.
    let head: Head = serde_json::from_str(line)?;
    if head.version != VERSION {
        return Err(anyhow!(
            "its version is {}, not {VERSION}; use the lucid-fix that wrote it",
            head.version
        ));
    }
    Ok(serde_json::from_str(line)?)
}
