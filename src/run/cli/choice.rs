//! What holds for the files: shared by the check and by `config`.

use std::path::PathBuf;

use clap::Args;

use super::rule;
use crate::config::Overrides;
use crate::engine::rule::Rule;

/// The rules and settings that the command line chooses.
#[derive(Debug, Args)]
#[command(next_help_heading = "Choice")]
pub struct Choice {
    /// Use only these rules, by code or name, whatever the settings select or ignore
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub select: Option<Vec<&'static Rule>>,

    /// Leave these rules out, by code or name
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub ignore: Vec<&'static Rule>,

    /// Apply also fixes that may break or change something; the check says what
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Pass over files and folders that match, also in the build context (as in .gitignore; may be repeated)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Take the settings from this file alone; its patterns are then relative to the current folder
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Look at no settings file
    #[arg(long, conflicts_with = "config")]
    pub isolated: bool,
}

impl Choice {
    /// What the command line decides over every settings file.
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
