//! A finding as a line: `path:line:column: LF003 message [fixable]`.

use anstyle::Style;

use super::look::Look;
use crate::report::model::FindingRecord;
use crate::system::paths::Shown;

/// Where a finding is, as editors and terminals read it.
pub(super) fn place(path: &Shown, finding: &FindingRecord) -> String {
    let start = finding.range.start;
    format!("{path}:{}:{}:", start.line, start.column)
}

/// Where a finding is, and of which rule.
pub(super) fn head(path: &Shown, finding: &FindingRecord, look: Look) -> String {
    let place = look.styled(Style::new().bold(), &place(path, finding));
    format!("{place} {}", look.code(&finding.rule))
}

/// The finding as a line.
pub(super) fn finding(path: &Shown, finding: &FindingRecord, look: Look) -> String {
    let start = format!("{} {}", head(path, finding, look), finding.message);
    let Some(fix) = &finding.fix else {
        return format!("{start} - not fixed: {}", finding.advice.as_deref().unwrap_or_default());
    };
    let note = fix
        .note
        .as_ref()
        .map(|note| format!(" - note: {note}"))
        .unwrap_or_default();
    match &fix.reason {
        None => format!("{start} [fixable]{note}"),
        Some(reason) if fix.applied => format!("{start} [fixable, unsafe: {reason}]{note}"),
        Some(reason) => format!("{start} [unsafe fix: {reason}]"),
    }
}
