//! The files of a run: in parallel, but reported in order of their paths.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::{Run, STACK};
use crate::config::{ConfigError, Configs};
use crate::discover::{Entry, discover};
use crate::report::FileReport;
use crate::run::cli::Cli;
use crate::run::progress::Progress;
use crate::run::work::{self, Job, Plan};
use crate::system::exclude::Exclude;
use crate::system::interrupt;
use crate::system::paths::{Shown, repository};
use crate::text::plural;

/// So many files for each thread are worked on before they are reported: memory stays flat, however many there are.
const BATCH: usize = 64;

/// What came of an entry.
enum Done {
    Reported(Box<FileReport>),
    /// Its settings pass it over.
    Excluded,
    /// Its settings cannot be read.
    WithoutSettings(Shown, ConfigError),
}

impl Run<'_, '_> {
    /// Works on all that `paths` name.
    pub(super) fn files(&mut self, paths: &[PathBuf]) -> Result<()> {
        interrupt::defer();
        let progress = Progress::new(self.cli.quiet);
        let pool = pool(self.cli)?;
        let threads = pool.current_num_threads();
        let entries = discover(paths, &self.current, &self.plan.exclude, threads);
        if interrupt::is_requested() {
            self.interrupted = Some("no file handled, since they were still being looked for".into());
            return Ok(());
        }
        progress.begin(entries.len());
        let mut handled = 0;
        let mut said = HashSet::new();
        // Proofs take minutes: each file is reported as soon as it has its own.
        let batch = if self.prover.is_some() { 1 } else { BATCH * threads };
        for entries in entries.chunks(batch) {
            let (configs, plan, current) = (&self.configs, &self.plan, &self.current);
            let work = |entry| (!interrupt::is_requested()).then(|| work_on(entry, configs, plan, current));
            let done: Vec<Option<Done>> = pool.install(|| entries.par_iter().map(work).collect());
            let done = self.prove_all(done, entries, &progress)?;
            handled += done.len();
            progress.pause(|| self.hand_over(done, &mut said))?;
            interrupt::note_handled(handled);
            progress.reach(handled, self.records.totals.findings.findings);
        }
        if handled < entries.len() {
            self.interrupted = Some(format!("{handled} of {} handled", plural(entries.len(), "file")));
        }
        Ok(())
    }

    /// Proves the new texts and writes those that stand the proof, where one is asked for; what came of the entries that were handled.
    fn prove_all(&mut self, done: Vec<Option<Done>>, entries: &[Entry], progress: &Progress) -> Result<Vec<Done>> {
        let mut handled = Vec::new();
        for (done, entry) in done.into_iter().zip(entries) {
            let Some(mut done) = done else { continue };
            if self.prover.is_some()
                && let (Done::Reported(report), Ok(target)) = (&mut done, entry)
            {
                progress.pause(|| self.announce_proof(report))?;
                self.prove(report, &target.path);
                // What was cut short proves nothing.
                if interrupt::is_requested() {
                    progress.pause(|| self.say_notes(report))?;
                    continue;
                }
                self.save_proved(report, &target.path);
            }
            handled.push(done);
        }
        Ok(handled)
    }

    /// Reports what was worked on. A settings file that is wrong is said once, not for every file that it holds for.
    fn hand_over(&mut self, done: Vec<Done>, said: &mut HashSet<PathBuf>) -> Result<()> {
        for done in done {
            match done {
                Done::Reported(mut report) => self.emit(&mut report)?,
                Done::Excluded => {}
                Done::WithoutSettings(shown, error) => {
                    self.emit_without_settings(&shown, &error)?;
                    if said.insert(error.file.clone()) {
                        self.say_config_error(error)?;
                    }
                }
            }
        }
        // A person sees a finding before the progress bar counts it.
        Ok(self.streams.report().flush()?)
    }
}

fn work_on(entry: &Entry, configs: &Configs, plan: &Plan, current: &Path) -> Done {
    let target = match entry {
        Ok(target) => target,
        Err((shown, problem)) => {
            return Done::Reported(Box::new(FileReport::failed(shown.clone(), current, problem.clone())));
        }
    };
    let shown = target.shown(current);
    let folder = target.path.parent().unwrap_or(&target.path);
    let folder = match configs.for_folder(folder, &target.start) {
        Ok(folder) => folder,
        Err(error) => return Done::WithoutSettings(shown, error),
    };
    let is_excluded = |exclude: &Exclude| exclude.matches(&target.path, false);
    if !target.by_hand && folder.config.exclude.as_ref().is_some_and(is_excluded) {
        return Done::Excluded;
    }
    let is_link = target.real() != target.path;
    let job = Job {
        shown,
        path: Some(target.path.clone()),
        start: Arc::clone(&target.start),
        folder,
    };
    let mut report = work::file(&job, plan);
    if is_link {
        // It is shown as what it leads to, which can be of another repository.
        report.repository = repository(target.real());
    }
    Done::Reported(Box::new(report))
}

/// The threads that the command line asks for.
pub(super) fn pool(cli: &Cli) -> Result<rayon::ThreadPool> {
    let mut pool = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    if let Some(threads) = cli.jobs {
        pool = pool.num_threads(threads.get());
    }
    // This thread works, too: handing each batch to others and waiting for them costs more than most files do.
    pool.use_current_thread()
        .build()
        .context("cannot start threads; try a smaller --jobs")
}
