//! Dockerfiles as BuildKit reads them: lines, instructions, the tree, stages, and where each file comes from.

mod buffer;
pub mod command_line;
pub mod document;
pub mod exec;
pub mod files;
pub mod glance;
pub mod glob;
pub mod grammar;
pub mod image;
pub mod in_force;
pub mod instruction;
pub mod interpreters;
pub mod lines;
pub mod roles;
pub mod shell;
pub mod stages;
pub mod validity;
pub mod variables;
pub mod words;
