//! Findings as lines: `path:line:column: LF003 message [fixable]`.

use std::io;

use anstyle::{AnsiColor, Style};

use super::totals::Totals;
use super::{FileReport, Handled, Report, Streams};
use crate::engine::fix::Applicability;
use crate::engine::outcome::{Found, Status};
use crate::system::paths::Shown;
use crate::text::{plural, visible_lines};

/// The report of a check: every finding, then the totals.
pub(crate) struct CheckReport<'a, 'b>(pub &'a mut Streams<'b>);

impl Report for CheckReport<'_, '_> {
    fn file(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        for found in &handled.outcome.findings {
            let line = finding(&file.path, found, self.0.colour);
            writeln!(self.0.report(), "{line}")?;
        }
        Ok(())
    }

    fn finish(&mut self, totals: &Totals) -> io::Result<()> {
        if !self.0.quiet {
            writeln!(self.0.report(), "{}", visible_lines(&totals.closing(None)))?;
        }
        self.0.report().flush()
    }
}

/// The report of `--write`, on standard error: what was done, and what is left.
pub(crate) struct WriteReport<'a, 'b>(pub &'a mut Streams<'b>);

impl Report for WriteReport<'_, '_> {
    fn file(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        if let Some(Ok(written)) = &handled.written {
            let fixed = handled.outcome.findings.iter().filter(|found| found.is_fixed()).count();
            self.0
                .say(&format!("{}: rewritten, {} fixed", file.path, plural(fixed, "finding")))?;
            if written.other_names > 0 {
                let names = plural(written.other_names as usize, "other name");
                self.0.say(&format!(
                    "{}: note: the file had {names} (hard links), which keep the old text",
                    file.path
                ))?;
            }
        }
        say_remaining(self.0, file, handled)
    }

    fn finish(&mut self, totals: &Totals) -> io::Result<()> {
        self.0.say_closing(totals, Some("rewritten"))
    }
}

/// Reports on standard error the findings that are left, and the notes of the fixes that were applied.
pub(super) fn say_remaining(streams: &mut Streams<'_>, file: &FileReport, handled: &Handled) -> io::Result<()> {
    for found in &handled.outcome.findings {
        match &found.status {
            Status::Fixed { note: None, .. } => {}
            Status::Fixed { note: Some(note), .. } => {
                let start = place(&file.path, found);
                streams.say(&format!("{start} {} note: {note}", found.rule.code))?;
            }
            _ => streams.say(&finding(&file.path, found, false))?,
        }
    }
    Ok(())
}

fn place(path: &Shown, found: &Found) -> String {
    format!("{path}:{}:{}:", found.line, found.column)
}

fn finding(path: &Shown, found: &Found, colour: bool) -> String {
    let style = |style: Style| if colour { style } else { Style::new() };
    let (bold, code) = (style(Style::new().bold()), style(AnsiColor::Red.on_default().bold()));
    let start = format!(
        "{bold}{}{bold:#} {code}{}{code:#} {}",
        place(path, found),
        found.rule.code,
        found.message
    );
    match &found.status {
        Status::Fixed {
            applicability, note, ..
        } => {
            let how = match applicability {
                Applicability::Safe => "fixable".to_string(),
                Applicability::Unsafe(reason) => format!("fixable, unsafe: {reason}"),
            };
            let note = note.as_ref().map(|note| format!(" - note: {note}")).unwrap_or_default();
            format!("{start} [{how}]{note}")
        }
        Status::UnsafeFix { reason, .. } => format!("{start} [unsafe fix: {reason}]"),
        Status::Manual(advice) => format!("{start} - not fixed: {advice}"),
    }
}
