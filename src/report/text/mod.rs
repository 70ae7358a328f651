//! Findings as lines: `path:line:column: LF003 message [fixable]`.

use std::io;

use anstyle::{AnsiColor, Style};

use super::diff::write_diff;
use super::model::{FileRecord, FindingRecord};
use super::totals::Totals;
use super::{FileReport, Streams};
use crate::system::paths::Shown;
use crate::text::{plural, visible_lines};

/// The text report, by what happens to the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextReport {
    /// Nothing: every finding, then the totals, on standard output.
    Check,
    /// The diff on standard output, everything else on standard error.
    Diff,
    /// They are written: what was done, and what is left, on standard error.
    Write,
}

impl TextReport {
    /// Reports the next file.
    pub(crate) fn file(self, streams: &mut Streams<'_>, file: &FileReport, record: &FileRecord) -> io::Result<()> {
        let mut findings: Vec<_> = record.counted().collect();
        findings.sort_by_key(|finding| (finding.range.start.byte, &finding.rule));
        if self == Self::Check {
            for finding in findings {
                let line = line(&file.path, finding, streams.colour);
                writeln!(streams.report(), "{line}")?;
            }
            return Ok(());
        }
        if let Ok(handled) = &file.result {
            match (self, handled.change(), &handled.written) {
                (Self::Diff, Some(new), _) => diff(streams, &file.path, &handled.outcome.original, new)?,
                (Self::Write, _, Some(Ok(written))) => {
                    let fixed = plural(findings.iter().filter(|finding| finding.is_fixed()).count(), "finding");
                    streams.say(&format!("{}: rewritten, {fixed} fixed", file.path))?;
                    if written.other_names > 0 {
                        let names = plural(written.other_names as usize, "other name");
                        let note = format!("the file had {names} (hard links), which keep the old text");
                        streams.say(&format!("{}: note: {note}", file.path))?;
                    }
                }
                _ => {}
            }
        }
        say_remaining(streams, &file.path, &findings)
    }

    /// Ends the report.
    pub(crate) fn finish(self, streams: &mut Streams<'_>, totals: &Totals) -> io::Result<()> {
        match self {
            Self::Check if streams.quiet => {}
            Self::Check => writeln!(streams.report(), "{}", visible_lines(&totals.closing(None)))?,
            Self::Diff => streams.say_closing(totals, Some("would be rewritten"))?,
            Self::Write => streams.say_closing(totals, Some("rewritten"))?,
        }
        streams.report().flush()
    }
}

fn diff(streams: &mut Streams<'_>, path: &Shown, old: &str, new: &str) -> io::Result<()> {
    if path.is_absolute() {
        let hint = "outside the current directory, so the diff names it by its absolute path";
        streams.say(&format!("{path}: note: {hint}"))?;
    }
    let colour = streams.colour;
    if streams.is_terminal {
        // Nothing applies what is on a terminal, and the terminal must not obey it.
        let (old, new) = (visible_lines(old), visible_lines(new));
        return write_diff(streams.report(), path, old.as_bytes(), new.as_bytes(), colour);
    }
    write_diff(streams.report(), path, old.as_bytes(), new.as_bytes(), colour)
}

/// Reports on standard error the findings that are left, and the notes of the fixes that were applied.
fn say_remaining(streams: &mut Streams<'_>, path: &Shown, findings: &[&FindingRecord]) -> io::Result<()> {
    for finding in findings {
        match &finding.fix {
            Some(fix) if fix.applied => {
                if let Some(note) = &fix.note {
                    streams.say(&format!("{} {} note: {note}", place(path, finding), finding.rule))?;
                }
            }
            // The fix of a file that is held back; the reason is said with the file's errors.
            Some(fix) if fix.reason.is_none() => {}
            _ => streams.say(&line(path, finding, false))?,
        }
    }
    Ok(())
}

fn place(path: &Shown, finding: &FindingRecord) -> String {
    let start = finding.range.start;
    format!("{path}:{}:{}:", start.line, start.column)
}

fn line(path: &Shown, finding: &FindingRecord, colour: bool) -> String {
    let style = |style: Style| if colour { style } else { Style::new() };
    let (bold, code) = (style(Style::new().bold()), style(AnsiColor::Red.on_default().bold()));
    let (place, rule, message) = (place(path, finding), &finding.rule, &finding.message);
    let start = format!("{bold}{place}{bold:#} {code}{rule}{code:#} {message}");
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
