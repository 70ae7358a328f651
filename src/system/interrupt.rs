//! Ctrl-C, SIGTERM and SIGHUP: no file is left half-written, and no temporary file stays.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::system::{cleanup, temporary};
use crate::text::plural;

/// The exit code of a program that Ctrl-C ended.
pub(crate) const EXIT_CODE: u8 = 130;

static IS_DEFERRED: AtomicBool = AtomicBool::new(false);
static REQUESTED: AtomicBool = AtomicBool::new(false);
static HANDLED: AtomicUsize = AtomicUsize::new(0);

/// From now on Ctrl-C removes the temporary files and containers, and ends the program with [`EXIT_CODE`].
pub(crate) fn watch() {
    let handler = || {
        let is_first = !REQUESTED.swap(true, Ordering::Relaxed);
        if !(is_first && IS_DEFERRED.load(Ordering::Relaxed)) {
            end();
        }
    };
    // Without a handler Ctrl-C still ends the program, and no file is half-written, since files are replaced in one step.
    let _ = ctrlc::set_handler(handler);
}

/// From now on the first Ctrl-C only requests the end, and the second one ends the program at once.
pub(crate) fn defer() {
    IS_DEFERRED.store(true, Ordering::Relaxed);
}

/// Whether the end was requested.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// Notes how many files were handled, for the message of a run that is ended at once.
pub(crate) fn note_handled(files: usize) {
    HANDLED.store(files, Ordering::Relaxed);
}

fn end() -> ! {
    let _nothing_new = temporary::remove_all();
    cleanup::start_all();
    // Only a terminal gets the message: a pipe that nobody reads could block. While this is locked, no progress bar is drawn.
    let mut terminal = io::stderr().is_terminal().then(|| io::stderr().lock());
    if let Some(terminal) = &mut terminal
        && IS_DEFERRED.load(Ordering::Relaxed)
    {
        let handled = plural(HANDLED.load(Ordering::Relaxed), "file");
        let what = format!("interrupted and ended at once: at least {handled} handled; nothing was left half-written");
        // The progress bar stays on the line above.
        let _ = writeln!(terminal, "\n{what}");
    }
    std::process::exit(EXIT_CODE.into())
}
