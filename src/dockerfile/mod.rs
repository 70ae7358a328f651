//! Dockerfiles as BuildKit reads them: lines, instructions, the tree, stages, and what is in effect at each instruction.

pub mod copy;
pub mod document;
pub mod effective;
pub mod exec;
pub mod glob;
pub mod grammar;
pub mod image;
pub mod instruction;
pub mod lines;
mod mask;
pub mod path;
pub mod shell;
pub mod stages;
pub mod validity;
pub mod variables;
pub mod words;
