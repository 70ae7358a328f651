//! What the command line sets, over every settings file.

use clap::Args;

use super::Config;
use super::values;
use crate::engine::rule::Rule;
use crate::engine::settings::UnsafeFixes;
use crate::transforms::RULES;

/// The codes that one word selects: that of a rule, or of all.
type Codes = Vec<&'static str>;

/// What the command line sets, over every settings file.
#[derive(Debug, Clone, Default, Args)]
pub struct CommandLine {
    /// Enable only these rules, by code or name, or ALL, whatever the settings say
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = values::codes)]
    pub select: Option<Vec<Codes>>,

    /// Disable these rules, by code or name
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = values::codes)]
    pub ignore: Vec<Codes>,

    /// Enable these rules, too, by code or name, or ALL
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = values::codes)]
    pub extend_select: Vec<Codes>,

    /// Also apply fixes that may break or change something (a check says what): all, or those of these rules
    #[arg(long, value_name = "RULES", num_args = 0..=1, require_equals = true, default_missing_value = values::ALL)]
    #[arg(value_parser = unsafe_fixes)]
    pub unsafe_fixes: Option<UnsafeFixes>,
}

/// Which unsafe fixes the command line asks for.
fn unsafe_fixes(text: &str) -> Result<UnsafeFixes, String> {
    values::unsafe_fixes(text.split(','))
}

/// The rule that the command line names by code or name.
pub(crate) fn rule(text: &str) -> Result<&'static Rule, String> {
    values::rule(text)
}

impl CommandLine {
    /// Whether the rule with this code is looked at, as far as the command line says.
    pub(crate) fn allow(&self, code: &str) -> bool {
        let names = |codes: &[Codes]| codes.iter().flatten().any(|known| *known == code);
        let is_selected = self.select.as_deref().is_none_or(names) || names(&self.extend_select);
        is_selected && !names(&self.ignore)
    }

    /// # Errors
    /// Which rule is selected and ignored, both by its own code or name.
    pub(crate) fn contradiction(&self) -> Result<(), String> {
        let selected = || self.select.iter().flatten().chain(&self.extend_select);
        let is_own = |codes: &&Codes| codes.len() == 1 && selected().any(|selected| selected == *codes);
        match self.ignore.iter().find(is_own) {
            Some(codes) => Err(format!(
                "`{}` is selected and ignored; take it out of one of the two lists",
                codes.concat()
            )),
            None => Ok(()),
        }
    }

    /// The settings with these over them.
    pub(super) fn over(&self, mut config: Config) -> Config {
        if let Some(selected) = &self.select {
            config.selected = RULES.selected_codes(&selected.concat());
            config.extended.clear();
            config.ignored.clear();
        }
        let extended = self.extend_select.concat();
        config.ignored.retain(|code| !extended.contains(code));
        config.selected = RULES.selected_codes(&[&config.selected[..], &config.extended, &extended].concat());
        let more = self.ignore.concat().into_iter();
        let more: Vec<_> = more.filter(|code| !config.ignored.contains(code)).collect();
        config.ignored.extend(more);
        let enabled = config.selected.iter().filter(|code| !config.ignored.contains(code));
        config.settings.enabled_rules = enabled.copied().collect();
        if let Some(unsafe_fixes) = &self.unsafe_fixes {
            config.settings.unsafe_fixes = unsafe_fixes.clone();
        }
        config
    }
}
