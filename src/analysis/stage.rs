//! The cursor on a stage.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Analysis, Instruction, Point, Role};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::stages::{Base, ParsedStage};
use crate::dockerfile::words::split_keyword;
use crate::python::health::{self, Examination, Invocation, Limits};

/// A stage of a Dockerfile. Two are equal when they are the same stage of the same text.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    analysis: Analysis<'a>,
    index: usize,
}

impl PartialEq for Stage<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl<'a> Stage<'a> {
    pub(super) fn new(analysis: Analysis<'a>, index: usize) -> Self {
        Self { analysis, index }
    }

    /// The Dockerfile that it belongs to.
    pub fn analysis(self) -> Analysis<'a> {
        self.analysis
    }

    pub(super) fn index(self) -> usize {
        self.index
    }

    fn parsed(self) -> &'a ParsedStage {
        &self.analysis.dockerfile.stages.stages[self.index]
    }

    /// What it is for.
    pub fn role(self) -> Role {
        let purpose = self.analysis.dockerfile.purposes.get(self.index);
        purpose.map_or(Role::Other, |purpose| purpose.role)
    }

    /// The runtime stages that it hands Python code or packages to: one for each Python that they have.
    pub fn runtimes(self) -> impl Iterator<Item = Self> + use<'a> {
        let purpose = self.analysis.dockerfile.purposes.get(self.index);
        let runtimes = purpose.map_or(&[][..], |purpose| &purpose.runtimes);
        runtimes.iter().map(move |index| self.sibling(*index))
    }

    /// The name after AS.
    pub fn name(self) -> Option<&'a str> {
        self.parsed().name.as_deref()
    }

    /// What it starts from.
    pub fn base(self) -> &'a Base {
        &self.parsed().base
    }

    /// The image in its FROM, as written.
    pub fn image_text(self) -> &'a str {
        &self.from().parsed().text()[self.parsed().image.clone()]
    }

    /// The local stage that it is built on.
    pub fn parent(self) -> Option<Self> {
        let index = self.base().local()?;
        Some(Self { index, ..self })
    }

    /// The stage and the local stages that it is built on, nearest first.
    pub fn chain(self) -> impl Iterator<Item = Self> + use<'a> {
        std::iter::successors(Some(self), |stage| stage.parent())
    }

    /// The stage at the bottom of its chain.
    pub fn root(self) -> Self {
        self.sibling(self.parsed().root)
    }

    /// What it comes down to, through earlier stages.
    pub fn root_base(self) -> &'a Base {
        self.root().base()
    }

    /// The stages after it, in order.
    pub fn later(self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        let index = self.index;
        self.analysis.stages().skip(index + 1)
    }

    /// Whether a later stage copies from it.
    pub fn is_copied_from(self) -> bool {
        !self.parsed().takers.is_empty()
    }

    /// The stage and those that are built on it, be it through others, in order.
    pub fn with_heirs(self) -> Vec<Self> {
        let mut all = vec![self.index];
        let mut next = 0;
        while let Some(stage) = all.get(next) {
            all.extend(&self.sibling(*stage).parsed().heirs);
            next += 1;
        }
        all.sort_unstable();
        all.into_iter().map(|index| self.sibling(index)).collect()
    }

    /// The COPYs of later stages that take from it, in order, each with its instruction.
    pub fn copies_out(self) -> impl Iterator<Item = (Instruction<'a>, &'a CopyStep)> {
        let takers = self.parsed().takers.iter();
        takers.filter_map(move |(stage, index)| {
            let one = Instruction::new(self.analysis, *stage, *index);
            Some((one, one.copy()?))
        })
    }

    /// Whether it gets something from another stage, be it through others.
    pub fn draws_on(self, other: Self) -> bool {
        let find = || Rc::new(self.find_suppliers());
        let suppliers = &self.analysis.dockerfile.memo.suppliers;
        suppliers.recall(self.index, Rc::default(), find).contains(&other.index)
    }

    fn find_suppliers(self) -> HashSet<usize> {
        let mut known = HashSet::from([self.index]);
        let mut open = vec![self];
        while let Some(stage) = open.pop() {
            let copied = stage.copies().filter_map(|copy| match copy.from {
                CopyFrom::Stage(from) => Some(self.sibling(from)),
                CopyFrom::Context | CopyFrom::Elsewhere => None,
            });
            open.extend(copied.chain(stage.parent()).filter(|stage| known.insert(stage.index)));
        }
        known
    }

    /// The stage that a COPY takes its files from, by its index in the file.
    pub fn sibling(self, index: usize) -> Self {
        Self { index, ..self }
    }

    /// Its FROM.
    pub fn from(self) -> Instruction<'a> {
        Instruction::new(self.analysis, self.index, self.parsed().from)
    }

    /// The instructions after its FROM, in order.
    pub fn instructions(self) -> impl DoubleEndedIterator<Item = Instruction<'a>> + Clone + use<'a> {
        let body = self.parsed().body.clone();
        body.map(move |index| Instruction::new(self.analysis, self.index, index))
    }

    /// Its instruction of a number.
    pub(super) fn instruction_at(self, index: usize) -> Instruction<'a> {
        Instruction::new(self.analysis, self.index, index)
    }

    /// Its last instruction, be it the FROM.
    pub fn last(self) -> Instruction<'a> {
        self.instructions().next_back().unwrap_or(self.from())
    }

    /// Its COPY and ADD steps, in order.
    pub fn copies(self) -> impl DoubleEndedIterator<Item = &'a CopyStep> + Clone + use<'a> {
        self.analysis.dockerfile.stages.copies(self.index).iter()
    }

    /// The instruction of a COPY or ADD step.
    pub fn instruction_of(self, copy: &CopyStep) -> Instruction<'a> {
        Instruction::new(self.analysis, self.index, copy.instruction)
    }

    /// The last instruction of a kind in the stage itself.
    pub fn own(self, keyword: Keyword) -> Option<Instruction<'a>> {
        self.instructions().rev().find(|one| one.keyword == keyword)
    }

    /// The last ONBUILD of a kind in the stage that it is built on: what that does comes first in this one.
    pub fn trigger(self, keyword: Keyword) -> Option<Instruction<'a>> {
        let is_of_kind = |one: &Instruction<'a>| {
            let (inner, _) = split_keyword(one.arguments_text());
            one.keyword == Keyword::Onbuild && Keyword::parse(inner) == keyword
        };
        self.parent()?.instructions().rev().find(is_of_kind)
    }

    /// The instruction of a kind in effect at its end: its own, else one of ONBUILD, else an inherited one. An ENTRYPOINT clears an inherited
    /// CMD, as in BuildKit.
    pub fn effective(self, keyword: Keyword) -> Option<Instruction<'a>> {
        for local in self.chain() {
            let sets = |keyword| local.own(keyword).or_else(|| local.trigger(keyword));
            if let Some(one) = sets(keyword) {
                return Some(one);
            }
            if keyword == Keyword::Cmd && sets(Keyword::Entrypoint).is_some() {
                return None;
            }
        }
        None
    }

    /// The exec-form command of a kind in effect at its end; `None` when there is none or it is in shell form.
    pub fn effective_words(self, keyword: Keyword) -> Option<Vec<String>> {
        match self.effective(keyword)?.parsed().command()? {
            Command::Exec(form) => Some(form.words.iter().map(|word| word.value.clone()).collect()),
            Command::Shell(_) => None,
        }
    }

    /// The instruction that sets a name with ENV last, in it or in the local stages below it.
    pub fn env_setter(self, name: &str) -> Option<Instruction<'a>> {
        self.chain().find_map(|local| {
            let sets =
                |one: &Instruction<'a>| one.keyword == Keyword::Env && one.pairs().iter().any(|pair| pair.name == name);
            local.instructions().rev().find(sets)
        })
    }

    /// The point after its last instruction.
    pub fn end(self) -> Point<'a> {
        Point::new(self, self.parsed().body.end)
    }

    /// What is to be said of the code of its health check; worked out once.
    ///
    /// # Errors
    /// Why nothing can be told of it, as the end of a sentence that starts with the health check.
    pub(crate) fn examine_check(
        self,
        code: &str,
        python: Invocation,
        limits: &Limits,
    ) -> Result<Rc<Examination>, String> {
        let checks = &self.analysis.dockerfile.memo.checks;
        let key = format!("{python:?} {limits:?} {code}");
        checks.recall(key, Err("it is one of too many to be looked at".to_string()), || {
            health::examine(code, python, limits).map(Rc::new)
        })
    }
}
