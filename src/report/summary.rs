//! The closing lines of a run.

use std::cmp::Reverse;

use super::totals::{Aligned, Count, RepositoryTotal, RequirementTotal, RuleTotal, Totals};
use crate::analysis::images::row_to_write;
use crate::text::plural;

impl Totals {
    /// The closing lines of a check, or, with `done` (what happens to the changed files), of `--diff` and `--write`.
    pub fn closing(&self, done: Option<&str>) -> String {
        let first = done.map_or_else(|| self.findings_line(), |done| self.changes_line(done));
        let known = match self.known.passed_over {
            0 => String::new(),
            known => format!(", {known} in the baseline"),
        };
        format!(
            "{first}{known}.\n{}{}{}",
            self.aligned_line(),
            self.look_alike_lines(),
            self.files_line()
        )
    }

    fn findings_line(&self) -> String {
        if self.findings.findings == 0 {
            let handled = self.files - self.failed;
            return match (handled, self.failed, self.in_scope) {
                (0, 0, _) => "Nothing was checked: there is no Dockerfile to check".to_string(),
                (0, ..) => "Nothing was checked".to_string(),
                (_, 0, 0) => "No findings, since no file is in scope".to_string(),
                (_, 0, in_scope) if in_scope == self.without_rules => {
                    "No findings, since no rule is enabled".to_string()
                }
                (_, 0, _) => "No findings".to_string(),
                _ => format!("No findings in the {} that could be handled", plural(handled, "file")),
            };
        }
        let more = match self.findings.unsafe_fixes {
            0 => String::new(),
            more => format!(" ({more} more with --unsafe-fixes)"),
        };
        let rules = self.rules.values().filter(|rule| rule.counted).count();
        let files = self
            .repositories
            .values()
            .map(|repository| repository.nonconforming)
            .sum();
        format!(
            "{} of {} in {}, {} fixable with --write{more}",
            plural(self.findings.findings, "finding"),
            plural(rules, "rule"),
            plural(files, "file"),
            self.findings.fixed,
        )
    }

    fn changes_line(&self, done: &str) -> String {
        let of_them = match self.findings.unsafe_fixes {
            0 => String::new(),
            some => format!(", {some} of them fixable with --unsafe-fixes"),
        };
        format!(
            "{} {done}, {} fixed, {} left{of_them}",
            plural(self.changed, "file"),
            plural(self.findings.fixed, "finding"),
            self.findings.left(),
        )
    }

    /// How many services meet every requirement, if that was looked at.
    fn aligned_line(&self) -> String {
        let Aligned { before, after } = self.aligned;
        let lacking = |row: &&RequirementTotal| row.applicable - row.after;
        let most = self.requirements.iter().rev().max_by_key(lacking);
        let most = most.filter(|row| after < self.in_scope && lacking(row) > 0).map(|row| {
            let (name, rule) = (&row.name, &row.rule);
            format!("; missing most often: {name} ({rule})")
        });
        match self.in_scope {
            0 => String::new(),
            all => format!(
                "{after} of {} fully aligned after the fixes ({before} before){}.\n",
                plural(all, "service"),
                most.unwrap_or_default()
            ),
        }
    }

    /// The findings by rule, the most frequent first, and by repository, if there are several.
    pub(crate) fn statistics(&self) -> String {
        let mut rules: Vec<_> = self.rules.iter().filter(|(_, rule)| rule.counted).collect();
        rules.sort_by_key(|(_, rule)| Reverse(rule.findings.findings));
        let name = rules.iter().map(|(_, rule)| rule.name.len()).max().unwrap_or_default();
        let rule = |(code, rule): &(&String, &RuleTotal)| {
            let (count, fixable) = (rule.findings.findings, can_be_fixed(&rule.findings));
            format!("{count:>6}  {code}  {:name$}  {fixable}\n", rule.name)
        };
        let rules: String = rules.iter().map(rule).collect();
        format!("{rules}{}", self.by_repository())
    }

    fn by_repository(&self) -> String {
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
        lines
    }

    /// What to do about files that end with an image which looks like distroless Python.
    fn look_alike_lines(&self) -> String {
        if self.look_alikes.is_empty() {
            return String::new();
        }
        let line = |(image, files): (&String, &usize)| {
            let verb = if *files == 1 { "is" } else { "are" };
            let files = plural(*files, "file");
            format!(
                "{files} on {image} {verb} not in scope: it looks like distroless Python, but no [[runtime]] row matches it.\n"
            )
        };
        let lines: String = self.look_alikes.iter().map(line).collect();
        let rows: String = self.look_alikes.keys().map(|image| row_to_write(image)).collect();
        format!("{lines}To change that, write in lucid-fix.toml:\n\n{rows}")
    }

    /// How many files there were, and what became of them. A file that was not handled was not checked either.
    fn files_line(&self) -> String {
        let (checked, failed) = match self.failed {
            0 => (" checked", String::new()),
            failed => ("", format!(", {failed} not handled (see the errors)")),
        };
        let unruled = match self.without_rules {
            0 => String::new(),
            some => format!(" ({some} with no rule enabled)"),
        };
        let others: Vec<_> = self
            .not_in_scope
            .iter()
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        let others = match others.is_empty() {
            true => String::new(),
            false => format!("\nNot in scope: {}.", others.join(", ")),
        };
        format!(
            "{}{checked}, {} in scope{unruled}{failed}.{others}",
            plural(self.files, "file"),
            self.in_scope
        )
    }
}

/// How many findings have a fix, and how many more an unsafe one.
fn can_be_fixed(count: &Count) -> String {
    match (count.fixed, count.unsafe_fixes) {
        (0, 0) => "not fixable".to_string(),
        (0, some) => format!("{some} fixable with --unsafe-fixes"),
        (some, 0) => format!("{some} fixable"),
        (some, more) => format!("{some} fixable, {more} more with --unsafe-fixes"),
    }
}
