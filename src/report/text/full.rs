//! A finding as compilers print it: where and what, the lines of the file, the fix as a small diff, and what to do.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};

use super::line::head;
use super::look::{Look, wrapped};
use crate::report::model::FindingRecord;
use crate::system::paths::Shown;
use crate::text::{line_start, visible};

/// The finding as several lines. `source` is the text that was read.
pub(super) fn finding(path: &Shown, source: &str, finding: &FindingRecord, look: Look) -> String {
    let head = head(path, finding, look);
    let message = look.wrapped(&format!("{head} {}: {}", finding.name, finding.message), "    ");
    let mut groups = vec![quoted(source, finding)];
    let mut group = Level::HELP
        .secondary_title(filled(&help(finding), look, "help: "))
        .elements(changes(source, finding));
    if let Some(note) = finding.fix.as_ref().and_then(|fix| fix.note.as_ref()) {
        group = group.element(Level::NOTE.message(filled(&visible(note), look, "   = note: ")));
    }
    groups.push(group);
    let renderer = if look.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(look.columns());
    format!("{message}\n{}\n", look.cut(&renderer.render(&groups)))
}

/// The text in lines that are short enough after `start`, under which the renderer puts them.
fn filled(text: &str, look: Look, start: &str) -> String {
    wrapped(text, look.columns().saturating_sub(start.len()).max(20), "")
}

/// What a person can do: the fix, marked if it is unsafe, or what stands in its way.
fn help(finding: &FindingRecord) -> String {
    let Some(fix) = &finding.fix else {
        return format!("no fix: {}", finding.advice.as_deref().unwrap_or_default());
    };
    match &fix.reason {
        None => fix.title.clone(),
        Some(reason) => format!("{} (unsafe, with --unsafe-fixes: {reason})", fix.title),
    }
}

/// The lines of the finding, with carets under what it is about: what the fix replaces there, else the rest of its line.
fn quoted<'a>(source: &'a str, finding: &FindingRecord) -> Group<'a> {
    let at = finding.range.start.byte;
    let end = source[at..]
        .find(['\r', '\n'])
        .map_or(source.len(), |length| at + length);
    let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().flatten());
    let mut replaced = edits.map(|edit| edit.range.start.byte..edit.range.end.byte);
    let span = replaced
        .find(|range| range.start >= at && range.start < range.end && range.end <= end)
        .unwrap_or(at..at + source[at..end].trim_end_matches(['\\', ' ']).len());
    let (lines, snippet) = cut_out(source, finding, span.clone());
    let span = span.start - lines.start..span.end - lines.start;
    Group::with_level(Level::ERROR).element(snippet.annotation(AnnotationKind::Primary.span(span)))
}

/// The edits of the fix. One that builds on what another wrote has none of its own: its instruction becomes what both make of it.
fn changes<'a>(source: &'a str, finding: &'a FindingRecord) -> Option<Snippet<'a, Patch<'a>>> {
    let fix = finding.fix.as_ref()?;
    let edits: Vec<(Range<usize>, &str)> = match (&fix.edits, &finding.expected) {
        (Some(edits), _) => edits
            .iter()
            .map(|edit| (edit.range.start.byte..edit.range.end.byte, &edit.text[..]))
            .collect(),
        (None, Some(expected)) => {
            let end = finding.range.end.byte;
            let end = source[end..].find('\n').map_or(source.len(), |length| end + length);
            let start = source[..end]
                .rfind(&finding.current)
                .filter(|_| !finding.current.is_empty())?;
            vec![(start..start + finding.current.len(), expected)]
        }
        (None, None) => return None,
    };
    let start = edits.iter().map(|(range, _)| range.start).min()?;
    let end = edits.iter().map(|(range, _)| range.end).max()?;
    let (lines, snippet) = cut_out(source, finding, start..end);
    let patch =
        |(range, text): (Range<usize>, &'a str)| Patch::new(range.start - lines.start..range.end - lines.start, text);
    Some(snippet.patches(edits.into_iter().map(patch)))
}

/// The whole lines of a range, which are quick to draw whatever lies around them.
fn cut_out<'a, T: Clone>(
    source: &'a str,
    finding: &FindingRecord,
    range: Range<usize>,
) -> (Range<usize>, Snippet<'a, T>) {
    let start = line_start(source, range.start);
    let end = source[range.end..]
        .find('\n')
        .map_or(source.len(), |length| range.end + length);
    // Counted from the finding's own line, which is near.
    let place = &finding.range.start;
    let lines = |range: Range<usize>| source[range].matches('\n').count();
    let number = match start < place.byte {
        true => place.line - lines(start..place.byte),
        false => place.line + lines(place.byte..start),
    };
    (start..end, Snippet::source(&source[start..end]).line_start(number))
}
