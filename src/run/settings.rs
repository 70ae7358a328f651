//! The settings that the command line asks for, and `config`, which prints them.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, anyhow};

use super::current_directory;
use crate::config::{Choice, Configs, show};
use crate::engine::settings::Observe;
use crate::report::Streams;
use crate::run::cli::ShowConfig;
use crate::run::work::{self, Job, Plan};
use crate::system::exclude::Exclude;
use crate::system::paths::{Shown, cleaned, directory_of, in_real_directory, project_root};
use crate::system::read::{self, reason};

/// The settings of a run in the directory `current`. What the command line names is read at once, since nothing can be done without it.
pub(super) fn configs(choice: &Choice, observe: Observe, current: &Path) -> Result<Configs> {
    choice.contradiction().map_err(anyhow::Error::msg)?;
    let configs = Configs::new(choice.clone().resolved(current), observe, current);
    configs.elsewhere().map_err(|error| anyhow!(error.shown(current)))?;
    Ok(configs)
}

/// Prints the settings in effect for a path, and returns the exit code.
pub(super) fn show(arguments: &ShowConfig, streams: &mut Streams) -> Result<u8> {
    let current = current_directory()?;
    let choice = &arguments.choice;
    let named = cleaned(&current.join(&arguments.path));
    let path = if named.is_dir() {
        named.join("Dockerfile")
    } else {
        named
    };
    let path = in_real_directory(&path).map_err(|error| {
        let (path, why) = (arguments.path.display(), reason(&error));
        anyhow!("cannot open the directory of {path}: {why}")
    })?;
    let directory = directory_of(&path);
    let start = project_root(directory, &current, None);
    let exclude = Exclude::new(&current, &choice.exclude).map_err(anyhow::Error::msg)?;
    let settings = configs(choice, Observe::Nowhere, &current)?
        .for_directory(directory, start)
        .map_err(|error| anyhow!(error.shown(&current)))?;
    let job = Job::new(Shown::new(&path, &current), Some(path.clone()), start, &settings);
    let plan = Plan {
        exclude: vec![exclude.clone()],
        ..Plan::default()
    };
    let handled = read::read(&path).and_then(|text| work::text(&job, text, &plan));
    let handled = handled.map_err(|problem| problem.message);
    let page = show::SettingsPage {
        config: &job.config,
        overrides: settings.configs.matching(&path).collect(),
        context: handled.and_then(|handled| handled.context.ok_or_else(|| "the file is not in scope".to_string())),
        choice,
        excluded: exclude,
        current: &current,
    };
    write!(streams.out, "{}", page.written(&path))?;
    Ok(0)
}
