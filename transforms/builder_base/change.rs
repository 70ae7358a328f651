//! A fix in the making: edits with their instructions, and whatever speaks for caution.

use crate::analysis::Instruction;
use crate::edit::Edit;
use crate::engine::fix::{Applicability, Fix};

/// An edit and the instruction that it changes.
pub(super) type Placed<'a> = (Instruction<'a>, Edit);

/// A fix in the making.
#[derive(Default)]
pub(super) struct BuilderChange<'a> {
    /// What is changed, in any order.
    pub(super) edits: Vec<Placed<'a>>,
    /// The instructions that an edit deletes whole.
    pub(super) removed: Vec<Instruction<'a>>,
    /// Why the fix may break something; with any, it is unsafe.
    pub(super) doubts: Vec<String>,
    /// What the person should know about the result.
    pub(super) notes: Vec<String>,
}

impl BuilderChange<'_> {
    /// The fix: safe without a doubt.
    pub(super) fn into_fix(self, title: String) -> Fix {
        let (mut touched, edits): (Vec<_>, Vec<_>) = self.edits.into_iter().unzip();
        touched.sort_by_key(|one| one.index());
        touched.dedup();
        let left = touched.iter().filter(|one| !self.removed.contains(one));
        Fix {
            title,
            edits,
            applicability: match self.doubts.is_empty() {
                true => Applicability::Safe,
                false => Applicability::Unsafe(self.doubts.join("; ")),
            },
            note: (!self.notes.is_empty()).then(|| self.notes.join("; ")),
            leaves: left.map(|one| one.keyword).collect(),
            touches: touched.iter().map(|one| one.index()).collect(),
            adds_stage: None,
        }
    }
}
