//! What went wrong, where, and what to do about it.

/// Why a file could not be processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column in characters, from 1; `None` for the file as a whole.
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

    /// An error of this program.
    pub fn internal(what: &str) -> Self {
        let what = format!("internal error, the file was left as it was; please report it: {what}");
        Self::new(what)
    }

    /// A problem at a line and column.
    pub fn at(place: (usize, usize), message: impl Into<String>) -> Self {
        Self {
            place: Some(place),
            message: message.into(),
        }
    }

    /// The place in a file, as `file:line:column`, or the file alone.
    pub fn place_in(&self, file: &impl std::fmt::Display) -> String {
        match self.place {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.to_string(),
        }
    }
}
