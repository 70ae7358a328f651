//! The requirements of the house pattern, and how a file meets each before and after the fixes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::context::RuleContext;
use super::outcome::{Found, Outcome, Status};
use super::rule::{Requirement, Transform};
use super::rules::Rules;

/// Whether a requirement is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// The file has nothing that it is about.
    NotApplicable,
}

impl Met {
    /// Of several stages the worst counts; one that the requirement is not about says nothing.
    pub fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::NotApplicable, Self::NotApplicable) => Self::NotApplicable,
        }
    }
}

/// How a file meets one requirement.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The requirement.
    pub requirement: &'static Requirement,
    /// The code of the rule that it belongs to.
    pub rule: &'static str,
    /// In the text that was read.
    pub before: Met,
    /// In the result.
    pub after: Met,
    /// What a person should know about the result besides.
    pub note: Option<String>,
}

impl Rules {
    /// Every requirement with the pass that it belongs to, in the order in which reports show them.
    pub fn requirements(self) -> Vec<(&'static Requirement, &'static dyn Transform)> {
        let of_pass = |pass: &'static dyn Transform| pass.rule().requirements.iter().map(move |one| (one, pass));
        let mut all: Vec<_> = self.passes().flat_map(of_pass).collect();
        all.sort_by_key(|(requirement, _)| requirement.number);
        all
    }
}

/// How a file meets every requirement, from what was found in it and from the file as it was read and as it is in the end. A requirement
/// is met where no finding of its rule is left; a comment that silences the rule counts as met.
pub(super) fn survey(
    rules: Rules,
    outcome: &Outcome,
    before: &RuleContext<'_>,
    after: &RuleContext<'_>,
) -> Vec<Standing> {
    let is_found = |found: &[Found], rule| found.iter().any(|found| found.rule.code == rule);
    let is_left = |rule| {
        let mut open = outcome.findings.iter().filter(|found| !found.is_fixed());
        open.any(|found| found.rule.code == rule) || is_found(&outcome.observed.after, rule)
    };
    let standing = |(requirement, pass): (&'static Requirement, &'static dyn Transform)| {
        let rule = pass.rule().code;
        let is_met_by_a_new_stage =
            |found: &Found| matches!(&found.status, Status::Fixed(fix) if fix.adds_stage_of == Some(rule));
        let found = is_found(&outcome.findings, rule)
            || is_found(&outcome.observed.before, rule)
            || outcome.findings.iter().any(is_met_by_a_new_stage);
        let judge = |context: &RuleContext<'_>, found| match context.is_in_scope() || pass.sees_unmigrated() {
            true => pass.meets(context, requirement, found),
            false => Met::NotApplicable,
        };
        let met_before = judge(before, found);
        Standing {
            requirement,
            rule,
            before: met_before,
            after: match outcome.text == outcome.original {
                true => met_before,
                false => judge(after, is_left(rule)),
            },
            note: outcome.in_scope.then(|| pass.note(after, requirement)).flatten(),
        }
    };
    rules.requirements().into_iter().map(standing).collect()
}
