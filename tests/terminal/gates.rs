//! Named pipes that the program reads from: it waits at each until somebody lets it through, so that a test knows where it is.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::Command;

/// Gates at these places.
pub struct Gates(Vec<PathBuf>);

impl Gates {
    /// Puts up the gates.
    pub fn new(places: impl IntoIterator<Item = PathBuf>) -> Self {
        let places: Vec<PathBuf> = places.into_iter().collect();
        assert!(Command::new("mkfifo").args(&places).status().unwrap().success());
        Self(places)
    }

    /// Lets through whoever waits at this moment; how many those are.
    pub fn let_through(&self) -> usize {
        self.hold().len()
    }

    /// Opens the gates at which somebody waits at this moment, but lets nobody through until what is returned is dropped.
    pub fn hold(&self) -> Vec<File> {
        let nonblocking = rustix::fs::OFlags::NONBLOCK.bits() as i32;
        let open = |place| OpenOptions::new().write(true).custom_flags(nonblocking).open(place);
        // Without a reader there is nothing to open. A reader reads on as long as it is.
        self.0.iter().filter_map(|place| open(place).ok()).collect()
    }
}
