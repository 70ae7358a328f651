//! The rules there are, as people name them: the transforms' and the pseudo rule of [`crate::suppress`].

use crate::transform::Rule;
use crate::{suppress, transforms};

/// Every rule, in order of code, which is not the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let mut rules: Vec<_> = transforms::all().iter().map(|transform| transform.rule()).collect();
    rules.push(&suppress::RULE);
    rules.sort_by_key(|rule| rule.code);
    rules.into_iter()
}

/// The codes in force where nobody selects any.
pub fn default_codes() -> Vec<&'static str> {
    all().filter(|rule| is_default(rule)).map(|rule| rule.code).collect()
}

/// Whether a rule is in force where nobody selects any: every one but those that only report.
pub fn is_default(rule: &Rule) -> bool {
    *rule == suppress::RULE || is_fixable(rule)
}

/// The codes that a person selects, in order.
pub fn selected_codes(selected: &[&str]) -> Vec<&'static str> {
    all()
        .map(|rule| rule.code)
        .filter(|code| selected.contains(code))
        .collect()
}

/// Whether some transform mends what the rule finds.
pub fn is_fixable(rule: &Rule) -> bool {
    let mut transforms = transforms::all().iter();
    transforms.any(|transform| transform.rule() == rule && !transform.reports_only())
}

/// The rule with this code or name; case does not matter.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name))
}

/// "LF001 builder-base, LF002 …": what to name in a message about a rule that does not exist.
pub fn listed() -> String {
    all()
        .map(|rule| format!("{} {}", rule.code, rule.name))
        .collect::<Vec<_>>()
        .join(", ")
}
