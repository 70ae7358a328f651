//! The passes in order, to the fixed point, each result proved by the guard. It takes the list of passes and never names one.

use crate::context::BuildContext;
use crate::outcome::Outcome;
use crate::settings::Settings;

/// Input that cannot be worked on: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// Works on one Dockerfile. `locate` gets the sources of every COPY and ADD from the build context
/// (relative paths as written, globs and variables included) and answers with the build context; it is only called for a file in scope.
pub fn process(
    _text: String,
    _settings: &Settings,
    _locate: impl FnOnce(&[String]) -> Box<dyn BuildContext>,
) -> Result<Outcome, InputError> {
    unimplemented!()
}
