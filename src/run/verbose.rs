//! `--verbose`: the circumstances of each file.

use std::io;

use super::Run;
use crate::config::show::{shown_context, shown_files};
use crate::report::{FileReport, Handled};

impl Run<'_, '_> {
    /// Says which settings and which build context a file has, or why it is not in scope.
    pub(super) fn say_circumstances(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        if !self.cli.verbose {
            return Ok(());
        }
        let path = &file.path;
        if let Some(why) = &handled.outcome.out_of_scope {
            self.streams
                .say(&format!("{path}: not in scope: {}", why.explained()))?;
        }
        let settings = shown_files(&handled.config, &self.current);
        let context = match &handled.context {
            Some(located) => format!("; build context: {}", shown_context(located, &self.current)),
            None => String::new(),
        };
        self.streams.say(&format!("{path}: settings: {settings}{context}"))
    }
}
