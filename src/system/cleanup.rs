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

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_due_is_run_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let due = |name: &str| {
            let mut command = Command::new("touch");
            command.arg(directory.path().join(name));
            Cleanup::new(command)
        };
        let [_first, second, _third, fourth] = ["a", "b", "c", "d"].map(due);
        drop(second);
        drop(fourth);
        start_all();
        let names = || std::fs::read_dir(directory.path()).unwrap().count();
        for _ in 0..500 {
            if names() == 2 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert!(directory.path().join("a").exists() && directory.path().join("c").exists());
        assert_eq!(names(), 2);
    }
}
