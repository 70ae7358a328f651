//! How far a long run has come, on a terminal: files done, findings, rate.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// How often the bar moves while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// Pictures a second at the most.
const RATE: u8 = 10;

const LOOKING: &str = "{spinner} looking for Dockerfiles, {elapsed}";
const WORKING: &str = "{wide_bar} {pos}/{len} files, {msg}, {per_sec}, {eta} left";

/// A bar on standard error; nothing where that is no terminal, in CI, or when it is not wanted.
pub struct Progress {
    bar: ProgressBar,
    /// Shows the bar when its time has come, unless the sender is gone by then.
    timer: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to count the time.
    pub fn new(quiet: bool) -> Self {
        let is_wanted = !quiet && io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style(LOOKING));
        let timer = is_wanted.then(|| show_later(bar.clone()));
        Self { bar, timer }
    }

    /// From now on `files` are worked on.
    pub fn begin(&self, files: usize) {
        self.bar.set_style(style(WORKING));
        self.bar.set_length(files as u64);
        self.bar.set_message("no findings");
        self.bar.reset_eta();
    }

    /// One more file is done.
    pub fn advance(&self) {
        if self.timer.is_some() {
            self.bar.inc(1);
        }
    }

    /// Does what writes to the terminal, with the bar out of the way.
    pub fn pause<T>(&self, act: impl FnOnce() -> T) -> T {
        self.bar.suspend(act)
    }

    /// So many findings there are by now.
    pub fn found(&self, findings: usize) {
        if self.timer.is_some() && findings > 0 {
            self.bar.set_message(format!("{findings} findings"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.timer.take() {
            drop(sender);
            // It only sleeps, and the channel wakes it.
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

/// A test holds that the templates are right.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_right() {
        for template in [LOOKING, WORKING] {
            ProgressStyle::with_template(template).unwrap();
        }
    }
}
