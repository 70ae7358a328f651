//! The progress bar of a long run: files done, findings, rate.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use console::Term;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::text::plural;

/// A shorter run needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the bar moves while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// The maximum number of redraws per second.
const RATE: u8 = 10;

const LOOKING: &str = "{spinner} looking for Dockerfiles, {elapsed}";

// A width of 0 only asks for a rate without decimals.
const WORKING: &str = "{wide_bar} {pos}/{len} files, {msg}, {per_sec:0}{left}";

/// For a terminal that is too narrow for the bar.
const NARROW: &str = "{pos}/{len}, {msg}, {per_sec:0}";

/// The columns that the bar with its text needs.
const WIDTH: u16 = 72;

/// A bar on standard error, if that is a terminal, except in CI or with `--quiet`.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Shows the bar after a while, unless the sender is dropped before.
    timer: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the timer.
    pub(super) fn new(quiet: bool) -> Self {
        let is_seen = io::stderr().is_terminal() && !feeds_pipe();
        let is_wanted = is_seen && !quiet && std::env::var_os("CI").is_none();
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style(LOOKING));
        let timer = is_wanted.then(|| show_later(bar.clone()));
        Self { bar, timer }
    }

    /// Starts to count `files`.
    pub(super) fn begin(&self, files: usize) {
        let (_, columns) = Term::stderr().size();
        self.bar
            .set_style(style(if columns < WIDTH { NARROW } else { WORKING }));
        self.bar.set_length(files as u64);
        self.bar.set_message("no findings");
        self.bar.reset_eta();
    }

    /// Shows how many files are done, and how many findings there are.
    pub(super) fn reach(&self, files: usize, findings: usize) {
        if self.timer.is_some() {
            self.bar.set_position(files as u64);
            if findings > 0 {
                self.bar.set_message(plural(findings, "finding"));
            }
        }
    }

    /// Runs `act`, which writes to the terminal, while the bar is hidden.
    pub(super) fn pause<T>(&self, act: impl FnOnce() -> T) -> T {
        self.bar.suspend(act)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.timer.take() {
            drop(sender);
            // The thread only sleeps, and the channel wakes it.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}

fn show_later(bar: ProgressBar) -> (Sender<()>, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(RATE));
            bar.enable_steady_tick(TICK);
        }
    });
    (sender, thread)
}

/// Whether standard output is a pipe, whose reader may draw on the same terminal, as a pager does.
#[cfg(unix)]
fn feeds_pipe() -> bool {
    use rustix::fs::{FileType, fstat};
    let kind = fstat(io::stdout()).map(|file| FileType::from_raw_mode(file.st_mode));
    kind.is_ok_and(|kind| matches!(kind, FileType::Fifo | FileType::Socket))
}

#[cfg(not(unix))]
fn feeds_pipe() -> bool {
    false
}

/// A test checks that the templates are valid.
fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("left", |state: &ProgressState, text: &mut dyn Write| {
        // Not known before the first file is done.
        if state.pos() > 0 {
            let _ = write!(text, ", {:#} left", HumanDuration(state.eta()));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_right() {
        for template in [LOOKING, WORKING, NARROW] {
            ProgressStyle::with_template(template).unwrap();
        }
    }
}
