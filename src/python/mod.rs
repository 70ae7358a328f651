//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

pub mod effects;
pub(crate) mod health;
mod identifiers;
pub mod imports;
pub mod parse;
pub mod stdlib;
mod syntax;
