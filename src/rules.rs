//! The rules there are, as people name them: the transforms' and the pseudo rule of [`crate::suppress`].

use crate::transform::Rule;

/// Every rule, in order of code, which is not the order in which they run.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let transforms = crate::transforms::all().iter().map(|transform| transform.rule());
    let mut rules: Vec<&'static Rule> = std::iter::once(&crate::suppress::RULE).chain(transforms).collect();
    rules.sort_by_key(|rule| rule.code);
    rules.into_iter()
}

/// Whether some transform mends what the rule finds.
pub fn is_fixable(rule: &Rule) -> bool {
    rule.code != crate::suppress::RULE.code
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
