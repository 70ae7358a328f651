//! The settings that the command line asks for, and `config`, which prints them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};

use crate::config::{ConfigError, Configs, Lookup, show};
use crate::context::BuildDefinitions;
use crate::report::Streams;
use crate::run::cli::{Choice, ShowConfig};
use crate::run::work::{self, Job, Plan};
use crate::system::exclude::Exclude;
use crate::system::paths::{Shown, cleaned};
use crate::system::read::reason;

/// The settings of a run in the folder `current`. A file that `--config` names is read at once: without it nothing can be done.
pub(super) fn configs(choice: &Choice, observe: bool, current: &Path) -> Result<Configs> {
    let lookup = match &choice.config {
        Some(path) => Lookup::File {
            path: current.join(path),
            root: current.to_path_buf(),
        },
        None if choice.isolated => Lookup::Isolated,
        None => Lookup::Nearest,
    };
    let is_named = matches!(lookup, Lookup::File { .. });
    let configs = Configs::new(choice.overrides(observe), lookup);
    if is_named {
        configs
            .for_folder(current, current)
            .map_err(|error| refusal(&error, current))?;
    }
    Ok(configs)
}

/// The settings for texts that lie nowhere: those of `--config`, whose patterns are relative to the root of all names, or the house pattern.
pub(super) fn configs_for_texts(choice: &Choice) -> Configs {
    let lookup = match &choice.config {
        Some(path) => Lookup::File {
            path: path.clone(),
            root: PathBuf::from("/"),
        },
        None => Lookup::Isolated,
    };
    Configs::new(choice.overrides(false), lookup)
}

/// A settings file without which nothing can be done.
pub(super) fn refusal(error: &ConfigError, current: &Path) -> anyhow::Error {
    let place = error
        .place
        .map(|(line, column)| format!("{line}:{column}:"))
        .unwrap_or_default();
    anyhow!("{}:{place} {}", Shown::new(&error.file, current), error.message)
}

/// Prints what is in force for a path; the exit code.
pub(super) fn show(arguments: &ShowConfig, streams: &mut Streams<'_>) -> Result<u8> {
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current.context("cannot tell the current folder")?;
    let choice = &arguments.choice;
    let named = cleaned(&current.join(&arguments.path));
    let path = if named.is_dir() {
        named.join("Dockerfile")
    } else {
        named
    };
    let (folder, name) = (path.parent().map(Path::canonicalize), path.file_name());
    let (folder, name) = match (folder, name) {
        (Some(Ok(folder)), Some(name)) => (folder, name),
        (Some(Err(error)), _) => bail!(
            "cannot open the folder of {}: {}",
            arguments.path.display(),
            reason(&error)
        ),
        _ => bail!("{} is neither a file nor a folder", arguments.path.display()),
    };
    let start = if folder.starts_with(&current) {
        &current
    } else {
        &folder
    };
    let path = folder.join(name);
    let exclude = Exclude::new(&current, &choice.exclude).map_err(anyhow::Error::msg)?;
    let settings = configs(choice, false, &current)?
        .for_folder(&folder, start)
        .map_err(|error| refusal(&error, &current))?;
    let config = Arc::clone(&settings.config);
    let job = Job {
        shown: Shown::new(&path, &current),
        path: Some(path.clone()),
        start: start.as_path().into(),
        folder: settings,
    };
    let plan = Plan {
        context: None,
        exclude: vec![exclude.clone()],
        definitions: BuildDefinitions::default(),
        write: false,
    };
    let page = show::Page {
        config: &config,
        context: work::located(&job, &plan),
        overrides: &choice.overrides(false),
        excluded: exclude,
        current: &current,
    };
    write!(streams.out, "{}", page.written(&path))?;
    Ok(0)
}
