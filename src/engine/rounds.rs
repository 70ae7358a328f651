//! The passes on one document, round after round until none changes anything, each result proved by the guard.

use super::context::RuleContext;
use super::fix::{Applicability, Finding, Fix, Remedy};
use super::guard;
use super::outcome::{Found, FoundFix, GuardFailure, Outcome, Status};
use super::rule::{Rule, Transform};
use super::rules::Rules;
use super::settings::Settings;
use super::silence;
use crate::analysis::Dockerfile;
use crate::context::{BuildContext, UnknownContext};
use crate::edit::{Edit, EditSet, SourceMap};
use crate::problem::Problem;
use crate::text::{Positions, position};

/// So many rounds over the passes at the most; real files need two.
const MOST_ROUNDS: usize = 6;

/// One document on its way through the passes.
pub(super) struct Rounds<'a> {
    pub(super) original: String,
    pub(super) settings: &'a Settings,
    pub(super) rules: Rules,
    pub(super) context: &'a dyn BuildContext,
    pub(super) dockerfile: Dockerfile,
    /// The Dockerfile as it was read, once a pass has changed it.
    pub(super) first: Option<Dockerfile>,
    /// The edits of every pass that changed something.
    pub(super) source_map: SourceMap,
    /// What is settled, with places in the original text.
    pub(super) fixed: Vec<Found>,
    /// Codes that the text silences as a whole.
    pub(super) silenced: Vec<&'static str>,
    pub(super) failures: Vec<GuardFailure>,
}

