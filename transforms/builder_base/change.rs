//! A fix in the making: edits with their instructions, and whatever speaks for caution.

use crate::dockerfile::document::Keyword;
use crate::edit::Edit;
use crate::transform::{Applicability, Fix, View};

/// A fix in the making.
#[derive(Default)]
pub struct Change {
    edits: Vec<Edit>,
    touches: Vec<usize>,
    removed: Vec<usize>,
    /// Why the fix may break something; with any, it is unsafe.
    pub doubts: Vec<String>,
    /// What the person should know about the result.
    pub notes: Vec<String>,
}

impl Change {
    /// Adds edits, each of the instruction that it changes.
    pub fn place(&mut self, edits: Vec<(usize, Edit)>) {
        for (index, edit) in edits {
            self.edits.push(edit);
            self.touches.push(index);
        }
    }

    /// Adds the edit that deletes an instruction whole.
    pub fn remove(&mut self, index: usize, edit: Edit) {
        self.removed.push(index);
        self.place(vec![(index, edit)]);
    }

    /// The fix: safe without a doubt.
    pub fn into_fix(mut self, view: &View<'_>, title: String) -> Fix {
        self.touches.sort_unstable();
        self.touches.dedup();
        let left = self.touches.iter().filter(|index| !self.removed.contains(index));
        let leaves: Vec<Keyword> = left.map(|index| view.document.instructions()[*index].keyword).collect();
        let applicability = match self.doubts.is_empty() {
            true => Applicability::Safe,
            false => Applicability::Unsafe(self.doubts.join("; ")),
        };
        Fix {
            title,
            edits: self.edits,
            applicability,
            note: (!self.notes.is_empty()).then(|| self.notes.join("; ")),
            touches: self.touches,
            leaves,
        }
    }
}
