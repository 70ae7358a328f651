//! Ctrl-C, and SIGTERM and SIGHUP likewise: every file is left whole, and no temporary file stays beside it.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::system::{cleanup, temporary};
use crate::text::plural;

/// What a shell gets to see of a program that Ctrl-C ended.
pub const EXIT_CODE: u8 = 130;

static IS_DEFERRED: AtomicBool = AtomicBool::new(false);
static REQUESTED: AtomicBool = AtomicBool::new(false);
static HANDLED: AtomicUsize = AtomicUsize::new(0);

/// From now on Ctrl-C ends the program with [`EXIT_CODE`], and takes its temporary files and containers along.
pub fn watch() {
    let handler = || {
        let is_first = !REQUESTED.swap(true, Ordering::Relaxed);
        if !(is_first && IS_DEFERRED.load(Ordering::Relaxed)) {
            end();
        }
    };
    // Where no handler can be had, Ctrl-C still ends the program: files are replaced in one step, and stay whole even then.
    let _ = ctrlc::set_handler(handler);
}

/// From now on the first Ctrl-C only asks for the end, and the second one ends the program at once.
pub fn defer() {
    IS_DEFERRED.store(true, Ordering::Relaxed);
}

/// Whether the person has asked for the end.
pub fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// So many files were handled, for the last word of a run that is ended at once.
pub fn note_handled(files: usize) {
    HANDLED.store(files, Ordering::Relaxed);
}

fn end() -> ! {
    let _nothing_new = temporary::remove_all();
    cleanup::start_all();
    // Only a person is told: a pipe that nobody reads would hold up the end. As long as this is locked, no progress bar is drawn.
    let mut terminal = io::stderr().is_terminal().then(|| io::stderr().lock());
    if let Some(terminal) = &mut terminal
        && IS_DEFERRED.load(Ordering::Relaxed)
    {
        let handled = plural(HANDLED.load(Ordering::Relaxed), "file");
        let what = format!("interrupted and ended at once: at least {handled} handled; nothing was left half-written");
        // A bar stays on the line above.
        let _ = writeln!(terminal, "\n{what}");
    }
    std::process::exit(EXIT_CODE.into())
}
