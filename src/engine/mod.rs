//! The codemod: what a rule is, what a fix is, the rounds to the fixed point, and the guard that each result has to pass.

pub mod context;
pub mod fix;
pub mod guard;
pub mod outcome;
pub mod process;
pub mod requirements;
mod rounds;
pub mod rule;
pub mod rules;
pub mod settings;
pub mod silence;
