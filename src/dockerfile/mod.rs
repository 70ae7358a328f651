//! Dockerfiles as BuildKit reads them: lines, instructions, the tree, stages, and what is in effect at each instruction.

pub(crate) mod copy;
pub(crate) mod document;
pub(crate) mod effective;
pub(crate) mod exec;
pub(crate) mod expansion;
pub(crate) mod glob;
pub(crate) mod grammar;
pub(crate) mod image;
pub(crate) mod instruction;
pub mod lines;
mod mask;
pub(crate) mod path;
pub mod shell;
pub(crate) mod stages;
pub(crate) mod validity;
pub mod variables;
pub(crate) mod words;
