//! Ctrl-C, SIGTERM and SIGHUP: no file is left half-written, and no temporary file stays.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};

use crate::system::{cleanup, temporary};
use crate::text::plural;

static IS_DEFERRED: AtomicBool = AtomicBool::new(false);
/// The exit code that was asked for first; 0 while nobody asks for an end.
static REQUESTED: AtomicU8 = AtomicU8::new(0);
static HANDLED: AtomicUsize = AtomicUsize::new(0);

/// From now on a signal removes the temporary files and containers, and ends the program with [`exit_code`].
pub(crate) fn watch() {
    // Without a handler a signal still ends the program, and no file is half-written, since files are replaced in one step.
    let _ = handle(|code| {
        let is_first = REQUESTED
            .compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok();
        if !(is_first && IS_DEFERRED.load(Ordering::Relaxed)) {
            end();
        }
    });
}

/// Calls `act` for each signal, with the exit code that a program has which the signal ends: 128 and the signal's number.
#[cfg(unix)]
fn handle(act: fn(u8)) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let wait = move || signals.forever().for_each(|signal| act(128 + signal as u8));
    std::thread::Builder::new().spawn(wait).map(|_| ())
}

#[cfg(not(unix))]
fn handle(act: fn(u8)) -> io::Result<()> {
    ctrlc::set_handler(move || act(130)).map_err(io::Error::other)
}

/// From now on the first signal only requests the end, and the second one ends the program at once.
pub(crate) fn defer() {
    IS_DEFERRED.store(true, Ordering::Relaxed);
}

/// Whether the end was requested.
pub(crate) fn is_requested() -> bool {
    exit_code() != 0
}

/// The exit code of a run that a signal ends.
pub(crate) fn exit_code() -> u8 {
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
    std::process::exit(exit_code().into())
}
