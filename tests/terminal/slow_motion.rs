//! The program in slow motion, so that a test reaches it in the middle of its work.

use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// How long the program runs at a time.
const RUNS: Duration = Duration::from_millis(1);

/// A program that is stopped most of the time, until this is dropped.
pub struct SlowMotion {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SlowMotion {
    /// Slows a program down by a factor.
    pub fn of(child: &Child, factor: u32) -> Self {
        let (program, is_over) = (Pid::from_child(child), Arc::new(AtomicBool::new(false)));
        let over = Arc::clone(&is_over);
        let thread = spawn(move || {
            while !over.load(Ordering::Relaxed) {
                // It may have ended.
                let _ = kill_process(program, Signal::STOP);
                sleep(RUNS * (factor - 1));
                let _ = kill_process(program, Signal::CONT);
                sleep(RUNS);
            }
        });
        Self {
            is_over,
            thread: Some(thread),
        }
    }
}

impl Drop for SlowMotion {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}
