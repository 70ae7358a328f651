//! What a record says, as the protocol says it.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeDescription, Diagnostic, DiagnosticSeverity, Hover,
    HoverContents, MarkupContent, MarkupKind, NumberOrString, Position, PositionEncodingKind, Range, TextEdit, Uri,
};
use serde_json::{Value, json};

use super::places;
use crate::report::model::{EditRecord, FileRecord, FindingRecord};
use crate::transforms::RULES;

pub(super) fn diagnostics(text: &str, record: &FileRecord, encoding: &PositionEncodingKind) -> Vec<Diagnostic> {
    let errors = record.errors.iter().map(|error| {
        let line = error.line.unwrap_or(1) as u32 - 1;
        let range = Range::new(Position::new(line, 0), Position::new(line + 1, 0));
        Diagnostic {
            range,
            severity: Some(DiagnosticSeverity::ERROR),
            source: Some("lucid-fix".to_string()),
            message: error.message.clone(),
            ..Diagnostic::default()
        }
    });
    let findings = record.counted().map(|finding| diagnostic(text, finding, encoding));
    errors.chain(findings).collect()
}

fn diagnostic(text: &str, finding: &FindingRecord, encoding: &PositionEncodingKind) -> Diagnostic {
    let severity = finding.severity_in([
        DiagnosticSeverity::ERROR,
        DiagnosticSeverity::WARNING,
        DiagnosticSeverity::INFORMATION,
    ]);
    let href = RULES.find(&finding.rule).and_then(|rule| rule.url().parse().ok());
    Diagnostic {
        range: places::range(text, &finding.range, encoding),
        severity: Some(severity),
        code: Some(NumberOrString::String(finding.rule.clone())),
        code_description: href.map(|href| CodeDescription { href }),
        source: Some("lucid-fix".to_string()),
        message: finding.paragraph(""),
        ..Diagnostic::default()
    }
}

/// The fixes of the findings in a range, and all safe fixes of the file together, as far as the client asks for them.
pub(super) fn actions(
    uri: &Uri,
    text: &str,
    record: &FileRecord,
    params: &CodeActionParams,
    encoding: &PositionEncodingKind,
) -> Vec<Value> {
    let wants = |kind: &CodeActionKind| {
        let only = params.context.only.as_ref();
        let is_asked = |asked: &CodeActionKind| {
            let rest = kind.as_str().strip_prefix(asked.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        only.is_none_or(|only| only.iter().any(is_asked))
    };
    let action = |action: CodeAction, edits: &[EditRecord]| {
        let edit = |edit: &EditRecord| TextEdit::new(places::range(text, &edit.range, encoding), edit.text.clone());
        let mut action = json!(action);
        action["edit"] = json!({ "changes": { uri.as_str(): edits.iter().map(edit).collect::<Vec<_>>() } });
        action
    };
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        for finding in record.counted().filter(|finding| is_at(finding, params.range)) {
            let Some((fix, edits)) = finding.fix.as_ref().and_then(|fix| Some((fix, fix.edits.as_ref()?))) else {
                continue;
            };
            let title = match &fix.reason {
                None => format!("{} ({})", fix.title, finding.rule),
                Some(reason) => format!("{} ({}, unsafe: {reason})", fix.title, finding.rule),
            };
            let quick_fix = CodeAction {
                title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![diagnostic(text, finding, encoding)]),
                is_preferred: Some(fix.reason.is_none()),
                ..CodeAction::default()
            };
            actions.push(action(quick_fix, edits));
        }
    }
    if wants(&CodeActionKind::SOURCE_FIX_ALL) && !record.edits.is_empty() {
        let all = CodeAction {
            title: "Fix all that lucid-fix can fix".to_string(),
            kind: Some(CodeActionKind::SOURCE_FIX_ALL),
            ..CodeAction::default()
        };
        actions.push(action(all, &record.edits));
    }
    actions
}

/// The pages of the rules whose findings are at a position.
pub(super) fn hover(record: &FileRecord, position: Position) -> Option<Hover> {
    let mut rules: Vec<&str> = record
        .counted()
        .filter(|finding| is_at(finding, Range::new(position, position)))
        .map(|finding| finding.rule.as_str())
        .collect();
    rules.dedup();
    let pages: Vec<_> = rules
        .iter()
        .filter_map(|code| RULES.find(code))
        .map(|rule| rule.page)
        .collect();
    let contents = MarkupContent {
        kind: MarkupKind::Markdown,
        value: pages.join("\n---\n\n"),
    };
    (!pages.is_empty()).then_some(Hover {
        contents: HoverContents::Markup(contents),
        range: None,
    })
}

/// Whether a finding is on one of the lines of a range.
fn is_at(finding: &FindingRecord, range: Range) -> bool {
    let (start, end) = (finding.range.start.line as u32 - 1, finding.range.end.line as u32 - 1);
    start <= range.end.line && range.start.line <= end
}
