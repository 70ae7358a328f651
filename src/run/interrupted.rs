//! What a run leaves behind when Ctrl-C ends it before its time.

use std::io;

use super::Run;
use crate::system::interrupt;

impl Run<'_, '_> {
    /// Says how far the run has come; the exit code. A report or a baseline of half a run would pass for a whole one: a file is not put in its
    /// place, and what was streamed gets no end.
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
        Ok(interrupt::EXIT_CODE)
    }
}
