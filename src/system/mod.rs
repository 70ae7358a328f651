//! What the program asks of the operating system: files, temporary files, paths, interrupts, and what becomes of a panic.

pub mod cleanup;
pub mod exclude;
pub mod interrupt;
pub mod panics;
pub mod paths;
pub mod read;
pub mod temporary;
pub mod write;
