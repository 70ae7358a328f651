//! Paths that name a Python version, when the version of the base changes.

use std::ops::Range;

use super::family::Family;
use super::house::{House, minor_of};
use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::files::{CopyStep, relative_to};
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::transform::View;

/// The edits that make the stages, and every COPY from them, name the house's version; each with its instruction.
///
/// # Errors
/// Where a path cannot be changed by itself, and what the person can do.
pub fn rename(
    view: &View<'_>,
    family: &Family<'_>,
    house: &House,
    version: &str,
) -> Result<Vec<(usize, Edit)>, String> {
    let renamer = Renamer {
        view,
        family,
        house,
        old: minor_of(version),
    };
    let mut edits = Vec::new();
    for (index, instruction) in family.body() {
        let text = family.says(instruction);
        if renamer.names_build(&text) {
            return Err(renamer.by_hand(index, "names wheels or extension modules of the old version"));
        }
        let bodies = instruction
            .line
            .heredocs
            .iter()
            .map(|heredoc| &view.document.text()[heredoc.body.clone()]);
        if bodies.clone().any(|body| !renamer.versions(body).is_empty()) {
            return Err(renamer.by_hand(index, "names the old version in a heredoc"));
        }
        let owned = match instruction.keyword {
            // The sources lie in the context or in another stage; only the destination is this stage's.
            Keyword::Copy | Keyword::Add => last_argument(instruction),
            _ => instruction.arguments.clone(),
        };
        edits.extend(renamer.edits(index, owned)?);
        edits.extend(renamer.version_values(index));
    }
    let stages = 0..view.stages.stages.len();
    for taker in stages.filter(|stage| family.copies_out().any(|(other, _)| other == *stage)) {
        edits.extend(renamer.taker(taker)?);
    }
    edits.sort_by_key(|(_, edit)| (edit.range.start, edit.range.end));
    edits.dedup();
    Ok(edits)
}

struct Renamer<'a> {
    view: &'a View<'a>,
    family: &'a Family<'a>,
    house: &'a House,
    /// The old minor; `None` when the tag leaves it open, so that any but the house's is an old one.
    old: Option<&'a str>,
}

