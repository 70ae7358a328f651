//! What went wrong, where, and what to do about it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a file could not be processed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// Line, from 1; `None` for the file as a whole.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What is wrong, and what to do about it.
    pub message: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            line: None,
            column: None,
            message: message.into(),
        }
    }

    /// An error of this program.
    pub fn internal(what: &str) -> Self {
        let what = format!("internal error, the file was left as it was; please report it: {what}");
        Self::new(what)
    }

    /// A problem at a line and column.
    pub fn at((line, column): (usize, usize), message: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            column: Some(column),
            message: message.into(),
        }
    }

    /// The place in a file, as `file:line:column`, or the file alone.
    pub fn place_in(&self, file: &impl std::fmt::Display) -> String {
        let numbers = [self.line, self.column].into_iter().flatten();
        numbers.fold(file.to_string(), |place, number| format!("{place}:{number}"))
    }
}
