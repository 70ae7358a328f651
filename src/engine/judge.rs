//! Whether the fix of a finding is to be applied.

use super::fix::{Applicability, Finding, Fix, Remedy};
use super::rounds::Rounds;
use super::rule::Rule;
use super::silence;

impl Rounds<'_> {
    /// The finding, and its fix if that is to be applied.
    pub(super) fn judge(&self, rule: &Rule, mut finding: Finding) -> (Finding, Option<Fix>) {
        let Remedy::Fix(fix) = finding.remedy.clone() else {
            return (finding, None);
        };
        if let Some(advice) = self.obstacle(&fix).or_else(|| self.silenced_stage(&finding, &fix)) {
            finding.remedy = Remedy::Report(advice);
            return (finding, None);
        }
        let is_of_image = fix.applicability == Applicability::Safe && rule.code != silence::RULE.code;
        let fix = match self.rule_context().given_image().filter(|_| is_of_image) {
            Some(reason) => fix.unsafe_because(reason),
            None => fix,
        };
        finding.remedy = Remedy::Fix(fix.clone());
        let wanted = fix.applicability == Applicability::Safe || self.settings.unsafe_fixes.include(rule.code);
        (finding, wanted.then_some(fix))
    }

    /// What keeps a fix from being made that adds a stage: a comment that silences the rule about it.
    fn silenced_stage(&self, finding: &Finding, fix: &Fix) -> Option<String> {
        let rule = fix.adds_stage.as_ref()?.rule;
        self.is_silenced(rule, finding.instruction)
            .then(|| format!("a comment silences {rule}, which the same fix is about; take that out to have it made"))
    }

    /// What keeps a fix from being made, with what to do.
    fn obstacle(&self, fix: &Fix) -> Option<String> {
        let (document, title) = (&self.dockerfile.document, &fix.title);
        if let Some(index) = fix.touches.iter().find(|index| !document.is_understood(**index)) {
            let start = document.instructions()[*index].range().start;
            let line = self.rule_context().line_at(start);
            return Some(format!(
                "the instruction at line {line} is written in a way that the grammar does not understand; {}{} by hand",
                title[..1].to_lowercase(),
                &title[1..]
            ));
        }
        let is_raw = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        if fix.edits.iter().any(|edit| edit.text.contains(is_raw)) {
            return Some(format!(
                "{title}, by hand: the new text would have control characters in it"
            ));
        }
        let problem = "a comment is in the middle of what would be replaced";
        fix.loses_a_comment(document)
            .then(|| format!("{title}, by hand: {problem}"))
    }
}
