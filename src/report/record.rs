//! Makes the record of a file from its report.

use std::collections::HashSet;
use std::path::Path;

use super::changes::{self, range_record};
use super::diff::write_diff;
use super::expected::{around, expected};
use super::model::{EditRecord, FileRecord, FindingRecord, FixRecord, ImageSizes, RequirementRecord, Trust};
use super::{FileReport, Handled};
use crate::config::Config;
use crate::dockerfile::document::Document;
use crate::edit::Edit;
use crate::engine::fix::Applicability;
use crate::engine::outcome::{Found, Observed, Status};
use crate::engine::requirements::Standing;
use crate::engine::settings::Severity;
use crate::system::paths::Shown;
use crate::system::revision::revision;
use crate::text::{Positions, whole_lines};

/// So many bytes of text are read to try what the fixes that were not applied would make of a file: each is an edit of the whole text.
const MOST_TRIED: usize = 8 << 20;

/// How much a record has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Everything.
    Full,
    /// The findings with their lines and their fixes, but nothing else of the file.
    Findings,
    /// No text: neither instructions nor edits.
    Places,
}

/// The record of one file, in a run in the absolute directory `current`.
pub(crate) fn file(file: &FileReport, current: &Path, detail: Detail) -> FileRecord {
    let config = file.config.as_deref();
    let references = config.iter().flat_map(|config| &config.references);
    let settings = config.and_then(|config| config.origins.files.first());
    let repository = file.repository.as_deref().filter(|_| detail == Detail::Full);
    let record = FileRecord {
        path: file.path.as_path().to_string_lossy().into_owned(),
        repository: file.repository.as_deref().map(|root| name_of(root, current)),
        revision: repository.and_then(revision),
        settings: settings.map(|file| Shown::part(file, current).to_string_lossy().into_owned()),
        references: references
            .map(|(code, text)| (code.to_string(), text.clone()))
            .collect(),
        ..FileRecord::default()
    };
    let handled = match &file.result {
        Ok(handled) => handled,
        Err(problem) => {
            return FileRecord {
                errors: vec![problem.clone()],
                ..record
            };
        }
    };
    let outcome = &handled.outcome;
    let text = &outcome.original;
    let places = Positions::new(text);
    // Of a change that is held back only the reason is reported.
    let change = handled
        .change()
        .filter(|_| detail == Detail::Full && !handled.is_held_back());
    FileRecord {
        in_scope: outcome.in_scope,
        without_rules: config.is_some_and(|config| config.settings.enabled_rules.is_empty()),
        look_alike: outcome.look_alike.clone(),
        out_of_scope: outcome.out_of_scope.clone(),
        written: file.is_written(),
        image_sizes: handled
            .proof
            .as_ref()
            .and_then(|proof| proof.row.sizes)
            .map(|[before, after]| ImageSizes { before, after }),
        errors: handled.problems(),
        findings: findings(handled, config, detail),
        requirements: outcome
            .requirements
            .iter()
            .map(|standing| requirement(standing, handled))
            .collect(),
        edits: change
            .map(|new| edits(&changes::between(text, new), &places))
            .unwrap_or_default(),
        diff: change.map(|new| diff(&file.path, text, new)),
        ..record
    }
}

/// The name of the repository at `root` in a run in `current`: its path if it is below that directory, else the name of its own directory.
fn name_of(root: &Path, current: &Path) -> String {
    let name = match root.strip_prefix(current) {
        Ok(below) if !below.as_os_str().is_empty() => below.as_os_str(),
        _ => root.file_name().unwrap_or(root.as_os_str()),
    };
    name.to_string_lossy().into_owned()
}

