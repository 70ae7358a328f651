//! The closing lines of a run.

use super::totals::{Aligned, RepositoryTotal, Totals};
use crate::analysis::images::row_to_write;
use crate::text::plural;

impl Totals {
    /// The closing lines of a check, or, with `done` (what happens to the changed files), of `--diff` and `--write`.
    pub fn closing(&self, done: Option<&str>) -> String {
        let first = done.map_or_else(|| self.findings_line(), |done| self.changes_line(done));
        let look_alikes: String = self.look_alikes.iter().map(look_alike_line).collect();
        format!(
            "{first}{}.\n{}{look_alikes}{}",
            self.in_baseline(),
            self.aligned_line(),
            self.files_lines()
        )
    }

    fn findings_line(&self) -> String {
        if self.findings.findings == 0 {
            return "No findings".to_string();
        }
        let rules = self.rules.values().filter(|rule| rule.counted).count();
        let files = self
            .repositories
            .values()
            .map(|repository| repository.nonconforming)
            .sum();
        format!(
            "{} of {} in {}, {} fixable with --write{}",
            plural(self.findings.findings, "finding"),
            plural(rules, "rule"),
            plural(files, "file"),
            self.findings.fixed,
            self.more()
        )
    }

    fn changes_line(&self, done: &str) -> String {
        format!(
            "{} {done}, {} fixed, {} left{}",
            plural(self.changed, "file"),
            plural(self.findings.fixed, "finding"),
            self.findings.left(),
            self.more()
        )
    }

    /// How many services meet every requirement, if that was looked at.
    fn aligned_line(&self) -> String {
        let Aligned { before, after } = self.aligned;
        match self.in_scope {
            0 => String::new(),
            all => format!(
                "{after} of {} fully aligned ({before} before).\n",
                plural(all, "service")
            ),
        }
    }

    /// How many files were checked; also by repository, if there are several.
    fn files_lines(&self) -> String {
        let is_shown = |total: &RepositoryTotal| total.findings.findings + total.failed > 0;
        let shown = || self.repositories.iter().filter(|(_, total)| is_shown(total));
        let rest = self.repositories.len() - shown().count();
        let lines = shown().filter(|_| self.repositories.len() > 1).map(|(name, total)| {
            let (files, findings) = (plural(total.files, "file"), plural(total.findings.findings, "finding"));
            let failed = match total.failed {
                0 => String::new(),
                failed => format!(", {failed} not handled"),
            };
            format!(
                "  {name}: {files}, {findings}, {} with a fix{failed}\n",
                total.findings.fixed
            )
        });
        let mut lines: String = lines.collect();
        if !lines.is_empty() && rest > 0 {
            let noun = if rest == 1 { "repository" } else { "repositories" };
            lines.push_str(&format!("  {rest} more {noun} without findings\n"));
        }
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} not handled (see the errors)"),
        };
        format!(
            "{lines}{} checked, {} in scope{failed}.",
            plural(self.files, "file"),
            self.in_scope
        )
    }

    fn in_baseline(&self) -> String {
        match self.known.passed_over {
            0 => String::new(),
            known => format!(", {known} in the baseline"),
        }
    }

    fn more(&self) -> String {
        match self.findings.unsafe_fixes {
            0 => String::new(),
            more => format!(" ({more} more with --unsafe-fixes)"),
        }
    }
}

/// What to do about files that end with an image which looks like distroless Python.
fn look_alike_line((image, files): (&String, &usize)) -> String {
    let verb = if *files == 1 { "is" } else { "are" };
    format!(
        "{} on {image} {verb} not in scope: it looks like distroless Python, but no row is about it; to change that, write in \
         lucid-fix.toml: runtime = [{{ {} }}]\n",
        plural(*files, "file"),
        row_to_write(image)
    )
}
