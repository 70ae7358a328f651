//! What was asked of a Dockerfile before: passes ask for the same few paths over and over, and stages that copy from one another lead to
//! the same path by many ways.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::interpreters::Brought;
use super::origin::Origin;
use super::origin::moment::MomentKey;
use crate::python::health::Examination;

/// So many stages and commands are followed one through another. Beyond, and beyond [`MOST_ANSWERS`], nothing is known.
const MOST_DEPTH: usize = 48;

/// So many answers of a kind are worked out for a Dockerfile.
const MOST_ANSWERS: usize = 20_000;

/// The answers about one Dockerfile with one build context.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub(super) origins: Answers<Origin>,
    /// Whether there is a directory.
    pub(super) directories: Answers<bool>,
    pub(super) names: Answers<Rc<BTreeSet<String>>>,
    pub(super) pythons: Answers<Brought>,
    /// Whether Python code is put at a path.
    pub(super) codes: Answers<bool>,
    /// What is to be said of the code of health checks.
    pub(super) checks: Answers<Result<Rc<Examination>, String>>,
    /// What patterns match in the build context.
    pub(super) matches: RefCell<HashMap<String, Rc<[String]>>>,
}

/// A copy of a Dockerfile knows nothing yet: it may get another build context.
impl Clone for Memo {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Answers of one kind: about a path at a moment.
#[derive(Debug)]
pub(super) struct Answers<T> {
    known: RefCell<HashMap<(MomentKey, String), T>>,
    depth: Cell<usize>,
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self {
            known: RefCell::default(),
            depth: Cell::new(0),
        }
    }
}

impl<T: Clone> Answers<T> {
    /// The answer, worked out where it is not known yet; `unknown` where that would lead too far.
    pub(super) fn recall(&self, moment: MomentKey, path: &str, unknown: T, work_out: impl FnOnce() -> T) -> T {
        let key = (moment, path.to_string());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        if self.depth.get() == MOST_DEPTH || self.known.borrow().len() == MOST_ANSWERS {
            return unknown;
        }
        self.depth.set(self.depth.get() + 1);
        let answer = work_out();
        self.depth.set(self.depth.get() - 1);
        self.known.borrow_mut().insert(key, answer.clone());
        answer
    }
}
