//! The codemod: what a rule is, what a fix is, the rounds to the fixed point, and the guard that each result has to pass.

pub(crate) mod context;
pub(crate) mod fix;
pub(crate) mod guard;
mod judge;
pub(crate) mod outcome;
pub(crate) mod process;
pub(crate) mod requirements;
mod rounds;
pub(crate) mod rule;
pub(crate) mod rules;
pub(crate) mod scope;
pub(crate) mod settings;
pub(crate) mod silence;
mod unused;
