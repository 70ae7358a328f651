//! Comments that silence a rule which finds nothing there.

use std::collections::{BTreeMap, BTreeSet};

use super::fix::Finding;
use super::rounds::Rounds;
use super::rule::Transform;
use super::silence;

/// A rule that a comment silences: the comment's byte offset in the original text, and the rule's code.
pub(super) type Silenced = BTreeSet<(usize, &'static str)>;

impl Rounds<'_> {
    /// What the comments silence of the rules that look at the present text: all of it, and what of it these would find.
    pub(super) fn silences(&self, passes: &[&dyn Transform]) -> (Silenced, Silenced) {
        let document = &self.dockerfile.document;
        let (mut all, mut used) = (Silenced::new(), Silenced::new());
        let mut found: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
        for (at, comment) in document.comments() {
            let Some(suppression) = silence::parse(comment, self.rules) else {
                continue;
            };
            for code in suppression.codes {
                let pass = passes.iter().find(|pass| pass.rule().code == code);
                let Some(pass) = pass.filter(|pass| self.is_seen_by(**pass)) else {
                    continue;
                };
                let findings = found.entry(code).or_insert_with(|| pass.check(&self.rule_context()));
                let is_above = |finding: &Finding| {
                    let start = document.instructions()[finding.instruction].range().start;
                    (document.comments_above(finding.instruction)..start).contains(&at)
                };
                let key = (self.source_map.origin(at), code);
                if findings.iter().any(|finding| suppression.global || is_above(finding)) {
                    used.insert(key);
                }
                all.insert(key);
            }
        }
        (all, used)
    }
}
