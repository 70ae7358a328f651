//! What a Dockerfile means for a Python service: what each stage is for, what its image has, which Python a name means, and where files
//! come from. Passes walk through it with three cursors: [`Stage`], [`Instruction`], and [`Point`] (between two instructions).

pub(crate) mod array;
pub(crate) mod base_python;
mod block;
pub(crate) mod command_line;
pub(crate) mod images;
mod installs;
mod instruction;
pub(crate) mod interpreters;
mod memo;
pub(crate) mod missing;
pub(crate) mod modules;
pub(crate) mod origin;
mod packages;
pub(crate) mod patch_version;
pub(crate) mod pattern;
pub(crate) mod pip;
mod point;
pub mod prefilter;
pub(crate) mod refutation;
pub(crate) mod roles;
mod servers;
pub(crate) mod service;
pub(crate) mod sources;
mod stage;
mod start_up;
pub(crate) mod sys_path;
#[cfg(test)]
mod tests;

pub use instruction::{Instruction, NodeMatch};
pub use point::Point;
pub use roles::Role;
pub use stage::Stage;

use std::sync::Arc;

use memo::Memo;
use pattern::HousePattern;

use crate::context::{BuildContext, UnknownContext};
use crate::dockerfile::document::Document;
use crate::dockerfile::stages::Stages;

/// A Dockerfile with its stages, and what each is for.
#[derive(Debug, Clone)]
pub struct Dockerfile {
    /// The text, cut into instructions.
    pub document: Document,
    /// Its stages.
    pub stages: Stages,
    /// What each stage is for.
    purposes: Vec<roles::Purpose>,
    /// What was asked before.
    memo: Memo,
    /// See [`BuildContext::named_contexts`].
    named_contexts: Arc<[String]>,
}

impl Dockerfile {
    /// The stages and their images alone: no role, and no effective state. It is all that most files ever need.
    pub fn outline(document: Document) -> Self {
        Self::outline_with(document, Arc::from([]))
    }

    fn outline_with(document: Document, named_contexts: Arc<[String]>) -> Self {
        Self {
            stages: Stages::outline(&document, &named_contexts),
            document,
            purposes: Vec::new(),
            memo: Memo::default(),
            named_contexts,
        }
    }

    /// An outline with all the rest.
    pub fn complete(mut self, pattern: &HousePattern) -> Self {
        let stages = self.analysis(pattern, &UnknownContext).stages();
        let of_images = stages.map(Stage::image_state).collect();
        self.stages = self.stages.completed(&self.document, &self.named_contexts, of_images);
        self.purposes = roles::purposes(self.analysis(pattern, &UnknownContext));
        // What was asked so far was asked without a build context.
        self.memo = self.memo.clone();
        self
    }

    /// The same Dockerfile with another text.
    pub fn with_document(&self, document: Document, pattern: &HousePattern) -> Self {
        let outline = Self::outline_with(document, Arc::clone(&self.named_contexts));
        let memo = self.memo.clone();
        Self { memo, ..outline }.complete(pattern)
    }

    /// The same Dockerfile where it is built with named contexts.
    pub fn with_named_contexts(self, names: &[String], pattern: &HousePattern) -> Self {
        match names {
            [] => self,
            names => Self::outline_with(self.document, Arc::from(names)).complete(pattern),
        }
    }

    /// Whether what was asked of it takes too long to find out: what is asked from then on is not known.
    pub fn is_beyond_limits(&self) -> bool {
        !self.memo.may_go_on()
    }

    /// What is known of it with a house pattern and a build context.
    pub fn analysis<'a>(&'a self, pattern: &'a HousePattern, context: &'a dyn BuildContext) -> Analysis<'a> {
        Analysis {
            dockerfile: self,
            pattern,
            context,
        }
    }
}

/// A Dockerfile beside the house pattern and the build context: what every question about it needs.
#[derive(Clone, Copy)]
pub struct Analysis<'a> {
    /// The Dockerfile.
    pub dockerfile: &'a Dockerfile,
    /// The house pattern that applies.
    pub pattern: &'a HousePattern,
    /// The files that COPY can bring in, as far as they are known.
    pub context: &'a dyn BuildContext,
}

impl<'a> Analysis<'a> {
    /// The text.
    pub fn document(self) -> &'a Document {
        &self.dockerfile.document
    }

    /// Every stage, in order.
    pub fn stages(self) -> impl DoubleEndedIterator<Item = Stage<'a>> + Clone + use<'a> {
        (0..self.dockerfile.stages.stages.len()).map(move |index| Stage::new(self, index))
    }

    /// Every instruction, in order, the ARGs before the first FROM included.
    pub fn instructions(self) -> impl Iterator<Item = Instruction<'a>> + Clone + use<'a> {
        let count = self.document().instructions().len();
        let first = self.dockerfile.stages.stages.first().map_or(count, |stage| stage.from);
        let global = (0..first).map(move |index| Instruction::new(self, 0, index));
        global.chain(
            self.stages()
                .flat_map(|stage| std::iter::once(stage.from()).chain(stage.instructions())),
        )
    }

    /// The stages of one role, in order.
    pub fn stages_with_role(self, role: Role) -> impl DoubleEndedIterator<Item = Stage<'a>> + Clone + use<'a> {
        self.stages().filter(move |stage| stage.role() == role)
    }

    /// The global ARG of a name: the last one, with its default.
    pub fn global_arg(self, name: &str) -> Option<GlobalArgument<'a>> {
        let args = &self.dockerfile.stages.global_args;
        let arg = args.iter().rev().find(|arg| arg.name == name)?;
        Some(GlobalArgument {
            default: arg.default.as_deref(),
            instruction: Instruction::new(self, 0, arg.instruction),
        })
    }
}

/// An ARG before the first FROM.
#[derive(Clone, Copy)]
pub struct GlobalArgument<'a> {
    /// Its default, variables resolved.
    pub default: Option<&'a str>,
    /// The instruction.
    pub instruction: Instruction<'a>,
}
