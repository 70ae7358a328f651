//! The Python that Dockerfiles carry or start: read by Ruff's parser, never by patterns over text.

mod health;
pub mod script;
