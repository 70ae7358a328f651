//! The rules and settings that the command line chooses, for the check and for `config`.

use std::path::PathBuf;

use clap::Args;

use super::rule;
use crate::config::Overrides;
use crate::engine::rule::Rule;

/// Rules and settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules and settings")]
pub struct Choice {
    /// Enable only these rules, by code or name, whatever the settings say
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub select: Option<Vec<&'static Rule>>,

    /// Disable these rules, by code or name
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub ignore: Vec<&'static Rule>,

    /// Also apply fixes that may break or change something; a check says what
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Skip matching files and directories, also in the build context (.gitignore syntax; repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Read the settings from this file only; its patterns are relative to the current directory
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Ignore all settings files
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,
}

impl Choice {
    /// What the command line sets, over every settings file. With `observe`, disabled rules are looked at too.
    pub fn overrides(&self, observe: bool) -> Overrides {
        let codes = |rules: &[&'static Rule]| rules.iter().map(|rule| rule.code).collect();
        Overrides {
            select: self.select.as_deref().map(codes),
            ignore: codes(&self.ignore),
            unsafe_fixes: self.unsafe_fixes,
            observe,
        }
    }
}
