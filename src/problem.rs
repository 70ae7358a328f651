//! What went wrong: where, and what to do about it.

/// Why a file could not be worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column in characters, from 1; `None` when it is about the file as a whole.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and what to do about it.
    pub message: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            place: None,
            message: message.into(),
        }
    }

    /// A problem at a line and column.
    pub fn at(place: (usize, usize), message: impl Into<String>) -> Self {
        Self {
            place: Some(place),
            message: message.into(),
        }
    }
}
