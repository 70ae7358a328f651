//! The rules and settings that the command line chooses, for the check and for `config`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{ChosenFile, CommandLine, SettingsSource};

/// Rules and settings.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules and settings")]
pub struct Choice {
    /// What goes over every settings file.
    #[command(flatten)]
    pub command_line: CommandLine,

    /// Skip matching files and directories, also in the build context (.gitignore syntax; repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Exclude also files that the command line names, as pre-commit does
    #[arg(long)]
    pub force_exclude: bool,

    /// Read the settings from this file only; its patterns are relative to the current directory
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Read this file before the settings file of each repository, which goes over it
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    pub base_config: Option<PathBuf>,

    /// Set a key of the settings, over all files, such as --set platform=linux/arm64 (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,

    /// Ignore all settings files
    #[arg(long, conflicts_with_all = ["config", "base_config"])]
    pub isolated: bool,
}

impl Choice {
    /// Where the settings come from in a run in the absolute directory `current`.
    pub(crate) fn source(&self, current: &Path) -> SettingsSource {
        let file = match &self.config {
            Some(path) => ChosenFile::Named(current.join(path)),
            None if self.isolated => ChosenFile::None,
            None => ChosenFile::Nearest,
        };
        SettingsSource {
            file,
            base: self.base_config.as_ref().map(|path| current.join(path)),
            set: self.set.clone(),
            root: current.to_path_buf(),
        }
    }
}
