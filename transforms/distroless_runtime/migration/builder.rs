//! The old stage as a builder: its name, its image, and the places where the new stage begins and what moved there stood.

use std::ops::Range;

use super::Candidate;
use crate::analysis::images::{DEBIANS, Debian};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::stages::Base;
use crate::edit::Edit;

/// The name that the new stage takes over, and the one that the builder has then.
pub(super) fn name(stage: Stage<'_>) -> (Option<&str>, String) {
    let analysis = stage.analysis();
    let is_taken = |name: &str| {
        let mut others = analysis.stages().filter(|other| *other != stage);
        others.any(|other| other.name().is_some_and(|own| own.eq_ignore_ascii_case(name)))
            || analysis.instructions().any(|one| takes_from(one, name))
    };
    let names = ["builder", "final-builder", "moved-builder"];
    let free = names
        .into_iter()
        .find(|name| !is_taken(name))
        .unwrap_or("lucid-builder");
    match stage.name() {
        Some(own) if own.eq_ignore_ascii_case("builder") => (None, own.to_string()),
        own => (own, free.to_string()),
    }
}

/// Whether an instruction takes files from something of that name, which may be an image: `COPY --from=builder`, `RUN --mount=from=builder,…`.
fn takes_from(one: Instruction<'_>, name: &str) -> bool {
    let is_name = |supplier: &str| supplier.eq_ignore_ascii_case(name);
    one.parsed().flags.iter().any(|flag| {
        let value = flag.value.as_deref().unwrap_or_default();
        match flag.name.as_str() {
            "from" => is_name(value),
            "mount" => value
                .split(',')
                .filter_map(|pair| pair.strip_prefix("from="))
                .any(is_name),
            _ => false,
        }
    })
}

/// The FROM with the builder's name, and, where its image lies on another Debian than the row's and LF001 would only change that by an unsafe
/// fix, with the row's.
pub(super) fn from_edits(candidate: &Candidate<'_>, builder: &str) -> Result<Vec<Edit>, String> {
    let stage = candidate.stage;
    let from = stage.from();
    let words = from.words();
    let mut edits = Vec::new();
    match (words.get(2), words.last()) {
        (Some(_), _) if stage.name() == Some(builder) => {}
        (Some(name), _) => edits.push(Edit::replace(from.in_file(name.clone()), builder)),
        (None, Some(image)) => edits.push(Edit::insert(from.in_file(image.clone()).end, format!(" AS {builder}"))),
        (None, None) => return Err("the FROM is not understood".to_string()),
    }
    edits.extend(release_edit(candidate)?);
    Ok(edits)
}

fn release_edit(candidate: &Candidate<'_>) -> Result<Option<Edit>, String> {
    let root = candidate.stage.root();
    let (Base::Image(image), Some(wanted)) = (
        root.base(),
        DEBIANS
            .iter()
            .find(|debian| candidate.row.python.as_deref() == Some(debian.python)),
    ) else {
        return Ok(None);
    };
    let tag = image.effective_tag().unwrap_or_default();
    let mut parts = tag.split('-');
    let version = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let debian = rest.iter().find_map(|part| Debian::named(part));
    if debian == Some(wanted) {
        return Ok(None);
    }
    let line = candidate.context.line(root.from());
    if image.digest.is_some() {
        return Err(format!(
            "line {line} pins {image} by a digest, and that may be on another Debian than {}",
            wanted.name
        ));
    }
    if debian.is_none() && rest == ["slim"] {
        // LF001 does it.
        return Ok(None);
    }
    if rest.iter().any(|part| *part != "slim" && Debian::named(part).is_none()) {
        return Err(format!("line {line} starts from {image}, a variant that is not known"));
    }
    let word = root.from().words().into_iter().next();
    let written =
        word.filter(|word| root.from().text()[word.clone()].ends_with(&format!(":{tag}")) && root == candidate.stage);
    let Some(word) = written else {
        return Err(format!(
            "line {line} starts from {image}, which is on another Debian than {}; name that first",
            wanted.name
        ));
    };
    let patch = version
        .strip_prefix(candidate.python)
        .and_then(|rest| rest.strip_prefix('.')?.parse::<u32>().ok());
    let version = match patch {
        Some(patch) if patch < wanted.first_patch => candidate.python,
        _ => version,
    };
    let slim = if rest.contains(&"slim") { "-slim" } else { "" };
    let place = root.from().in_file(word);
    Ok(Some(Edit::replace(
        place.end - tag.len()..place.end,
        format!("{version}{slim}-{}", wanted.name),
    )))
}

/// An instruction with the comments above it, and the blank line after it where one stands before it, too; bytes of the file.
pub(super) fn paragraph(one: Instruction<'_>) -> Range<usize> {
    let (start, end) = (one.comments_above(), one.line_after());
    let text = one.file_text(0..start);
    let is_blank = |line: &str| line.trim().is_empty();
    let is_after_blank = text.lines().next_back().is_some_and(is_blank);
    let rest = one.analysis().document().text().get(end..).unwrap_or_default();
    let next = rest.split_inclusive('\n').next().unwrap_or_default();
    match is_after_blank && is_blank(next) && !next.is_empty() {
        true => start..end + next.len(),
        false => start..end,
    }
}

/// Puts the new stage before the instructions that stay at the end of the file, or there.
pub(super) fn new_stage(stage: Stage<'_>, first: Option<Instruction<'_>>, text: String) -> Edit {
    let newline = stage.from().newline();
    let last = stage.analysis().instructions().last();
    if let Some(last) = last.filter(|last| first.is_none() && last.is_left_open()) {
        // The continuation stays at the end of the file.
        let text = text.trim_end();
        return Edit::insert(last.range().end, format!("{newline}{newline}{text}"));
    }
    let at = first.map_or(stage.analysis().document().text().len(), Instruction::comments_above);
    let before = stage.from().file_text(0..at);
    let has_end = before.ends_with('\n');
    let is_set_off = before.trim_end_matches([' ', '\t', '\r', '\n']).len() + newline.len() < before.len();
    let gap = match (has_end, is_set_off) {
        (true, true) => String::new(),
        (true, false) => newline.to_string(),
        (false, _) => format!("{newline}{newline}"),
    };
    Edit::insert(at, format!("{gap}{text}"))
}
