//! The files of a run: in parallel, but reported in order of their paths.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rayon::prelude::*;

use super::Run;
use crate::cli::Cli;
use crate::discover::{Entry, discover};
use crate::interrupt;
use crate::paths::Shown;
use crate::progress::Progress;
use crate::report::{FileReport, Problem};
use crate::work::{self, Job, Plan};

/// So many files for each thread are worked on before they are reported: memory stays flat, however many there are.
const BATCH: usize = 32;

/// Deeply nested instructions take some stack; a thread's usual 2 MiB are soon used up.
const STACK: usize = 16 << 20;

type Prepared = Result<Job, (Shown, Problem)>;

impl Run<'_, '_> {
    /// Works on all that `paths` name.
    pub(super) fn files(&mut self, paths: &[PathBuf]) -> Result<()> {
        interrupt::watch();
        let progress = Progress::new(self.cli.quiet);
        let pool = pool(self.cli)?;
        let threads = pool.current_num_threads();
        let found = discover(paths, &self.current, &self.plan.exclude, threads);
        let all_found = !interrupt::is_requested();
        let jobs = progress.pause(|| self.prepare(found))?;
        progress.begin(jobs.len());
        let mut handled = 0;
        for jobs in jobs.chunks(BATCH * threads) {
            let plan = &self.plan;
            let work = |job| {
                let report = (!interrupt::is_requested()).then(|| work_on(job, plan));
                progress.advance();
                report
            };
            let reports: Vec<Option<FileReport>> = pool.install(|| jobs.par_iter().map(work).collect());
            handled += progress.pause(|| self.hand_over(reports, jobs))?;
            progress.found(self.summary.finding_count());
        }
        if handled < jobs.len() || !all_found {
            self.interrupted = Some((handled, jobs.len()));
        }
        Ok(())
    }

    /// Reports what was worked on, after its proof where one is asked for; how many files that were.
    fn hand_over(&mut self, reports: Vec<Option<FileReport>>, jobs: &[Prepared]) -> Result<usize> {
        let mut handled = 0;
        for (report, job) in reports.into_iter().zip(jobs) {
            let Some(mut report) = report else { continue };
            if let Ok(job) = job
                && let Some(path) = &job.path
            {
                if self.prover.is_some() && interrupt::is_requested() {
                    continue;
                }
                self.prove_and_save(&mut report, path)?;
            }
            self.emit(&mut report)?;
            handled += 1;
        }
        // What is not flushed would come out below the progress bar.
        self.streams.report().flush()?;
        Ok(handled)
    }

    /// Gives every file its settings. A settings file that is wrong is said once, not for every file that it holds for.
    fn prepare(&mut self, found: Vec<Entry>) -> Result<Vec<Prepared>> {
        let mut said = HashSet::new();
        let mut jobs = Vec::new();
        for (shown, entry) in found {
            let target = match entry {
                Ok(target) => target,
                Err(problem) => {
                    jobs.push(Err((shown, problem)));
                    continue;
                }
            };
            let folder = target.path.parent().unwrap_or(&target.path);
            match self.configs.for_folder(folder, &target.start) {
                Ok(config) => {
                    let excluded = config
                        .exclude
                        .as_ref()
                        .is_some_and(|exclude| exclude.matches(&target.path, false));
                    if target.by_hand || !excluded {
                        let job = Job {
                            shown,
                            path: Some(target.path),
                            start: target.start,
                            config,
                        };
                        jobs.push(Ok(job));
                    }
                }
                Err(error) => {
                    self.emit_without_settings(&shown, &error)?;
                    if said.insert(error.file.clone()) {
                        self.say_config_error(error)?;
                    }
                }
            }
        }
        Ok(jobs)
    }
}

/// The threads that the command line asks for.
pub(super) fn pool(cli: &Cli) -> Result<rayon::ThreadPool> {
    let mut pool = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    if let Some(threads) = cli.jobs {
        pool = pool.num_threads(threads.get());
    }
    pool.build().context("cannot start threads; try a smaller --jobs")
}

fn work_on(job: &Prepared, plan: &Plan) -> FileReport {
    match job {
        Ok(job) => work::file(job, plan),
        Err((shown, problem)) => FileReport {
            path: shown.clone(),
            result: Err(problem.clone()),
        },
    }
}