impl Rounds<'_> {
    /// Runs the passes until none changes anything; what then remains. Passes that do not come to rest are a guard failure, and undone.
    ///
    /// # Errors
    /// What the passes ask about takes too long to find out: what they make of the rest would depend on their order.
    pub(super) fn run_to_fixed_point(&mut self, passes: &[&dyn Transform]) -> Result<Vec<Found>, Problem> {
        for _ in 0..MOST_ROUNDS {
            let steps = self.source_map.steps();
            let mut remaining = Vec::new();
            for pass in passes {
                if self.is_seen_by(*pass) {
                    let findings = self.findings(*pass);
                    if self.dockerfile.is_beyond_limits() {
                        let problem = "there is too much to follow in its stages, commands and copies; split the file, or exclude it";
                        return Err(Problem::at(position(&self.original, 0), problem));
                    }
                    self.mend(pass.rule(), findings, &mut remaining);
                }
            }
            if self.source_map.steps() == steps && self.sees_comments() {
                let unused = self.unused_comments(passes);
                self.mend(&silence::RULE, unused, &mut remaining);
            }
            if self.source_map.steps() == steps {
                return Ok(remaining);
            }
            self.silenced = silence::survey(&self.dockerfile.document, self.rules).0;
        }
        let code = self.fixed.last().map_or("", |found| found.rule.code);
        let problem = format!("the passes still changed the file after {MOST_ROUNDS} rounds");
        self.failures.push(GuardFailure { code, problem });
        self.source_map = SourceMap::default();
        if let Some(first) = self.first.take() {
            self.dockerfile = first;
        }
        self.fixed.retain(|found| matches!(found.status, Status::Manual(_)));
        Ok(Vec::new())
    }

    pub(super) fn rule_context(&self) -> RuleContext<'_> {
        let analysis = self.dockerfile.analysis(&self.settings.pattern, self.context);
        RuleContext::new(analysis, &self.original, &self.source_map)
    }

    /// Whether a pass looks at the present text: one that has not moved to distroless is left to those that move it.
    pub(super) fn is_seen_by(&self, pass: &dyn Transform) -> bool {
        let analysis = self.dockerfile.analysis(&self.settings.pattern, &UnknownContext);
        analysis.is_in_scope() || (pass.sees_unmigrated() && analysis.unmigrated().is_some())
    }

    /// What a pass finds in the present text and no comment silences.
    fn findings(&self, pass: &dyn Transform) -> Vec<Finding> {
        let code = pass.rule().code;
        if self.silenced.contains(&code) {
            return Vec::new();
        }
        let mut findings = pass.check(&self.rule_context());
        findings.retain(|finding| !self.is_silenced(code, finding.instruction));
        findings.into_iter().map(Finding::on_one_line).collect()
    }

    /// Whether a comment silences a rule at an instruction, or in the whole file.
    pub(super) fn is_silenced(&self, code: &'static str, instruction: usize) -> bool {
        let document = &self.dockerfile.document;
        self.silenced.contains(&code) || silence::is_silenced(document, self.rules, instruction, code)
    }

    /// What passes that are not enabled would find in the present text.
    pub(super) fn observe(&self, observers: &[&dyn Transform]) -> Vec<Found> {
        let of_pass = |pass: &&dyn Transform| {
            let rule = pass.rule();
            let found = self.findings(*pass).into_iter().map(move |finding| {
                let status = match finding.remedy {
                    Remedy::Report(advice) => Status::Manual(advice),
                    Remedy::Fix(fix) => {
                        let code = rule.code;
                        let more = match &fix.applicability {
                            Applicability::Safe => String::new(),
                            Applicability::Unsafe(reason) => format!(" --unsafe-fixes={code} ({reason})"),
                        };
                        let advice = format!(
                            "{code} is not enabled here; to have this done, add --extend-select {code}{more}: {}",
                            fix.title
                        );
                        let edits = fix.edits;
                        Status::NotEnabled { advice, edits }
                    }
                };
                self.locate(rule, finding.at, finding.message, status)
            });
            found.collect::<Vec<_>>()
        };
        let seeing = observers.iter().filter(|pass| self.is_seen_by(**pass));
        seeing.flat_map(of_pass).collect()
    }

    /// Applies what fixes of a rule's findings are to be applied, if the guard lets them; the other findings remain.
    fn mend(&mut self, rule: &'static Rule, findings: Vec<Finding>, remaining: &mut Vec<Found>) {
        if self.failures.iter().any(|failure| failure.code == rule.code) {
            return;
        }
        let mut edits = Vec::new();
        let mut applied = Vec::new();
        // Where the last of the edits ends: most fixes come in the order of the text.
        let mut end = 0;
        for finding in findings {
            match self.judge(rule, finding) {
                (finding, Some(fix)) if is_apart(&fix, &applied, &edits, end) => {
                    end = fix.edits.iter().map(|edit| edit.range.end).fold(end, usize::max);
                    edits.extend(fix.edits.clone());
                    applied.push((finding, fix));
                }
                // A fix that overlaps another, or changes the same instruction, waits for the next round.
                (_, Some(_)) => {}
                (finding, None) => {
                    let status = self.status_of(finding.remedy);
                    remaining.push(self.locate(rule, finding.at, finding.message, status));
                }
            }
        }
        if applied.is_empty() {
            return;
        }
        match self.apply(edits, &applied) {
            Ok((dockerfile, step)) => {
                for earlier in &mut self.fixed {
                    if let Status::Fixed(fix) = &mut earlier.status {
                        fix.wrote
                            .iter_mut()
                            .for_each(|range| *range = step.forward_range(range));
                    }
                }
                for (finding, fix) in applied {
                    let status = Status::Fixed(FoundFix {
                        edits: self.in_original(&fix.edits),
                        wrote: fix.edits.iter().filter_map(|edit| step.written(edit)).collect(),
                        title: fix.title,
                        applicability: fix.applicability,
                        note: fix.note,
                        edits_of_result: Vec::new(),
                        adds_stage_of: fix.adds_stage.map(|stage| stage.rule),
                    });
                    let found = self.locate(rule, finding.at, finding.message, status);
                    self.fixed.push(found);
                }
                let before = std::mem::replace(&mut self.dockerfile, dockerfile);
                self.first.get_or_insert(before);
                self.source_map.push(step);
            }
            Err(problem) => self.failures.push(GuardFailure {
                code: rule.code,
                problem,
            }),
        }
    }

    fn apply(&self, edits: Vec<Edit>, applied: &[(Finding, Fix)]) -> Result<(Dockerfile, EditSet), String> {
        let step = EditSet::new(edits).map_err(|(a, b)| format!("edits overlap at {a:?} and {b:?}"))?;
        if step.apply(self.dockerfile.document.text()) == self.dockerfile.document.text() {
            return Err("a fix changes nothing".to_string());
        }
        let document = self.dockerfile.document.edited(&step).map_err(|error| error.message)?;
        let new = self.dockerfile.with_document(document, &self.settings.pattern);
        let fixes: Vec<&Fix> = applied.iter().map(|(_, fix)| fix).collect();
        guard::check(&self.dockerfile, &new, &step, &fixes)?;
        Ok((new, step))
    }

    /// A finding at a place of the present text, put at its place in the original; [`put_in_order`] adds line and column.
    fn locate(&self, rule: &'static Rule, at: usize, message: String, status: Status) -> Found {
        Found {
            rule,
            at: self.source_map.origin(at),
            line: 0,
            column: 0,
            message,
            status,
        }
    }

    /// Edits of the present text as edits of the original; `None` when they touch what a fix has written.
    fn in_original(&self, edits: &[Edit]) -> Option<Vec<Edit>> {
        edits.iter().map(|edit| self.source_map.in_original(edit)).collect()
    }

    /// What becomes of a finding whose remedy is not applied.
    fn status_of(&self, remedy: Remedy) -> Status {
        match remedy {
            Remedy::Report(advice) => Status::Manual(advice),
            Remedy::Fix(fix) => Status::UnsafeFix(FoundFix {
                edits: self.in_original(&fix.edits),
                wrote: Vec::new(),
                title: fix.title,
                applicability: fix.applicability,
                note: None,
                edits_of_result: fix.edits,
                adds_stage_of: fix.adds_stage.map(|stage| stage.rule),
            }),
        }
    }

    /// The outcome with what remains; the Dockerfiles stay for the requirements.
    pub(super) fn outcome(&mut self, mut findings: Vec<Found>) -> Outcome {
        findings.append(&mut self.fixed);
        put_in_order(&mut findings, &self.original);
        let analysis = self.dockerfile.analysis(&self.settings.pattern, &UnknownContext);
        Outcome {
            text: self.dockerfile.document.text().to_string(),
            in_scope: analysis.is_in_scope(),
            findings,
            guard_failures: std::mem::take(&mut self.failures),
            ..Outcome::untouched(std::mem::take(&mut self.original))
        }
    }
}

