//! The program in slow motion, so that a test reaches it in the middle of its work.

use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// A program that is stopped most of the time, until this is dropped.
pub struct SlowMotion {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SlowMotion {
    /// Slows a program down by a factor of fifty.
    pub fn of(child: &Child) -> Self {
        let (program, is_over) = (Pid::from_child(child), Arc::new(AtomicBool::new(false)));
        let over = Arc::clone(&is_over);
        let thread = spawn(move || {
            while !over.load(Ordering::Relaxed) {
                // It may have ended.
                let _ = kill_process(program, Signal::STOP);
                sleep(Duration::from_millis(49));
                let _ = kill_process(program, Signal::CONT);
                sleep(Duration::from_millis(1));
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
