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
        let settings = file.config.iter().map(|config| shown_files(config, &self.current));
        let located = handled.context.iter();
        let context = located.map(|located| format!("; build context: {}", shown_context(located, &self.current)));
        let circumstances: String = settings.chain(context).collect();
        self.streams.say(&format!("{path}: settings: {circumstances}"))
    }
}
