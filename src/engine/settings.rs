//! What the engine does with a file: the house pattern, and which rules are enabled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::pattern::HousePattern;

/// How bad the findings of a rule are, for the formats that say so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It has to be mended.
    #[default]
    Error,
    /// It should be mended.
    Warning,
    /// It is good to know.
    Info,
}

/// Which unsafe fixes are applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum UnsafeFixes {
    /// None.
    #[default]
    None,
    /// Those of every enabled rule.
    All,
    /// Those of the enabled rules among these, by their codes.
    Of(Vec<&'static str>),
}

impl UnsafeFixes {
    /// Whether those of a rule are applied.
    pub fn include(&self, code: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Of(codes) => codes.contains(&code),
        }
    }
}

/// The house pattern, and what is done about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What conforms.
    pub pattern: HousePattern,
    /// Codes of the enabled rules, in order; among them that of [`super::silence::RULE`].
    pub enabled_rules: Vec<&'static str>,
    /// Which unsafe fixes are applied.
    pub unsafe_fixes: UnsafeFixes,
    /// Look also at what the rules that are not enabled would find, for a report of every requirement.
    pub observe: bool,
}

impl Settings {
    /// The default pattern with some rules enabled.
    pub fn with_rules(enabled_rules: Vec<&'static str>) -> Self {
        Self {
            pattern: HousePattern::default(),
            enabled_rules,
            unsafe_fixes: UnsafeFixes::None,
            observe: false,
        }
    }
}
