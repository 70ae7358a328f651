//! Ctrl-C: the run ends between two files, each of them whole.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell gets to see of a program that Ctrl-C ended.
pub const EXIT_CODE: u8 = 130;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on the first Ctrl-C only asks for the end, and the second one ends the program at once.
pub fn watch() {
    let handler = || {
        if REQUESTED.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_CODE.into());
        }
    };
    // Where no handler can be had, Ctrl-C ends the program at once: files are replaced in one step, and stay whole even then.
    let _ = ctrlc::set_handler(handler);
}

/// Whether the person has asked for the end.
pub fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