/// Whether a fix shares neither bytes nor an instruction with those that are to be applied: the guard counts each instruction once.
fn is_apart(fix: &Fix, applied: &[(Finding, Fix)], edits: &[Edit], end: usize) -> bool {
    let is_shared = |index: &usize| applied.iter().any(|(_, other)| other.touches.contains(index));
    let is_before = |one: &Edit, other: &Edit| one.range.end <= other.range.start;
    let overlaps =
        |own: &Edit| own.range.start < end && edits.iter().any(|one| !is_before(one, own) && !is_before(own, one));
    !fix.touches.iter().any(is_shared) && !fix.edits.iter().any(overlaps)
}

/// Gives findings their lines and columns, and their order.
pub(super) fn put_in_order(findings: &mut Vec<Found>, original: &str) {
    let positions = Positions::new(original);
    for found in &mut *findings {
        (found.line, found.column) = positions.position(found.at);
    }
    findings.sort_by(|a, b| (a.at, a.rule.code).cmp(&(b.at, b.rule.code)));
    findings.dedup_by(|a, b| a.rule == b.rule && a.at == b.at && a.message == b.message && b.status.take_in(&a.status));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::document::Keyword;

    #[test]
    fn fixes_that_share_no_byte_are_apart() {
        let edits = [Edit::delete(3..5), Edit::delete(6..8)];
        for (range, expected) in [
            (0..3, true),
            (2..4, false),
            (4..4, false),
            (5..6, true),
            (5..7, false),
            (0..9, false),
            (8..9, true),
        ] {
            let fix = Fix::insertion(Keyword::Run, "x", Edit::delete(range.clone()));
            assert_eq!(is_apart(&fix, &[], &edits, 8), expected, "{range:?}");
        }
    }
}
