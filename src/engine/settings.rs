//! What the engine does with a file: the house pattern, and which rules are enabled.

use crate::analysis::pattern::HousePattern;

/// The house pattern, and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What conforms.
    pub pattern: HousePattern,
    /// Codes of the enabled rules, in order; among them that of [`super::silence::RULE`].
    pub enabled_rules: Vec<&'static str>,
    /// Apply unsafe fixes, too.
    pub unsafe_fixes: bool,
    /// Look also at what the rules that are not enabled would find, for a report of every requirement.
    pub observe: bool,
}

impl Settings {
    /// The default pattern with some rules enabled.
    pub fn with_rules(enabled_rules: Vec<&'static str>) -> Self {
        Self {
            pattern: HousePattern::default(),
            enabled_rules,
            unsafe_fixes: false,
            observe: false,
        }
    }
}
