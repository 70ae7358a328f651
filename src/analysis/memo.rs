//! What was asked of a Dockerfile before: passes ask for the same few paths over and over, and stages that copy from one another lead to
//! the same path by many ways.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;
use std::sync::Arc;

use super::block::Mark;
use super::interpreters::Brought;
use super::origin::Origin;
use super::origin::moment::MomentKey;
use super::sources::SourceFile;
use crate::python::health::Examination;
use crate::python::parse::PythonTree;

/// So many stages and commands are followed one through another. Beyond, and beyond the other limits, nothing is known.
const MOST_DEPTH: usize = 48;

/// So many answers of a kind are worked out for a Dockerfile.
const MOST_ANSWERS: usize = 20_000;

/// So many instructions, commands and sources of copies are looked at for all answers.
const MOST_STEPS: usize = 200_000;

/// A Python text, and the minor version that reads it.
type VersionedText = (Arc<str>, u8);

/// Absolute paths, by the numbers of the stages that they are in.
pub(super) type PlacesByStage = HashMap<usize, Vec<String>>;

/// The answers about one Dockerfile with one build context.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// So many steps were looked at.
    steps: Cell<usize>,
    pub(super) origins: Answers<Origin>,
    /// Whether there is a directory.
    pub(super) directories: Answers<bool>,
    pub(super) names: Answers<Rc<BTreeSet<String>>>,
    pub(super) pythons: Answers<Brought>,
    /// Whether Python code is put at a path.
    pub(super) codes: Answers<bool>,
    /// What patterns match in the build context.
    pub(super) matches: RefCell<HashMap<String, Rc<[String]>>>,
    /// The stages that a stage gets something from, itself among them, by their numbers.
    pub(super) suppliers: Answers<Rc<HashSet<usize>>, usize>,
    /// The places that what stands at a path of a stage may come from, by the numbers of the stages.
    pub(super) supplied: Answers<Rc<PlacesByStage>, (usize, String)>,
    /// The Python files of the services of stages, by the stages' numbers.
    pub(super) files: Answers<Rc<[SourceFile]>, usize>,
    /// Whether the file is built for another platform than the building machine's, and runs nothing there.
    pub(super) needs_no_emulation: OnceCell<bool>,
    /// See [`Analysis::given_image`](super::Analysis::given_image).
    pub(super) given_image: OnceCell<Option<String>>,
    /// The comments that begin or end a block.
    pub(super) marks: OnceCell<Vec<Mark>>,
    /// What is to be said of the code of health checks.
    pub(super) checks: Rc<Answers<Result<Rc<Examination>, String>, String>>,
    /// The trees of Python files, by their text and the version; none for what is no Python.
    pub(super) trees: Rc<Answers<Option<Rc<PythonTree>>, VersionedText>>,
}

/// A copy of a Dockerfile knows only what holds of any: it may get another text or build context.
impl Clone for Memo {
    fn clone(&self) -> Self {
        Self {
            checks: Rc::clone(&self.checks),
            trees: Rc::clone(&self.trees),
            ..Self::default()
        }
    }
}

impl Memo {
    /// Notes that so many steps were looked at, for whatever answer.
    pub(super) fn count_steps(&self, steps: usize) {
        self.steps.set(self.steps.get() + steps);
    }

    /// Whether more may be looked at. If not, nothing that is asked anew is known.
    pub(super) fn may_go_on(&self) -> bool {
        self.steps.get() < MOST_STEPS
    }
}

/// Answers of one kind: about a path at a moment, or what else is asked about.
#[derive(Debug)]
pub(crate) struct Answers<T, K = MomentKey> {
    known: RefCell<HashMap<K, T>>,
    depth: Cell<usize>,
}

impl<T, K> Default for Answers<T, K> {
    fn default() -> Self {
        Self {
            known: RefCell::default(),
            depth: Cell::new(0),
        }
    }
}

impl<T: Clone, K: Eq + Hash> Answers<T, K> {
    /// The answer, worked out where it is not known yet; `unknown` where that would lead too far.
    pub(super) fn recall(&self, key: K, unknown: T, work_out: impl FnOnce() -> T) -> T {
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
