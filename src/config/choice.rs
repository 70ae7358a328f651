//! The rules and settings that the command line chooses, over every settings file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Config;
use super::values;
use crate::engine::settings::UnsafeFixes;
use crate::transforms::RULES;

/// The codes that one word selects: that of a rule, or of all.
type Codes = Vec<&'static str>;

/// Rules and settings.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Rules and settings")]
pub struct Choice {
    /// Enable only these rules, whatever the settings say: comma-separated codes or names, or ALL
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

    /// Skip matching files and directories, also in the build context (.gitignore syntax; repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Exclude also files that the command line names, as pre-commit does
    #[arg(long)]
    pub force_exclude: bool,

    /// Read the settings from this file only; its patterns are relative to the current directory
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Read this file before the settings file of each repository, which overrides it
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    pub base_config: Option<PathBuf>,

    /// Override a key of all settings files, such as --set platform=linux/arm64 (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// Ignore all settings files
    #[arg(long, conflicts_with_all = ["config", "base_config"])]
    pub isolated: bool,
}

/// Which unsafe fixes the command line asks for.
fn unsafe_fixes(text: &str) -> Result<UnsafeFixes, String> {
    values::unsafe_fixes(text.split(','))
}

impl Choice {
    /// The same with the files that it names in the directory `current`.
    pub(crate) fn resolved(mut self, current: &Path) -> Self {
        for file in [&mut self.config, &mut self.base_config].into_iter().flatten() {
            *file = current.join(&file);
        }
        self
    }

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
