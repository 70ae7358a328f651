//! What another program keeps for this one, such as docker a container: taken away even when Ctrl-C ends the program at once.

use std::process::{Command, Stdio};
use std::sync::Mutex;

use crate::system::panics::lock;

/// The commands that are due at this moment.
static DUE: Mutex<Vec<(u64, Command)>> = Mutex::new(Vec::new());

/// A command that is run if the program is ended at once; dropped, it is not due any more.
#[derive(Debug)]
pub struct Cleanup(u64);

impl Cleanup {
    /// From now on the command is due.
    pub fn new(command: Command) -> Self {
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

/// Starts every command that is due, and waits for none.
pub fn start_all() {
    for (_, command) in lock(&DUE).iter_mut() {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // The next Ctrl-C is not meant for it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        // Nobody is there to hear that it could not be started.
        let _ = command.spawn();
    }
}
