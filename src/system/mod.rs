//! What the program asks of the operating system: files, temporary files, paths, interrupts, and what becomes of a panic.

pub(crate) mod exclude;
pub(crate) mod interrupt;
pub(crate) mod panics;
pub(crate) mod paths;
pub(crate) mod read;
pub(crate) mod temporary;
pub(crate) mod write;
