//! The operating system: files, temporary files, paths, interrupts, and panics.

pub(crate) mod cleanup;
pub(crate) mod exclude;
pub(crate) mod interrupt;
pub(crate) mod panics;
pub(crate) mod paths;
pub(crate) mod read;
pub(crate) mod revision;
pub(crate) mod temporary;
pub(crate) mod tracked;
pub(crate) mod write;
