//! `--jsonl`: texts in, texts out, one line each, for distributed engines such as Spark, Ray and Beam, or a shell pipe.

mod lines;

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::files;
use crate::config::{Configs, FileConfigs};
use crate::engine::settings::Observe;
use crate::problem::Problem;
use crate::report::Streams;
use crate::report::model::FindingRecord;
use crate::report::record::{self, Detail};
use crate::run::cli::Cli;
use crate::run::work;
use crate::system::panics;
use crate::system::paths::cleaned;
use crate::system::read::{self, reason};
use lines::{InputLine, InputLines};

/// A line of the input; other fields are ignored.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Question {
    path: String,
    text: String,
}

/// A line of the output.
#[derive(Default, Serialize)]
struct Answer {
    /// `None` for a line without one.
    path: Option<String>,
    /// The new text of the file, or the old one if nothing was applied.
    text: Option<String>,
    changed: bool,
    applied: Vec<FindingRecord>,
    remaining: Vec<FindingRecord>,
    error: Option<Problem>,
}

/// Answers every line of standard input, and returns the exit code.
pub(super) fn run(cli: &Cli, streams: &mut Streams) -> Result<u8> {
    cli.choice.contradiction().map_err(anyhow::Error::msg)?;
    let configs = for_texts(Configs::new(cli.choice.clone(), Observe::Nowhere, Path::new("/")))?;
    let pool = files::pool(cli)?;
    let answers = |batch: Vec<InputLine>| {
        let answers = batch.into_par_iter().map(|line| answered(line, &configs));
        pool.install(|| answers.collect())
    };
    answer_all(io::stdin(), &mut streams.out, answers)?;
    Ok(0)
}

/// Answers every line of `input` as `--jsonl` does, with the house pattern, on this thread.
///
/// # Errors
/// What cannot be read or written.
pub fn answer_lines(input: impl Read, output: &mut impl Write) -> Result<()> {
    let configs = for_texts(Configs::default())?;
    let answers = |batch: Vec<InputLine>| batch.into_iter().map(|line| answered(line, &configs)).collect();
    answer_all(input, output, answers)
}

/// The settings of texts without a file, for which patterns are relative to `/`.
fn for_texts(configs: Configs) -> Result<Arc<FileConfigs>> {
    configs
        .elsewhere()
        .map_err(|error| anyhow!(error.shown(Path::new("/"))))
}

fn answer_all(
    input: impl Read,
    output: &mut impl Write,
    answers: impl Fn(Vec<InputLine>) -> Vec<Option<Answer>>,
) -> Result<()> {
    let mut lines = InputLines::new(input);
    while let Some(batch) = lines
        .batch()
        .map_err(|error| anyhow!("cannot read standard input: {}", reason(&error)))?
    {
        for answer in answers(batch).into_iter().flatten() {
            serde_json::to_writer(&mut *output, &answer).map_err(io::Error::from)?;
            output.write_all(b"\n")?;
        }
        output.flush()?;
    }
    Ok(())
}

/// The answer to a line; an empty line gets none.
fn answered(line: InputLine, configs: &FileConfigs) -> Option<Answer> {
    let failed = |path: Option<String>, problem: Problem| Answer {
        path,
        error: Some(problem),
        ..Answer::default()
    };
    let wrong = |what: &str| Problem::new(format!("line {} of the input {what}", line.number));
    let Some(content) = line.content else {
        return Some(failed(None, wrong("is longer than 64 MiB and was skipped")));
    };
    if content.trim_ascii().is_empty() {
        return None;
    }
    let answer = match serde_json::from_slice(&content) {
        Ok(question) => panics::contain(|| answer(question, configs)).map_err(|panic| Problem::internal(&panic)),
        Err(error) => {
            // The parser sees each line as line 1.
            let error = error.to_string().replace(" at line 1 column ", " at column ");
            Err(wrong(&format!("is not {{\"path\": …, \"text\": …}}: {error}")))
        }
    };
    Some(answer.unwrap_or_else(|problem| failed(path_of(&content), problem)))
}

/// The path in a line that is otherwise wrong.
fn path_of(content: &[u8]) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(content).ok()?;
    value.get("path")?.as_str().map(str::to_string)
}

fn answer(question: Question, configs: &FileConfigs) -> Answer {
    let Question { path, text } = question;
    let name = cleaned(&Path::new("/").join(&path));
    let config = configs.for_path(Some(&name));
    let handled = read::decode(text.clone().into_bytes()).and_then(|text| work::alone(&name, text, &config.settings));
    let (new, findings, error) = match &handled {
        Ok(handled) => (
            handled.change(),
            record::findings(handled, Some(&config), Detail::Full),
            handled.problems().into_iter().next(),
        ),
        Err(problem) => (None, Vec::new(), Some(problem.clone())),
    };
    let (applied, remaining) = findings.into_iter().partition(FindingRecord::is_fixed);
    Answer {
        path: Some(path),
        changed: new.is_some(),
        text: Some(new.map_or(text, str::to_string)),
        applied,
        remaining,
        error,
    }
}
