//! Named pipes that the program reads from: it waits at each until somebody lets it through, so that a test knows where it is.

use std::fs::OpenOptions;
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
        let nonblocking = rustix::fs::OFlags::NONBLOCK.bits() as i32;
        let open = |place: &PathBuf| OpenOptions::new().write(true).custom_flags(nonblocking).open(place);
        // Without a reader there is nothing to open.
        self.0.iter().filter(|place| open(place).is_ok()).count()
    }
}
