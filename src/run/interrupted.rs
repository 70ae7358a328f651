//! The end of a run that a signal interrupts.

use std::io;

use super::Run;
use crate::system::interrupt;

impl Run<'_, '_> {
    /// Reports how far the run came, and returns the exit code. An incomplete report or baseline could be taken for a complete one, so no file is
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
