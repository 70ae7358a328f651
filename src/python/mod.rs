//! What can be said about Python source text without running it.

mod annotations;
mod calls;
mod classes;
mod environment;
mod evaluate;
mod execute;
mod methods;
pub mod module;
mod operators;
pub mod parse;
mod patterns;
mod stdlib;
mod syntax;
mod value;
