//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

mod annotations;
mod calls;
mod classes;
pub mod effects;
mod environment;
mod evaluate;
mod evaluator;
mod execute;
mod health;
mod identifiers;
pub mod imports;
mod methods;
pub mod module;
mod operators;
pub mod parse;
mod patterns;
mod project;
pub mod script;
pub mod stdlib;
mod syntax;
mod value;
