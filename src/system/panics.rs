//! A panic is an error of this program in one file; it must not end the run for the others.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps panics from writing to standard error; [`contain`] returns their messages.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|info| {
        let message = info
            .payload_as_str()
            .unwrap_or("no message")
            .lines()
            .collect::<Vec<_>>()
            .join(" ");
        let place = info
            .location()
            .map(|at| format!(" at {}:{}", at.file(), at.line()))
            .unwrap_or_default();
        LAST.with_borrow_mut(|last| *last = Some(format!("{message}{place}")));
    }));
}

/// Locks a mutex, even if a thread panicked while it held it: the data of these locks is valid at any time.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work`.
///
/// # Errors
/// The message of a panic and, after [`install_hook`], its source position.
pub(crate) fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    LAST.with_borrow_mut(|last| *last = None);
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        LAST.with_borrow_mut(Option::take)
            .unwrap_or_else(|| "no message".to_string())
    })
}
