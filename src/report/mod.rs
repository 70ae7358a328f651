//! What a run reports. Every format is made from the same [`FileReport`]s, in the order of their paths.

mod changes;
mod comparison;
pub(crate) mod diff;
mod expected;
mod file;
mod fingerprint;
pub(crate) mod format;
mod github;
mod gitlab;
mod html;
mod issue;
pub(crate) mod json;
mod junit;
mod markdown;
pub(crate) mod model;
mod overview;
mod page;
mod rdjson;
pub(crate) mod record;
mod sarif;
mod summary;
pub(crate) mod text;
pub(crate) mod totals;

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::Path;
use std::sync::Arc;

use console::Term;
pub(crate) use file::OutputFile;
use text::look::{Look, wrapped};

use totals::Totals;

use crate::config::{Config, ConfigError};
use crate::context::Located;
use crate::engine::outcome::Outcome;
use crate::problem::Problem;
use crate::prove::Proof;
use crate::system::paths::{Shown, repository};
use crate::system::write::Written;
use crate::text::visible;

/// What came of one file.
#[derive(Debug)]
pub(crate) struct FileReport {
    /// The path, as it is shown.
    pub path: Shown,
    /// The root of its repository.
    pub repository: Option<Arc<Path>>,
    /// Its settings, if they could be read.
    pub config: Option<Arc<Config>>,
    /// The outcome, or why the file could not be processed.
    pub result: Result<Handled, Problem>,
    /// What is wrong in its settings, if they are why it could not be processed.
    pub settings_error: Option<ConfigError>,
}

impl FileReport {
    /// A file that could not be processed, in a run in the absolute directory `current`.
    pub(crate) fn failed(path: Shown, current: &Path, problem: Problem) -> Self {
        Self {
            repository: repository(&current.join(path.as_path())),
            path,
            config: None,
            result: Err(problem),
            settings_error: None,
        }
    }

    /// A file whose settings cannot be read.
    pub(crate) fn without_settings(path: Shown, current: &Path, error: ConfigError) -> Self {
        let problem = Problem::new(format!("its settings cannot be read: {}", error.shown(current)));
        Self {
            settings_error: Some(error),
            ..Self::failed(path, current, problem)
        }
    }

    /// Whether its new text was written.
    pub(crate) fn is_written(&self) -> bool {
        self.result
            .as_ref()
            .is_ok_and(|handled| matches!(handled.written, Some(Ok(_))))
    }
}

/// A file that was processed.
#[derive(Debug)]
pub(crate) struct Handled {
    /// What it found and did.
    pub outcome: Outcome,
    /// The build context; `None` where none was looked for.
    pub context: Option<Located>,
    /// Set when the new text was to be proved by builds.
    pub proof: Option<Proof>,
    /// Whether the new text was written, if it was to be.
    pub written: Option<Result<Written, Problem>>,
}

impl Handled {
    /// A file that is neither proved nor written yet.
    pub(crate) fn new(outcome: Outcome, context: Option<Located>) -> Self {
        Self {
            outcome,
            context,
            proof: None,
            written: None,
        }
    }

    /// The new text, if the file should change. It stays as it is if a pass failed its guard, since an error of this program is no reason to
    /// trust the rest, or if its proof failed.
    pub(crate) fn change(&self) -> Option<&str> {
        let outcome = &self.outcome;
        let sound = outcome.guard_failures.is_empty() && !self.is_unproved();
        (sound && outcome.text != outcome.original).then_some(&outcome.text)
    }

    /// Whether something went wrong, so that the file stays as it is.
    fn is_held_back(&self) -> bool {
        !self.outcome.guard_failures.is_empty() || self.is_unproved() || matches!(self.written, Some(Err(_)))
    }

    /// What went wrong.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let unproved = self
            .proof
            .iter()
            .filter_map(|proof| proof.problem.as_deref().map(Problem::new));
        let unwritten = self
            .written
            .iter()
            .filter_map(|written| written.as_ref().err().cloned());
        let refused = self.outcome.guard_failures.iter().map(|failure| {
            let what = format!("the result of {} is not sound ({})", failure.code, failure.problem);
            Problem::internal(&what)
        });
        unproved.chain(unwritten).chain(refused).collect()
    }

    fn is_unproved(&self) -> bool {
        self.proof.as_ref().is_some_and(|proof| proof.problem.is_some())
    }
}

/// Where the output of a run goes.
pub(crate) struct Streams {
    /// Standard output.
    pub out: BufWriter<StdoutLock<'static>>,
    /// The file for the report, instead of standard output.
    pub file: Option<OutputFile>,
    /// How the report looks.
    pub look: Look,
    /// Whether to leave out the closing lines.
    pub quiet: bool,
}

impl Streams {
    /// Standard output and standard error, and the file for the report if there is one.
    pub(crate) fn new(file: Option<OutputFile>, quiet: bool) -> Self {
        Self {
            // Standard error is not locked, since other threads draw the progress bar there.
            out: BufWriter::new(io::stdout().lock()),
            look: file.as_ref().map_or_else(Look::standard, |_| Look::default()),
            file,
            quiet,
        }
    }

    /// Where the report goes: findings, a diff, or another format.
    pub(crate) fn report(&mut self) -> &mut dyn Write {
        match &mut self.file {
            Some(file) => &mut file.writer,
            None => &mut self.out,
        }
    }

    /// Writes a line to standard error, after everything that was written to standard output before, its control characters made visible. That
    /// nobody reads it is no reason to stop.
    pub(crate) fn say(&mut self, line: &str) -> io::Result<()> {
        self.out.flush()?;
        let _ = writeln!(io::stderr(), "{}", for_standard_error(line));
        Ok(())
    }

    /// Writes the closing lines to standard error, unless they are left out; see [`Totals::closing`].
    pub(crate) fn say_closing(&mut self, totals: &Totals, done: Option<&str>) -> io::Result<()> {
        match self.quiet {
            true => Ok(()),
            false => totals.closing(done).lines().try_for_each(|line| self.say(line)),
        }
    }

    /// Reports why a file, or a part of it, could not be processed.
    pub(crate) fn problem(&mut self, path: &Shown, problem: &Problem) -> io::Result<()> {
        let text = format!("{}: error: {}", problem.place_in(path), problem.message);
        // A failed step of a proof has several lines.
        text.lines().try_for_each(|line| self.say(line))
    }
}

/// The items by their keys, in the order of the first of each.
fn grouped<T, K: PartialEq>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for item in items {
        let own = key(&item);
        match groups.iter_mut().find(|(known, _)| *known == own) {
            Some((_, group)) => group.push(item),
            None => groups.push((own, vec![item])),
        }
    }
    groups
}

/// A line with its control characters made visible, and in several lines where standard error is a terminal that is too narrow for it.
pub(crate) fn for_standard_error(line: &str) -> String {
    let line = visible(line);
    match Term::stderr().size_checked() {
        Some((_, columns)) if io::stderr().is_terminal() => wrapped(&line, columns.into(), "  "),
        _ => line.into_owned(),
    }
}