/// The records of the findings in a file with these settings.
pub(crate) fn findings(handled: &Handled, config: Option<&Config>, detail: Detail) -> Vec<FindingRecord> {
    let outcome = &handled.outcome;
    let places = Positions::new(&outcome.original);
    // Fixes that are held back are not applied.
    let changes = handled.change().is_some() && !handled.is_held_back();
    let Observed { before, after } = &outcome.observed;
    // What is still there is shown as it is in the result, where its fix leads to the final text.
    let left: HashSet<(&str, usize)> = after.iter().map(|found| (found.rule.code, found.at)).collect();
    let is_left = |found: &Found| left.contains(&(found.rule.code, found.at));
    let others = before.iter().filter(|found| !is_left(found)).chain(after);
    let counted = outcome.findings.iter().map(|found| (true, found));
    let mut all: Vec<(bool, &Found)> = counted.chain(others.map(|found| (false, found))).collect();
    all.sort_by_key(|(_, found)| (found.line, found.rule.code, found.at));
    // The texts were cut before; a text that cannot be cut has no findings.
    let is_cut = detail != Detail::Places && !all.is_empty();
    let cut = |text: &String| is_cut.then(|| Document::cut(text.clone()).ok()).flatten();
    let (document, result) = (cut(&outcome.original), cut(&outcome.text));
    let is_shown = |number: usize, counted: bool, found: &Found| {
        let is_fixed = matches!(found.status, Status::Fixed(_));
        (is_fixed || number * outcome.text.len() < MOST_TRIED) && (counted || is_left(found))
    };
    let all = all.into_iter().enumerate();
    let records = all.map(|(number, (counted, found))| FindingRecord {
        counted,
        severity: config
            .and_then(|config| config.severity.get(found.rule.code).copied())
            .unwrap_or_default(),
        expected: result
            .as_ref()
            .filter(|_| is_shown(number, counted, found))
            .and_then(|result| expected(found, document.as_ref(), result)),
        ..finding(found, document.as_ref(), &places, changes)
    });
    records.collect()
}

fn requirement(standing: &Standing, handled: &Handled) -> RequirementRecord {
    RequirementRecord {
        id: standing.requirement.id.to_string(),
        name: standing.requirement.name.to_string(),
        rule: standing.rule.to_string(),
        before: standing.before,
        after: if handled.is_held_back() {
            standing.before
        } else {
            standing.after
        },
        note: standing.note.clone(),
    }
}

fn diff(path: &Shown, old: &str, new: &str) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = write_diff(&mut out, path, old.as_bytes(), new.as_bytes(), false);
    String::from_utf8_lossy(&out).into_owned()
}

fn edits(edits: &[Edit], places: &Positions<'_>) -> Vec<EditRecord> {
    let record = |edit: &Edit| EditRecord {
        range: range_record(places, &edit.range),
        text: edit.text.clone(),
    };
    edits.iter().map(record).collect()
}

fn finding(found: &Found, document: Option<&Document>, places: &Positions<'_>, applied: bool) -> FindingRecord {
    let text = places.text();
    // A comment stands after an instruction, or inside it. Without one it ends with its line.
    let around = document.and_then(|document| Some(around(document, found.at)?.1));
    let line = text[found.at..].lines().next().unwrap_or_default().trim_end();
    let end = around.map_or(found.at + line.len(), |instruction| instruction.range().end);
    let start = around.map_or(found.at, |instruction| instruction.range().start);
    let (fix, advice) = match &found.status {
        Status::Fixed(fix) => (Some((fix, applied)), None),
        Status::UnsafeFix(fix) => (Some((fix, false)), None),
        Status::NotEnabled { advice, .. } | Status::Manual(advice) => (None, Some(advice.clone())),
    };
    FindingRecord {
        rule: found.rule.code.to_string(),
        name: found.rule.name.to_string(),
        counted: true,
        severity: Severity::default(),
        message: found.message.clone(),
        range: range_record(places, &(found.at..end)),
        current: text[whole_lines(text, start..end)].trim_end().to_string(),
        expected: None,
        fix: fix.map(|(fix, applied)| {
            let (applicability, reason) = match &fix.applicability {
                Applicability::Safe => (Trust::Safe, None),
                Applicability::Unsafe(reason) => (Trust::Unsafe, Some(reason.clone())),
            };
            FixRecord {
                title: fix.title.clone(),
                applicability,
                reason,
                note: fix.note.clone(),
                applied,
                edits: fix.edits.as_deref().map(|own| edits(own, places)),
            }
        }),
        advice,
    }
}
