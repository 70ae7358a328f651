//! The guard: proves the result of a pass before anything is made of it.

use std::collections::HashSet;

use super::fix::{AddedStage, Fix};
use crate::analysis::Dockerfile;
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::{Document, Keyword};
use crate::dockerfile::stages::{ParsedStage, Stages};
use crate::edit::EditSet;
use crate::text::position;

/// Holds the result of some fixes against what they were allowed to do.
///
/// # Errors
/// What is wrong with the result: an error of the pass, never of the file.
pub(crate) fn check(old: &Dockerfile, new: &Dockerfile, edits: &EditSet, fixes: &[&Fix]) -> Result<(), String> {
    untouched_bytes(&old.document, &new.document, edits)?;
    instructions(&old.document, &new.document, edits, fixes)?;
    stages(old, new, edits, fixes)
}

/// Every byte outside the edits is the old byte.
fn untouched_bytes(old: &Document, new: &Document, edits: &EditSet) -> Result<(), String> {
    let (mut old_at, mut new_at) = (0, 0);
    let gap = |old_from: usize, old_to: usize, new_from: usize| {
        let expected = &old.text().as_bytes()[old_from..old_to];
        new.text().as_bytes().get(new_from..new_from + expected.len()) == Some(expected)
    };
    for edit in edits.edits() {
        if !gap(old_at, edit.range.start, new_at) {
            return Err(format!(
                "bytes before offset {} changed outside the edits",
                edit.range.start
            ));
        }
        new_at += edit.range.start - old_at + edit.text.len();
        old_at = edit.range.end;
    }
    let rest = old.text().len() - old_at;
    match gap(old_at, old.text().len(), new_at) && new.text().len() == new_at + rest {
        true => Ok(()),
        false => Err("bytes after the last edit changed".to_string()),
    }
}

/// The instructions are the old ones, at the places where the edits moved them, apart from those that the fixes name; and the grammar
/// understands all that is new. What it understood before it still understands, since it reads each instruction by itself.
fn instructions(old: &Document, new: &Document, edits: &EditSet, fixes: &[&Fix]) -> Result<(), String> {
    if old.escape() != new.escape() {
        return Err("the escape character changed".to_string());
    }
    let mut expected_new: Vec<Keyword> = fixes.iter().flat_map(|fix| fix.leaves.iter().copied()).collect();
    let touched: HashSet<usize> = fixes.iter().flat_map(|fix| fix.touches.iter().copied()).collect();
    let mut found = new.instructions().iter().enumerate().peekable();
    let line_of =
        |document: &Document, index: usize| position(document.text(), document.instructions()[index].range().start).0;
    let mut accept_new = |index: usize, keyword: Keyword| {
        if !new.is_understood(index) {
            return Err(format!("line {} of the result cannot be parsed", line_of(new, index)));
        }
        match expected_new.iter().position(|expected| *expected == keyword) {
            Some(at) => {
                expected_new.remove(at);
                Ok(())
            }
            None => Err(format!(
                "line {} of the result is a {keyword:?} instruction that no fix announced",
                line_of(new, index)
            )),
        }
    };
    for (index, instruction) in old.instructions().iter().enumerate() {
        if touched.contains(&index) {
            continue;
        }
        let start = edits.forward(instruction.range().start);
        while let Some((at, added)) = found.next_if(|(_, other)| other.range().start < start) {
            accept_new(at, added.keyword)?;
        }
        let same = found.next_if(|(_, other)| {
            other.range().start == start && new.text()[other.range()] == old.text()[instruction.range()]
        });
        if same.is_none() {
            return Err(format!(
                "the instruction at line {} changed although no fix names it",
                line_of(old, index)
            ));
        }
    }
    for (at, added) in found {
        accept_new(at, added.keyword)?;
    }
    match expected_new.first() {
        Some(missing) => Err(format!(
            "a {missing:?} instruction that a fix announced is not in the result"
        )),
        None => Ok(()),
    }
}

/// The stages have their names, local bases and COPY targets; and a stage that a fix adds is the one that it announces.
fn stages(old: &Dockerfile, new: &Dockerfile, edits: &EditSet, fixes: &[&Fix]) -> Result<(), String> {
    let added: Vec<&AddedStage> = fixes.iter().filter_map(|fix| fix.adds_stage.as_deref()).collect();
    if old.stages.stages.len() + added.len() != new.stages.stages.len() {
        return Err("the number of stages changed".to_string());
    }
    let last = old.stages.stages.len().saturating_sub(1);
    for (index, (before, after)) in old.stages.stages.iter().zip(&new.stages.stages).enumerate() {
        let builder = added.first().filter(|_| index == last).map(|stage| &stage.builder);
        if after.name.as_ref() != builder.or(before.name.as_ref()) || before.base.local() != after.base.local() {
            return Err(format!("stage {index} has another name or another base"));
        }
        let targets = |stages: &Stages| -> Vec<CopyFrom> {
            let copies = stages.copies(index).iter();
            copies.map(|copy| copy.from.clone()).collect()
        };
        if targets(&old.stages) != targets(&new.stages) {
            return Err(format!("a COPY of stage {index} takes its files from another place"));
        }
        let start = old.document.instructions()[before.from].range().start;
        if edits.forward(start) != new.document.instructions()[after.from].range().start {
            return Err(format!("stage {index} begins at another place"));
        }
    }
    match (&added[..], new.stages.stages.last()) {
        ([], _) => Ok(()),
        ([announced], Some(stage)) => added_stage(announced, stage, new),
        _ => Err("two fixes add a stage".to_string()),
    }
}

/// The last stage is the one that a fix announced.
fn added_stage(announced: &AddedStage, stage: &ParsedStage, new: &Dockerfile) -> Result<(), String> {
    let instructions = &new.document.instructions()[stage.body.clone()];
    let keywords = instructions.iter().map(|one| one.keyword);
    if stage.name != announced.name
        || stage.base.local().is_some()
        || !keywords.eq(announced.instructions.iter().copied())
    {
        return Err("the stage that a fix added is not the one that it announced".to_string());
    }
    Ok(())
}
