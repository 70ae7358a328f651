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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_one_line_with_its_place() {
        let usual = std::panic::take_hook();
        install_hook();
        let outcome = contain(|| panic!("first\nsecond"));
        let other = contain(|| std::panic::panic_any(1));
        std::panic::set_hook(usual);
        let message: String = outcome.unwrap_err();
        assert!(
            message.starts_with("first second at src/system/panics.rs:"),
            "{message}"
        );
        assert!(other.unwrap_err().starts_with("no message at "));
        assert_eq!(contain(|| 1), Ok(1));
    }
}
