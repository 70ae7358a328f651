//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

pub(crate) mod effects;
pub(crate) mod health;
mod identifiers;
pub(crate) mod imports;
pub(crate) mod outside;
pub(crate) mod parse;
pub(crate) mod stdlib;
mod syntax;
