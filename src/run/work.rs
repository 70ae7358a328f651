//! One file through the engine, and to the disk if asked for. Whatever fails affects only that file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, DirectoryConfig};
use crate::context::{BuildContext, BuildDefinitions, DiskContext, Located, Needs, Place, Provenance, locate};
use crate::engine::outcome::Outcome;
use crate::engine::process;
use crate::engine::settings::Settings;
use crate::problem::Problem;
use crate::report::{FileReport, Handled};
use crate::system::exclude::Exclude;
use crate::system::paths::{Shown, project_root};
use crate::system::{panics, read, write};
use crate::transforms::RULES;

const LEADS_OUT: &str =
    "not written: a link leads to it out of the directories given; name the file itself to have it rewritten";

/// So many bytes of memory are asked for, for each byte of a text: the most that was measured is 120.
const MEMORY: usize = 160;

/// Files that need no more than this are worked on without asking the system first.
const LITTLE_MEMORY: usize = 32 << 20;

/// A file to process, with its settings.
#[derive(Debug)]
pub(super) struct Job {
    /// The path, as it is shown.
    pub shown: Shown,
    /// Absolute; of standard input the name that was given, if any.
    pub path: Option<PathBuf>,
    /// See [`FoundFile::leads_out`](crate::discover::FoundFile).
    pub leads_out: bool,
    /// See [`crate::system::paths::project_root`].
    pub start: Arc<Path>,
    pub config: Arc<Config>,
    /// See [`crate::system::paths::repository`].
    pub repository: Option<Arc<Path>>,
}

impl Job {
    /// What is at `path`, which is shown as `shown`, with the settings that its directory has for it.
    pub(super) fn new(
        shown: Shown,
        path: Option<PathBuf>,
        start: impl Into<Arc<Path>>,
        directory: &DirectoryConfig,
    ) -> Self {
        Self {
            shown,
            leads_out: false,
            start: start.into(),
            config: directory.configs.for_path(path.as_deref()),
            repository: directory.repository.clone(),
            path,
        }
    }

    /// The file, with what came of it.
    pub(super) fn report(&self, result: Result<Handled, Problem>) -> FileReport {
        FileReport {
            path: self.shown.clone(),
            repository: self.repository.clone(),
            config: Some(Arc::clone(&self.config)),
            result,
            settings_error: None,
        }
    }
}

/// What is the same for every file of a run.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The build context that the command line names.
    pub context: Option<PathBuf>,
    /// What the command line excludes.
    pub exclude: Vec<Exclude>,
    /// Exclude also files that are named by hand.
    pub force_exclude: bool,
    /// What the repositories of the files define.
    pub definitions: BuildDefinitions,
    /// Write each new text as soon as it is there.
    pub write: bool,
}

/// Reads a file, processes it, and writes it if the plan says so.
pub(super) fn file(job: &Job, plan: &Plan) -> FileReport {
    let work = || {
        let path = job.path.as_deref().unwrap_or(Path::new(""));
        let mut handled = text(job, read::read(path)?, plan)?;
        if plan.write {
            save(&mut handled, path, job.leads_out);
        }
        Ok(handled)
    };
    let result = panics::contain(work).unwrap_or_else(|panic| Err(Problem::internal(&panic)));
    job.report(result)
}

/// Writes the new text to the file, if there is one, unless the file is reached by a link that leads out of what was given.
pub(super) fn save(handled: &mut Handled, path: &Path, leads_out: bool) {
    if let Some(new) = handled.change() {
        let written = match leads_out {
            true => Err(LEADS_OUT.to_string()),
            false => write::replace(path, &handled.outcome.original, new),
        };
        handled.written = Some(written.map_err(Problem::new));
    }
}

/// Works on a text that was read already.
///
/// # Errors
/// Why it cannot be worked on, be it this program's fault.
pub(super) fn text(job: &Job, text: String, plan: &Plan) -> Result<Handled, Problem> {
    ask_for_memory(&text)?;
    let mut located = None;
    let context = |needs: &Needs<'_>| -> Box<dyn BuildContext> {
        let context = find_context(job, plan, needs);
        located = Some(context.located());
        Box::new(context)
    };
    let settings = &job.config.settings;
    let mut outcome = process(text, settings, context)?;
    let was_read = |located: &&Located| located.directory.is_some();
    if let Some(why) = located.as_ref().filter(was_read).and_then(Located::trouble) {
        // What was made of the files that could be read may be wrong.
        let why = why.to_string();
        outcome = process(outcome.original, settings, |needs| {
            let context = find_context(job, plan, needs).without_files(why);
            located = Some(context.located());
            Box::new(context)
        })?;
    }
    Ok(Handled::new(outcome, located))
}

/// Asks the system for the memory that the work on a text may take: where it refuses some in the middle of that, the whole program ends.
fn ask_for_memory(text: &str) -> Result<(), Problem> {
    let needed = text.len().saturating_mul(MEMORY);
    let refused = needed > LITTLE_MEMORY && Vec::<u8>::new().try_reserve_exact(needed).is_err();
    let size = needed >> 20;
    match refused {
        true => Err(Problem::new(format!(
            "the system refuses the {size} MiB of memory that this file may need; allow more, or exclude the file"
        ))),
        false => Ok(()),
    }
}

/// Works on a text of which nothing but its name is known.
pub(super) fn alone(name: &Path, text: String, settings: &Settings) -> Result<Handled, Problem> {
    let outcome = process(text, settings, |_| Box::new(DiskContext::unknown(name)))?;
    Ok(Handled::new(outcome, None))
}

fn process(
    text: String,
    settings: &Settings,
    context: impl FnOnce(&Needs<'_>) -> Box<dyn BuildContext>,
) -> Result<Outcome, Problem> {
    panics::contain(|| process::process(text, settings, RULES, context)).map_err(|panic| Problem::internal(&panic))?
}

fn find_context(job: &Job, plan: &Plan, needs: &Needs<'_>) -> DiskContext {
    let exclude: Arc<[Exclude]> = plan.exclude.iter().chain(job.config.exclude()).cloned().collect();
    match (&job.path, &plan.context) {
        (Some(dockerfile), given) => {
            let directory = dockerfile.parent().unwrap_or(dockerfile);
            let place = Place {
                dockerfile,
                given: given.as_deref(),
                root: project_root(directory, &job.start, job.repository.as_deref()),
                configured: job.config.context(),
                exclude,
                definitions: &plan.definitions,
            };
            locate(&place, needs)
        }
        // A text without a name lies nowhere; a Dockerfile in the context itself is the best guess for its ignore file.
        (None, Some(given)) => DiskContext::new(given, Provenance::Given, &given.join("Dockerfile"), exclude),
        (None, None) => DiskContext::unknown(Path::new("Dockerfile")),
    }
}
