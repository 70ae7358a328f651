//! Findings for people: each with its lines and its fix as a compiler prints it, or a line each.

mod full;
mod line;
pub(crate) mod look;
pub(crate) mod page;

use std::io;

use look::wrapped;

use super::diff::write_diff;
use super::model::{FileRecord, FindingRecord};
use super::totals::Totals;
use super::{FileReport, Streams};
use crate::system::paths::Shown;
use crate::text::{plural, visible, visible_lines};

#[derive(Debug, Clone, Copy)]
pub(crate) struct TextReport {
    /// What happens to the files.
    pub mode: TextMode,
    /// Whether a check shows each finding with its lines and its fix.
    pub is_full: bool,
    /// Whether the findings are only counted, by rule and by repository.
    pub statistics: bool,
    /// Whether each fix that was written is said.
    pub show_fixes: bool,
}

/// What happens to the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextMode {
    /// Nothing: every finding, then the totals, on standard output.
    Check,
    /// The diff on standard output, everything else on standard error.
    Diff,
    /// They are written: what was done, and what is left, on standard error.
    Write,
}

impl TextReport {
    pub(crate) fn file(self, streams: &mut Streams, file: &FileReport, record: &FileRecord) -> io::Result<()> {
        let mut findings: Vec<_> = record.counted().collect();
        findings.sort_by_key(|finding| (finding.range.start.byte, &finding.rule));
        if self.mode == TextMode::Check {
            return self.findings(streams, file, &findings);
        }
        if let Ok(handled) = &file.result {
            match (self.mode, handled.change(), &handled.written) {
                (TextMode::Diff, Some(new), _) => diff(streams, &file.path, &handled.outcome.original, new)?,
                (TextMode::Write, _, Some(Ok(written))) => {
                    let fixed = plural(findings.iter().filter(|finding| finding.is_fixed()).count(), "finding");
                    streams.say(&format!("{}: rewritten, {fixed} fixed", file.path))?;
                    if written.other_names > 0 {
                        let names = plural(written.other_names as usize, "other name");
                        let note = format!("the file had {names} (hard links), each still with the old text");
                        streams.say(&format!("{}: note: {note}", file.path))?;
                    }
                }
                _ => {}
            }
        }
        self.say_findings(streams, &file.path, &findings)
    }

    pub(crate) fn finish(self, streams: &mut Streams, totals: &Totals) -> io::Result<()> {
        let counted = self.statistics.then(|| totals.statistics());
        let statistics = counted.as_deref().unwrap_or_default();
        let done = match self.mode {
            TextMode::Check => None,
            TextMode::Diff => Some("would be rewritten"),
            TextMode::Write => Some("rewritten"),
        };
        if self.mode == TextMode::Check {
            write!(streams.report(), "{}", visible_lines(statistics))?;
            if !streams.quiet {
                for line in totals.closing(done).lines() {
                    let line = visible(line);
                    match streams.look.terminal {
                        Some(columns) => writeln!(streams.report(), "{}", wrapped(&line, columns, "  "))?,
                        None => writeln!(streams.report(), "{line}")?,
                    }
                }
            }
        } else {
            statistics.lines().try_for_each(|line| streams.say(line))?;
            streams.say_closing(totals, done)?;
        }
        streams.report().flush()
    }

    fn findings(self, streams: &mut Streams, file: &FileReport, findings: &[&FindingRecord]) -> io::Result<()> {
        let look = streams.look;
        for finding in findings.iter().filter(|_| !self.statistics) {
            match &file.result {
                Ok(handled) if self.is_full => {
                    let page = full::finding(&file.path, &handled.outcome.original, finding, look);
                    writeln!(streams.report(), "{page}")?;
                }
                _ => writeln!(streams.report(), "{}", line::finding(&file.path, finding, look))?,
            }
        }
        Ok(())
    }

    /// Says on standard error the findings that are left, and the fixes that were applied, as far as they are asked for or have notes.
    fn say_findings(self, streams: &mut Streams, path: &Shown, findings: &[&FindingRecord]) -> io::Result<()> {
        for finding in findings.iter().filter(|_| !self.statistics) {
            let place = line::place(path, finding);
            match &finding.fix {
                Some(fix) if fix.applied => {
                    if self.show_fixes {
                        streams.say(&format!(
                            "{place} {} {} fixed: {}",
                            finding.rule, finding.name, fix.title
                        ))?;
                    }
                    if let Some(note) = &fix.note {
                        streams.say(&format!("{place} {} note: {note}", finding.rule))?;
                    }
                }
                // The fix of a file that is held back; the reason is said with the file's errors.
                Some(fix) if fix.reason.is_none() => {}
                _ => streams.say(&line::finding(path, finding, look::Look::default()))?,
            }
        }
        Ok(())
    }
}

fn diff(streams: &mut Streams, path: &Shown, old: &str, new: &str) -> io::Result<()> {
    if path.is_absolute() {
        let hint = "outside the current directory, so the diff names it by its absolute path";
        streams.say(&format!("{path}: note: {hint}"))?;
    }
    let look = streams.look;
    if look.terminal.is_some() {
        // Nothing applies what is on a terminal, and the terminal must not obey it.
        let (old, new) = (visible_lines(old), visible_lines(new));
        return write_diff(streams.report(), path, old.as_bytes(), new.as_bytes(), look.colour);
    }
    write_diff(streams.report(), path, old.as_bytes(), new.as_bytes(), look.colour)
}
