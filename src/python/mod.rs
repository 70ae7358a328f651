//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

mod annotations;
mod calls;
mod classes;
mod environment;
mod evaluate;
mod evaluator;
mod execute;
pub(crate) mod health;
mod identifiers;
mod methods;
pub mod module;
mod operators;
pub mod parse;
mod patterns;
mod project;
pub mod stdlib;
mod syntax;
mod value;
