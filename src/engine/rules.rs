//! The rules there are, as people name them: the transforms' and the pseudo rule of [`super::silence`].

use similar::get_close_matches;

use super::rule::{Rule, Transform};
use super::settings::Settings;
use super::silence;

/// How similar a rule's code or name must be to what was written to be meant.
const SIMILAR: f32 = 0.75;

/// A list of passes, in the order in which they run. The program's own is [`crate::transforms::RULES`].
#[derive(Clone, Copy)]
pub struct Rules(pub &'static [&'static dyn Transform]);

impl Rules {
    /// The passes in order; a later one sees the text that the earlier ones left.
    pub fn passes(self) -> impl Iterator<Item = &'static dyn Transform> + Clone {
        self.0.iter().copied()
    }

    /// Every rule, in order of code, which is not the order in which they run.
    pub fn all(self) -> impl Iterator<Item = &'static Rule> {
        let mut rules: Vec<_> = self.passes().map(Transform::rule).collect();
        rules.push(&silence::RULE);
        rules.sort_by_key(|rule| rule.code);
        rules.into_iter()
    }

    /// The codes that are enabled where nobody selects any.
    pub fn default_codes(self) -> Vec<&'static str> {
        let defaults = self.all().filter(|rule| self.is_default(rule));
        defaults.map(|rule| rule.code).collect()
    }

    /// The house pattern with these enabled.
    pub fn default_settings(self) -> Settings {
        Settings::with_rules(self.default_codes())
    }

    /// Whether a rule is enabled where nobody selects any: every one but the optional ones.
    pub fn is_default(self, rule: &Rule) -> bool {
        !self.passes().any(|pass| pass.rule() == rule && pass.is_optional())
    }

    /// The codes that a person selects, in order.
    pub fn selected_codes(self, selected: &[&str]) -> Vec<&'static str> {
        self.all()
            .map(|rule| rule.code)
            .filter(|code| selected.contains(code))
            .collect()
    }

    /// The code or name that a person means who wrote another word.
    pub(crate) fn meant(self, word: &str) -> Option<&'static str> {
        let names: Vec<_> = self.all().flat_map(|rule| [rule.code, rule.name]).collect();
        get_close_matches(word, &names, 1, SIMILAR).pop()
    }

    /// The rule with this code or name; case does not matter.
    pub fn find(self, code_or_name: &str) -> Option<&'static Rule> {
        self.all()
            .find(|rule| rule.code.eq_ignore_ascii_case(code_or_name) || rule.name.eq_ignore_ascii_case(code_or_name))
    }
}
