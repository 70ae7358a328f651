//! What is said about a run. Every format is made from the same [`FileReport`]s, which come in order of their paths.

mod changes;
pub mod diff;
mod file;
pub mod format;
mod github;
mod html;
pub mod json;
mod markdown;
pub mod model;
mod page;
pub mod quote;
pub mod record;
mod repositories;
mod sarif;
mod summary;
pub mod tally;
pub mod text;
pub mod totals;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

pub use file::OutputFile;

use totals::Totals;

use crate::context::Located;
use crate::engine::outcome::Outcome;
use crate::problem::Problem;
use crate::prove::Proof;
use crate::system::paths::{Shown, repository};
use crate::system::write::Written;

/// One file, worked on or not.
#[derive(Debug)]
pub struct FileReport {
    /// The file, as it is shown.
    pub path: Shown,
    /// The repository that it lies in.
    pub repository: Option<Arc<Path>>,
    /// What came of it.
    pub result: Result<Handled, Problem>,
}

impl FileReport {
    /// A file that could not be worked on, in a run in the absolute folder `current`.
    pub fn failed(path: Shown, current: &Path, problem: Problem) -> Self {
        Self {
            repository: repository(&current.join(path.as_path())),
            path,
            result: Err(problem),
        }
    }
}

/// A file that the pipeline has worked on.
#[derive(Debug)]
pub struct Handled {
    /// What it found and did.
    pub outcome: Outcome,
    /// The build context; `None` where none was looked for.
    pub context: Option<Located>,
    /// Set when the new text was to be proved by builds.
    pub proof: Option<Proof>,
    /// Set when there was a new text to write over the file: whether that worked.
    pub written: Option<Result<Written, Problem>>,
}

impl Handled {
    /// The text that the file should have, if that is another than it has. A file in which any pass failed its guard
    /// stays as it was: an error of this program is no ground to trust the rest. So does one whose proof failed.
    pub fn change(&self) -> Option<&str> {
        let outcome = &self.outcome;
        let sound = outcome.guard_failures.is_empty() && !self.is_unproved();
        (sound && outcome.text != outcome.original).then_some(&outcome.text)
    }

    /// Whether the file stays as it was although there are fixes.
    fn is_held_back(&self) -> bool {
        !self.outcome.guard_failures.is_empty() || self.is_unproved() || matches!(self.written, Some(Err(_)))
    }

    /// Why it stays as it was.
    pub fn problems(&self) -> Vec<Problem> {
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
            Problem::new(format!(
                "internal error, the file was left as it was; please report it: {what}"
            ))
        });
        unproved.chain(unwritten).chain(refused).collect()
    }

    fn is_unproved(&self) -> bool {
        self.proof.as_ref().is_some_and(|proof| proof.problem.is_some())
    }
}

/// A format that is text. Problems are not its business: they are said on standard error whatever the format.
pub trait Report {
    /// Takes the next file.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn file(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()>;

    /// Ends the report.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finish(&mut self, totals: &Totals) -> io::Result<()>;
}

/// The two places to write to, and whether each is in colour.
pub struct Streams<'a> {
    /// Standard output.
    pub out: Box<dyn Write + 'a>,
    /// Where the report goes instead.
    pub file: Option<OutputFile>,
    /// Words to the person.
    pub err: Box<dyn Write + 'a>,
    /// Colour in the report.
    pub colour: bool,
    /// No closing words.
    pub quiet: bool,
}

impl Streams<'static> {
    /// Standard output and standard error; in colour on a terminal, unless the environment (`NO_COLOR`) says otherwise.
    pub fn standard() -> Self {
        Self {
            colour: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
            out: Box::new(io::BufWriter::new(io::stdout().lock())),
            file: None,
            quiet: false,
            // Not locked: the progress bar is drawn from other threads.
            err: Box::new(io::stderr()),
        }
    }
}

impl Streams<'_> {
    /// Where the report goes: findings, a diff, or another format.
    pub fn report(&mut self) -> &mut dyn Write {
        match &mut self.file {
            Some(file) => file,
            None => &mut self.out,
        }
    }

    /// Says one line to the person, after what was written to `out` before it. Nobody reading is no reason to stop.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn say(&mut self, line: &str) -> io::Result<()> {
        self.out.flush()?;
        let _ = writeln!(self.err, "{line}");
        Ok(())
    }

    /// Says what the run came to, unless nobody wants to know; see [`Totals::closing`].
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn say_closing(&mut self, totals: &Totals, done: Option<&str>) -> io::Result<()> {
        match self.quiet {
            true => Ok(()),
            false => self.say(&totals.closing(done)),
        }
    }

    /// Says why a file, or a part of it, could not be worked on.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn problem(&mut self, path: &Shown, problem: &Problem) -> io::Result<()> {
        let place = problem
            .place
            .map(|(line, column)| format!("{line}:{column}:"))
            .unwrap_or_default();
        self.say(&format!("{path}:{place} error: {}", problem.message))
    }
}
