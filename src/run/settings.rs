//! The settings that the command line asks for, and `config`, which prints them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, anyhow};

use super::current_directory;
use crate::config::{Configs, show};
use crate::context::BuildDefinitions;
use crate::engine::settings::Observe;
use crate::report::Streams;
use crate::run::cli::{Choice, ShowConfig};
use crate::run::work::{self, Job, Plan};
use crate::system::exclude::Exclude;
use crate::system::paths::{Shown, cleaned, directory_of, in_real_directory};
use crate::system::read::reason;

/// The settings of a run in the directory `current`. What the command line names is read at once, since nothing can be done without it.
pub(super) fn configs(choice: &Choice, observe: Observe, current: &Path) -> Result<Configs> {
    choice.command_line.contradiction().map_err(anyhow::Error::msg)?;
    let configs = Configs::new(choice.command_line.clone(), observe, choice.source(current));
    configs.elsewhere().map_err(|error| anyhow!(error.shown(current)))?;
    Ok(configs)
}

/// The settings for texts without a file: those that the command line names, whose patterns are relative to `/`, over the house pattern.
pub(super) fn configs_for_texts(choice: &Choice) -> Result<Configs> {
    choice.command_line.contradiction().map_err(anyhow::Error::msg)?;
    let mut source = choice.source(Path::new(""));
    source.root = PathBuf::from("/");
    Ok(Configs::new(choice.command_line.clone(), Observe::Nowhere, source))
}

/// Prints the settings in effect for a path, and returns the exit code.
pub(super) fn show(arguments: &ShowConfig, streams: &mut Streams<'_>) -> Result<u8> {
    let current = current_directory()?;
    let choice = &arguments.choice;
    let named = cleaned(&current.join(&arguments.path));
    let path = if named.is_dir() {
        named.join("Dockerfile")
    } else {
        named
    };
    let path = in_real_directory(&path).map_err(|error| {
        anyhow!(
            "cannot open the directory of {}: {}",
            arguments.path.display(),
            reason(&error)
        )
    })?;
    let directory = directory_of(&path);
    let start = if directory.starts_with(&current) {
        &current
    } else {
        directory
    };
    let exclude = Exclude::new(&current, &choice.exclude).map_err(anyhow::Error::msg)?;
    let settings = configs(choice, Observe::Nowhere, &current)?
        .for_directory(directory, start)
        .map_err(|error| anyhow!(error.shown(&current)))?;
    let config = settings.configs.for_path(Some(&path));
    let job = Job {
        shown: Shown::new(&path, &current),
        path: Some(path.clone()),
        leads_out: false,
        start: Arc::from(start),
        config: Arc::clone(&config),
        repository: settings.repository,
    };
    let plan = Plan {
        context: None,
        exclude: vec![exclude.clone()],
        force_exclude: false,
        definitions: BuildDefinitions::default(),
        write: false,
    };
    let page = show::SettingsPage {
        config: &config,
        overrides: settings.configs.matching(&path).collect(),
        context: work::located(&job, &plan),
        command_line: &choice.command_line,
        excluded: exclude,
        current: &current,
    };
    write!(streams.out, "{}", page.written(&path))?;
    Ok(0)
}
