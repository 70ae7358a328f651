//! Commands that clean up after other programs, such as the removal of a container, even if Ctrl-C ends the program at once.

use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::system::panics::lock;

/// The commands that are due at the moment.
static DUE: Mutex<Vec<(u64, Command)>> = Mutex::new(Vec::new());

/// A command that is run if the program is ended at once, until this is dropped.
#[derive(Debug)]
pub(crate) struct Cleanup(u64);

impl Cleanup {
    /// Makes the command due.
    pub(crate) fn new(command: Command) -> Self {
        let mut due = lock(&DUE);
        let number = due.last().map_or(0, |(last, _)| last + 1);
        due.push((number, command));
        Self(number)
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        lock(&DUE).retain(|(number, _)| *number != self.0);
    }
}

/// Starts every command that is due, without waiting.
pub(crate) fn start_all() {
    for (_, command) in lock(&DUE).iter_mut() {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // The next Ctrl-C is not for the command.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        // Nothing can be done if it does not start.
        let _ = command.spawn();
    }
}
