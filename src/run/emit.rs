//! What a run says of each file, and at its end.

use std::io;

use super::Run;
use crate::config::show::{shown_context, shown_files};
use crate::problem::Problem;
use crate::report::record::{self, Detail};
use crate::report::{FileReport, Handled};
use crate::system::interrupt;
use crate::system::paths::Shown;

impl Run<'_> {
    /// Counts and reports a file.
    pub(super) fn emit(&mut self, file: &mut FileReport) -> io::Result<()> {
        let known = self.settle(file);
        self.records.totals.add_known(known);
        self.record(file)?;
        let handled = match &file.result {
            Ok(handled) => handled,
            Err(problem) => return self.say_failure(file, problem),
        };
        if let Some(context) = handled.context.as_ref().filter(|context| context.trouble().is_some()) {
            let note = context.provenance.said_unknown();
            self.streams.say(&format!("{}: note: {note}", file.path))?;
        }
        self.say_circumstances(file, handled)?;
        self.say_proof(file, handled)?;
        for problem in handled.problems() {
            self.streams.problem(&file.path, &problem)?;
        }
        Ok(())
    }

    /// Says why a file could not be processed; an error in a settings file once, not for every file that it applies to.
    fn say_failure(&mut self, file: &FileReport, problem: &Problem) -> io::Result<()> {
        match &file.settings_error {
            None => self.streams.problem(&file.path, problem),
            Some(error) if self.said.insert(error.file.clone()) => {
                let settings = Shown::new(&error.file, &self.current);
                self.streams.problem(&settings, &error.problem)
            }
            Some(_) => Ok(()),
        }
    }

    /// With `--verbose`: says which settings and which build context a file has, or why it is not in scope.
    pub(super) fn say_circumstances(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        if !self.cli.verbose {
            return Ok(());
        }
        let path = &file.path;
        if let Some(why) = &handled.outcome.out_of_scope {
            self.streams
                .say(&format!("{path}: not in scope: {}", why.explained()))?;
        }
        let settings = file.config.iter().map(|config| shown_files(config, &self.current));
        let located = handled.context.iter();
        let context = located.map(|located| format!("; build context: {}", shown_context(located, &self.current)));
        let circumstances: String = settings.chain(context).collect();
        self.streams.say(&format!("{path}: settings: {circumstances}"))
    }

    /// Counts a file, and adds it to the report.
    fn record(&mut self, file: &FileReport) -> io::Result<()> {
        let Some(text) = self.text else {
            let record = record::file(file, &self.current, Detail::Full);
            return self.records.file(self.streams.report(), record);
        };
        let detail = if text.is_full { Detail::Findings } else { Detail::Places };
        let record = record::file(file, &self.current, detail);
        text.file(self.streams, file, &record)?;
        self.records.totals.add(&record);
        Ok(())
    }

    /// Ends the report.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.records.finish(self.streams.report())?;
        self.close()
    }

    /// Writes the closing lines: at the end of a text report, else to standard error.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let totals = &self.records.totals;
        match self.text {
            Some(text) => text.finish(self.streams, totals),
            None => self.streams.say_closing(totals, self.cli.write.then_some("rewritten")),
        }
    }

    /// Reports how far a run came that a signal interrupts, and returns the exit code. An incomplete report or baseline could be taken for a complete one, so no file is
    /// written, and a report on standard output gets no end.
    pub(super) fn end_early(mut self, reached: &str) -> io::Result<u8> {
        if self.records.totals.files > 0 {
            self.close()?;
        }
        let files = [&self.cli.output.file, &self.cli.write_baseline];
        let unwritten = files.into_iter().flatten();
        let unwritten: String = unwritten
            .map(|path| format!("; {} was not written", path.display()))
            .collect();
        self.streams.say(&format!(
            "interrupted: {reached}; nothing was left half-written{unwritten}"
        ))?;
        Ok(interrupt::exit_code())
    }
}