impl Renamer<'_> {
    fn by_hand(&self, index: usize, what: &str) -> String {
        format!(
            "line {} {what}; change it and the base by hand",
            self.family.line(index)
        )
    }

    fn is_old(&self, version: &str) -> bool {
        version != self.house.minor && self.old.is_none_or(|old| old == version)
    }

    /// Where `3.12` stands behind `python` or `pip`.
    fn versions(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for name in ["python", "pip"] {
            for (at, _) in text.match_indices(name) {
                let start = at + name.len();
                let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
                let dot = start + digits(start);
                let end = dot + 1 + text.get(dot + 1..).map_or(0, |_| digits(dot + 1));
                if text[dot..].starts_with('.') && end > dot + 1 && self.is_old(&text[start..end]) {
                    found.push(start..end);
                }
            }
        }
        found
    }

    /// Whether a text names a build tag such as `cp312` or `cpython-312`.
    fn names_build(&self, text: &str) -> bool {
        self.old.is_some_and(|old| {
            let digits = old.replace('.', "");
            text.contains(&format!("cp{digits}")) || text.contains(&format!("cpython-{digits}"))
        })
    }

    fn edits(&self, index: usize, joined: Range<usize>) -> Result<Vec<(usize, Edit)>, String> {
        let instruction = &self.view.document.instructions()[index];
        let found = self.versions(&instruction.text()[joined.clone()]);
        let place = |range: Range<usize>| instruction.in_file(joined.start + range.start..joined.start + range.end);
        found
            .into_iter()
            .map(|range| {
                let (length, place) = (range.len(), place(range));
                match place.len() == length {
                    true => Ok((index, Edit::replace(place, &self.house.minor))),
                    false => Err(self.by_hand(index, "breaks a path of the old version over two lines")),
                }
            })
            .collect()
    }

    /// `ARG PYTHON_VERSION=3.12`: the value of a name that speaks of Python.
    fn version_values(&self, index: usize) -> Vec<(usize, Edit)> {
        let instruction = &self.view.document.instructions()[index];
        if !matches!(instruction.keyword, Keyword::Arg | Keyword::Env) {
            return Vec::new();
        }
        let pairs = variables::pairs(instruction, self.view.document.escape()).iter();
        let values = pairs
            .filter(|pair| pair.name.contains("PY"))
            .filter_map(|pair| pair.value.clone());
        let is_old = |value: &Range<usize>| {
            self.is_old(&instruction.text()[value.clone()]) && minor_of(&instruction.text()[value.clone()]).is_some()
        };
        let found = values.filter(|value| is_old(value) && self.old.is_some());
        found
            .map(|value| (index, Edit::replace(instruction.in_file(value), &self.house.minor)))
            .collect()
    }

    /// A stage that copies from the family: the sources change; a path below a folder that was copied as a whole changes with it.
    fn taker(&self, stage: usize) -> Result<Vec<(usize, Edit)>, String> {
        let copies: Vec<&CopyStep> = self
            .family
            .copies_out()
            .filter(|(taker, _)| *taker == stage)
            .map(|(_, copy)| copy)
            .collect();
        let mut edits = Vec::new();
        for copy in &copies {
            if copy.sources.iter().any(|source| {
                source.contains("/bin/python")
                    || ["/", "/usr", "/usr/local", "/usr/local/bin"].contains(&source.as_str())
            }) {
                return Err(self.by_hand(copy.instruction, "copies the Python itself"));
            }
            let instruction = &self.view.document.instructions()[copy.instruction];
            edits.extend(self.edits(
                copy.instruction,
                instruction.arguments.start..last_argument(instruction).start,
            )?);
        }
        if self.family.stages.contains(&stage) {
            return Ok(edits);
        }
        for index in self.view.stages.stages[stage].body.clone() {
            let instruction = &self.view.document.instructions()[index];
            if matches!(instruction.keyword, Keyword::Copy | Keyword::Add | Keyword::Label) {
                continue;
            }
            for (at, edit) in self.edits(index, instruction.arguments.clone())? {
                if self.lies_in_whole_folder(&copies, &edit) {
                    edits.push((at, edit));
                } else if !self.stays_where_it_is(&copies, &edit) {
                    return Err(self.by_hand(index, "names a path of the old version"));
                }
            }
        }
        Ok(edits)
    }

    /// The path that the version in `edit` is part of.
    fn path(&self, edit: &Edit) -> &str {
        let text = self.view.document.text();
        let ends = |c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    ':' | '=' | '"' | '\'' | ',' | ';' | '(' | ')' | '[' | ']' | '{' | '}'
                )
        };
        let start = text[..edit.range.start].rfind(ends).map_or(0, |at| at + 1);
        let end = text[edit.range.end..]
            .find(ends)
            .map_or(text.len(), |at| edit.range.end + at);
        text.get(start..end).unwrap_or_default()
    }

    /// Whether a folder above the version was copied as a whole.
    fn lies_in_whole_folder(&self, copies: &[&CopyStep], edit: &Edit) -> bool {
        let path = self.path(edit);
        copies.iter().any(|copy| {
            let destination = copy
                .destination
                .as_deref()
                .filter(|destination| self.versions(destination).is_empty());
            let is_whole = copy.sources.iter().all(|source| self.versions(source).is_empty());
            is_whole
                && destination.is_some_and(|destination| destination != "/" && relative_to(path, destination).is_some())
        })
    }

    /// Whether the path is a destination of this stage's, which keeps its name.
    fn stays_where_it_is(&self, copies: &[&CopyStep], edit: &Edit) -> bool {
        let path = self.path(edit);
        copies.iter().any(|copy| {
            let destination = copy
                .destination
                .as_deref()
                .filter(|destination| !self.versions(destination).is_empty());
            destination.is_some_and(|destination| relative_to(path, destination).is_some())
        })
    }
}

/// The destination of a COPY or ADD, as a joined range.
fn last_argument(instruction: &Instruction) -> Range<usize> {
    let (start, end) = (instruction.arguments.start, instruction.arguments.end);
    let text = instruction.arguments_text();
    if text.starts_with('[') {
        let close = text.rfind('"').unwrap_or(0);
        let open = text[..close].rfind('"').unwrap_or(0);
        return start + open..end;
    }
    instruction.words().pop().unwrap_or(end..end)
}
