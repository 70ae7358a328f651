//! `merge-reports`: the JSON Lines reports of several runs as one report.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::report::Streams;
use crate::report::format::Records;
use crate::report::json::{Line, read_version};
use crate::report::model::{FileRecord, VERSION};
use crate::run::cli::MergeReports;
use crate::system::paths::Shown;

/// Merges the reports, and returns the exit code.
pub(super) fn run(merge: &MergeReports, streams: &mut Streams) -> Result<u8> {
    if merge.output.format.is_text() {
        bail!(
            "merge-reports does not write the formats full and concise; choose another --output-format, for example html"
        );
    }
    let mut records = Records::new(merge.output.format, merge.output.summary);
    let mut files = Vec::new();
    let mut code = 0;
    for path in &merge.reports {
        if !read(path, &mut files)? {
            let hint = "its last line has no totals, so its run did not finish; its files are merged anyway";
            streams.say(&format!("{}: error: {hint}", path.display()))?;
            code = 2;
        }
    }
    // As one run would report them: in order, and each file once.
    files.sort_by(|a, b| (Path::new(&a.path), &a.repository).cmp(&(Path::new(&b.path), &b.repository)));
    files.dedup();
    let same_file = |a: &FileRecord, b: &FileRecord| (&a.path, &a.repository) == (&b.path, &b.repository);
    if let Some([file, _]) = files.array_windows().find(|[a, b]| same_file(a, b)) {
        let hint = "the reports differ in this file, so it counts more than once; merge reports of the same state and directory";
        streams.say(&format!("{}: note: {hint}", Shown::verbatim(&file.path)))?;
    }
    for file in files {
        records.file(streams.report(), file)?;
    }
    records.finish(streams.report())?;
    Ok(code)
}

/// Reads a report, and returns whether it is complete.
fn read(path: &Path, files: &mut Vec<FileRecord>) -> Result<bool> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open the report {name}"))?;
    let mut reader = BufReader::new(file);
    let (mut line, mut number, mut complete) = (Vec::new(), 0, false);
    let mut next = |line: &mut Vec<u8>| {
        line.clear();
        let read = reader.read_until(b'\n', line);
        read.with_context(|| format!("cannot read the report {name}"))
    };
    while next(&mut line)? > 0 {
        number += 1;
        complete = match read_version(&line, VERSION) {
            Ok(Line::File(file)) => {
                files.push(file.content);
                false
            }
            Ok(Line::Totals(_)) => true,
            Err(error) if is_cut(&line, &error) => false,
            Err(error) => return Err(error.context(format!("{name}:{number}: not a line of --output-format jsonl"))),
        };
    }
    Ok(complete)
}

/// Whether the report ends in the middle of this line.
fn is_cut(line: &[u8], error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<serde_json::Error>();
    !line.ends_with(b"\n") && error.is_some_and(serde_json::Error::is_eof)
}
