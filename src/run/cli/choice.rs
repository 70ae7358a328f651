//! The rules and settings that the command line chooses, for the check and for `config`.

use std::path::PathBuf;

use clap::Args;

use crate::config::Overrides;

/// Rules and settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules and settings")]
pub struct Choice {
    /// What goes over every settings file.
    #[command(flatten)]
    pub overrides: Overrides,

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
