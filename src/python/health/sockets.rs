//! The sockets of a script by name, and which of their time limits hold where.

use std::collections::HashMap;

use ruff_text_size::TextRange;

use super::survey::Limit;

/// A socket that has a name of its own.
struct Socket {
    made: TextRange,
    /// The limits it was given, and in which suite each.
    limits: Vec<(usize, Limit)>,
}

/// The sockets made so far, and the suites around the place of the walk. What one of these has run before, has run there.
#[derive(Default)]
pub(super) struct Sockets {
    known: HashMap<String, Socket>,
    suites: Vec<usize>,
    entered: usize,
}

impl Sockets {
    /// The walk enters a suite.
    pub(super) fn enter(&mut self) {
        self.entered += 1;
        self.suites.push(self.entered);
    }

    /// The walk leaves it.
    pub(super) fn leave(&mut self) {
        self.suites.pop();
    }

    /// `name = socket.socket()`, the only assignment of the name.
    pub(super) fn add(&mut self, name: &str, made: TextRange) {
        let limits = Vec::new();
        self.known.insert(name.to_owned(), Socket { made, limits });
    }

    /// `name.settimeout(…)`.
    pub(super) fn set(&mut self, name: &str, limit: Limit) {
        let suite = self.suites.last().copied().unwrap_or_default();
        if let Some(socket) = self.known.get_mut(name) {
            socket.limits.push((suite, limit));
        }
    }

    /// The limit of the socket `name`, if it surely is one. A limit that is missing is asked for once.
    pub(super) fn limit(&mut self, name: &str) -> Option<Limit> {
        let socket = self.known.get_mut(name)?;
        let last = socket.limits.iter().rfind(|(suite, _)| self.suites.contains(suite));
        let limit = last.map_or(Limit::Socket(name.to_owned(), socket.made), |(_, limit)| limit.clone());
        socket.limits.push((self.suites.first().copied()?, Limit::Set));
        Some(limit)
    }
}
