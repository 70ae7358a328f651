//! What a finding's fix makes of the file, as it is in the end.

use std::borrow::Cow;
use std::ops::Range;

use crate::dockerfile::document::{Document, Keyword, ParsedInstruction};
use crate::edit::EditSet;
use crate::engine::outcome::{Found, FoundFix, Status};
use crate::text::whole_lines;

/// The instructions that a fix changes or adds, as they are in the end: of one that was applied in the result, of another in what it would
/// make of the result. `original` is the document in which it was found.
pub(super) fn expected(found: &Found, original: Option<&Document>, result: &Document) -> Option<String> {
    let (document, mut wrote) = match &found.status {
        Status::Fixed(fix) => (Cow::Borrowed(result), fix.wrote.clone()),
        Status::UnsafeFix(FoundFix {
            edits_of_result: edits, ..
        })
        | Status::NotEnabled { edits, .. } => {
            let set = EditSet::new(edits.clone()).ok()?;
            let wrote = set.edits().iter().filter_map(|edit| set.written(edit)).collect();
            (Cow::Owned(result.edited(&set).ok()?), wrote)
        }
        Status::Manual(_) => return None,
    };
    wrote.extend(other_half(found, original, &document, &wrote));
    wrote.sort_by_key(|range| range.start);
    let text = document.text();
    let mut shown = String::new();
    let mut done = 0;
    for range in wrote {
        // A line break at an end of what was inserted belongs to the line before it, which is as it was.
        let own = text[range.clone()].trim_matches(['\r', '\n']);
        let start = range.start + text[range].find(own).unwrap_or_default();
        let lines = whole_instructions(&document, start..start + own.len());
        if lines.end > done {
            shown.push_str(&text[lines.start.max(done)..lines.end]);
            shown.push('\n');
        }
        done = done.max(lines.end);
    }
    Some(shown.trim().to_string())
}

/// ENTRYPOINT and CMD make one command, whose parts a fix moves from one to the other. Of a finding in an ENTRYPOINT, or in a CMD that its
/// fix did not write, where the half stands now that was not written.
fn other_half(
    found: &Found,
    original: Option<&Document>,
    result: &Document,
    wrote: &[Range<usize>],
) -> Option<Range<usize>> {
    let touched = || wrote.iter().flat_map(|range| touched(result, range));
    let is_missing = |keyword: &Keyword| !touched().any(|one| one.keyword == *keyword);
    let keyword = match around(original?, found.at)?.1.keyword {
        Keyword::Entrypoint => [Keyword::Entrypoint, Keyword::Cmd].into_iter().find(is_missing),
        Keyword::Cmd => Some(Keyword::Cmd).filter(is_missing),
        _ => None,
    }?;
    let (index, _) = around(result, touched().next()?.range().start)?;
    let is_from = |one: &&ParsedInstruction| one.keyword == Keyword::From;
    let (before, after) = result.instructions().split_at(index);
    let above = before.iter().rev().take_while(|one| !is_from(one));
    let below = after.iter().take_while(|one| !is_from(one));
    below
        .chain(above)
        .find(|one| one.keyword == keyword)
        .map(ParsedInstruction::range)
}

/// The instruction in which a byte lies, and its number.
pub(super) fn around(document: &Document, at: usize) -> Option<(usize, &ParsedInstruction)> {
    let all = document.instructions();
    let index = all.partition_point(|one| one.range().end <= at);
    Some((index, all.get(index).filter(|one| one.range().contains(&at))?))
}

fn touched<'d>(document: &'d Document, range: &Range<usize>) -> impl Iterator<Item = &'d ParsedInstruction> {
    let (start, end) = (range.start, range.end.max(range.start + 1));
    let all = document.instructions();
    let first = all.partition_point(|one| one.range().end <= start);
    all[first..].iter().take_while(move |one| one.range().start < end)
}

/// The lines of a range, and of the instructions that it touches.
fn whole_instructions(document: &Document, range: Range<usize>) -> Range<usize> {
    let touched = touched(document, &range).map(ParsedInstruction::range);
    let whole = touched.fold(range.clone(), |all, one| all.start.min(one.start)..all.end.max(one.end));
    whole_lines(document.text(), whole)
}
