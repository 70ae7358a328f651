//! The state of a module while its top level is gone through, and the doubts that end it.

use std::collections::BTreeMap;

use ruff_text_size::{Ranged, TextRange};

use super::project::Project;
use super::value::Value;

/// Expressions and statements that are looked at for one module: what takes longer is doubted.
const MOST_STEPS: usize = 50_000;

/// Levels of imports, statements and expressions within one another.
const DEEPEST_NESTING: usize = 60;

/// Why importing a module might do something, and where in its source.
pub struct Doubt {
    pub at: TextRange,
    pub why: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Module,
    Class,
    Comprehension,
}

/// The names of one scope.
#[derive(Clone)]
pub struct Frame {
    pub scope: Scope,
    pub names: BTreeMap<String, Value>,
}

/// The state of one module while its top level is gone through.
pub struct Evaluator<'p, 'a> {
    pub project: &'p mut Project<'a>,
    pub index: usize,
    pub frames: Vec<Frame>,
    pub future_annotations: bool,
    /// Handlers around the present statement that catch a failed import.
    pub import_guards: usize,
    /// An import in the present `try` may fail.
    pub import_may_fail: bool,
    /// Modules of the standard library that this module has imported, by dotted name.
    pub submodules: Vec<String>,
    pub steps: usize,
}

pub fn doubt<T>(at: &impl Ranged, why: impl Into<String>) -> Result<T, Doubt> {
    Err(Doubt {
        at: at.range(),
        why: why.into(),
    })
}

impl Evaluator<'_, '_> {
    pub fn bind(&mut self, name: &str, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.names.insert(name.to_owned(), value);
        }
    }

    pub fn scope(&self) -> Scope {
        self.frames.last().map_or(Scope::Module, |frame| frame.scope)
    }

    /// Something was changed in place: whoever else holds it sees the change, so no container's content is known any more.
    pub fn forget_contents(&mut self) {
        for value in self.frames.iter_mut().flat_map(|frame| frame.names.values_mut()) {
            *value = value.without_contents();
        }
    }

    /// Goes one level down, on a stack that is only so deep: modules import one another within statements.
    pub fn step<T>(&mut self, at: &impl Ranged, go: impl FnOnce(&mut Self) -> Result<T, Doubt>) -> Result<T, Doubt> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return doubt(at, "takes long to work out");
        }
        if self.project.nesting >= DEEPEST_NESTING {
            return doubt(at, "is nested deeply");
        }
        self.project.nesting += 1;
        let result = go(self);
        self.project.nesting -= 1;
        result
    }
}
