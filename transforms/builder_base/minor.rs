//! Paths that name a Python version, when the version of the base changes.

use std::ops::Range;

use super::change::Placed;
use super::family::{Family, says};
use super::house::House;
use crate::analysis::images::minor_of;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::copy::CopyStep;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;

/// The edits that make the stages, and every COPY from them, name the house's version.
///
/// # Errors
/// Where a path cannot be changed by itself, and what the person can do.
pub(super) fn rename<'a>(family: &Family<'a>, house: &House, version: &str) -> Result<Vec<Placed<'a>>, String> {
    let renamer = Renamer {
        family,
        house,
        old: minor_of(version),
    };
    let mut edits = Vec::new();
    for one in family.body() {
        if renamer.names_build(&says(one)) {
            return Err(renamer.by_hand(one, "names wheels or extension modules of the old version"));
        }
        if one.heredoc_bodies().any(|body| !renamer.versions(body).is_empty()) {
            return Err(renamer.by_hand(one, "names the old version in a heredoc"));
        }
        let owned = match one.keyword {
            // The sources lie in the context or in another stage; only the destination is this stage's.
            Keyword::Copy | Keyword::Add => last_argument(one),
            _ => one.arguments.clone(),
        };
        edits.extend(renamer.edits(one, owned)?);
        edits.extend(renamer.version_values(one));
    }
    for taker in family.context.stages() {
        edits.extend(renamer.taker(taker)?);
    }
    edits.sort_by_key(|(_, edit)| (edit.range.start, edit.range.end));
    edits.dedup();
    Ok(edits)
}

/// A change of the minor version in a family.
struct Renamer<'r, 'a> {
    family: &'r Family<'a>,
    house: &'r House,
    /// The old minor; `None` when the tag leaves it open, so that any but the house's is an old one.
    old: Option<&'r str>,
}

impl<'a> Renamer<'_, 'a> {
    fn by_hand(&self, one: Instruction<'_>, what: &str) -> String {
        format!("line {} {what}; change it and the base by hand", self.family.line(one))
    }

    fn is_old(&self, version: &str) -> bool {
        version != self.house.minor && self.old.is_none_or(|old| old == version)
    }

    /// Where `3.12` stands after `python` or `pip`.
    fn versions(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for name in ["python", "pip"] {
            for (at, _) in text.match_indices(name) {
                let start = at + name.len();
                let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
                let dot = start + digits(&text[start..]);
                let minor = text[dot..].strip_prefix('.').map_or(0, digits);
                let end = dot + 1 + minor;
                if minor > 0 && self.is_old(&text[start..end]) {
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

    /// Renames the versions in a joined range of an instruction.
    fn edits(&self, one: Instruction<'a>, joined: Range<usize>) -> Result<Vec<Placed<'a>>, String> {
        let found = self.versions(&one.text()[joined.clone()]).into_iter();
        let edits = found.map(|version| {
            let place = one.in_file(joined.start + version.start..joined.start + version.end);
            match place.len() == version.len() {
                true => Ok((one, Edit::replace(place, &self.house.minor))),
                false => Err(self.by_hand(one, "breaks a path of the old version over two lines")),
            }
        });
        edits.collect()
    }

    /// `ARG PYTHON_VERSION=3.12`: the value of a name that speaks of Python.
    fn version_values(&self, one: Instruction<'a>) -> Vec<Placed<'a>> {
        if !matches!(one.keyword, Keyword::Arg | Keyword::Env) || self.old.is_none() {
            return Vec::new();
        }
        let is_old = |value: &Range<usize>| {
            let written = &one.text()[value.clone()];
            self.is_old(written) && minor_of(written).is_some()
        };
        let pairs = one.pairs().iter().filter(|pair| pair.name.contains("PY"));
        let values = pairs.filter_map(|pair| pair.value.clone()).filter(is_old);
        values
            .map(|value| (one, Edit::replace(one.in_file(value), &self.house.minor)))
            .collect()
    }

    /// A stage that copies from the family: the sources change; a path below a directory that was copied as a whole changes with it.
    fn taker(&self, stage: Stage<'a>) -> Result<Vec<Placed<'a>>, String> {
        let mut edits = Vec::new();
        let mut copies = Vec::new();
        for (one, copy) in self.family.copies_to(stage) {
            let whole = ["/", "/usr", "/usr/local", "/usr/local/bin"];
            let is_python = |source: &String| source.contains("/bin/python") || whole.contains(&source.as_str());
            if copy.sources.iter().any(is_python) {
                return Err(self.by_hand(one, "copies the Python itself"));
            }
            edits.extend(self.edits(one, one.arguments.start..last_argument(one).start)?);
            copies.push(copy);
        }
        if copies.is_empty() || self.family.stages.contains(&stage) {
            return Ok(edits);
        }
        for one in stage.instructions() {
            if matches!(one.keyword, Keyword::Copy | Keyword::Add | Keyword::Label) {
                continue;
            }
            for (_, edit) in self.edits(one, one.arguments.clone())? {
                let path = path_around(one.analysis().document().text(), &edit.range);
                if self.lies_in_whole_directory(&copies, path) {
                    edits.push((one, edit));
                } else if !self.stays_where_it_is(&copies, path) {
                    return Err(self.by_hand(one, "names a path of the old version"));
                }
            }
        }
        Ok(edits)
    }

    /// Whether a directory above the version in `path` was copied as a whole.
    fn lies_in_whole_directory(&self, copies: &[&CopyStep], path: &str) -> bool {
        let names_none = |text: &str| self.versions(text).is_empty();
        copies.iter().any(|copy| {
            let destination = copy
                .destination
                .as_deref()
                .filter(|destination| names_none(destination));
            let is_whole = copy.sources.iter().all(|source| names_none(source));
            let is_above = |destination: &str| destination != "/" && relative_to(path, destination).is_some();
            is_whole && destination.is_some_and(is_above)
        })
    }

    /// Whether `path` is a destination of the stage that copies, which keeps its name.
    fn stays_where_it_is(&self, copies: &[&CopyStep], path: &str) -> bool {
        let mut destinations = copies.iter().filter_map(|copy| copy.destination.as_deref());
        destinations
            .any(|destination| !self.versions(destination).is_empty() && relative_to(path, destination).is_some())
    }
}

/// The path that a range of a text is part of.
fn path_around<'t>(text: &'t str, range: &Range<usize>) -> &'t str {
    const ENDS: &str = ":=\"',;()[]{}";
    let ends = |c: char| c.is_whitespace() || ENDS.contains(c);
    let start = text[..range.start].rfind(ends).map_or(0, |at| at + 1);
    let end = text[range.end..].find(ends).map_or(text.len(), |at| range.end + at);
    text.get(start..end).unwrap_or_default()
}

/// The destination of a COPY or ADD, as a joined range.
fn last_argument(copy: Instruction<'_>) -> Range<usize> {
    let (start, end) = (copy.arguments.start, copy.arguments.end);
    let text = copy.arguments_text();
    if text.starts_with('[') {
        let close = text.rfind('"').unwrap_or(0);
        let open = text[..close].rfind('"').unwrap_or(0);
        return start + open..end;
    }
    copy.words().pop().unwrap_or(end..end)
}
