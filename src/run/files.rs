//! The files of a run: processed in parallel, but reported in the order of their paths.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};

use super::{Run, STACK};
use crate::config::Configs;
use crate::discover::{Entry, FoundFile, discover};
use crate::problem::Problem;
use crate::report::FileReport;
use crate::run::cli::Cli;
use crate::run::progress::Progress;
use crate::run::work::{self, Job, Plan};
use crate::system::exclude::Exclude;
use crate::system::paths::repository;
use crate::system::{interrupt, panics};
use crate::text::plural;

/// Files per thread that are processed before they are reported, so that memory use does not grow with the number of files.
const BATCH: usize = 64;

/// Bytes of texts after which a batch takes no more files, so that it does not grow with their size.
const MOST_HELD: usize = 64 << 20;

/// The result for an entry; `None` if its settings exclude it.
type Done = Option<Box<FileReport>>;

impl Run<'_> {
    /// Processes the files that `paths` name.
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
        progress.pause(|| self.say_empty(paths, &entries))?;
        progress.begin(entries.len());
        let mut handled = 0;
        // Proofs take minutes, so each file is reported as soon as it has its own.
        let batch = if self.prover.is_some() { 1 } else { BATCH * threads };
        while handled < entries.len() && !interrupt::is_requested() {
            let rest = &entries[handled..entries.len().min(handled + batch)];
            let (configs, plan, current) = (&self.configs, &self.plan, &self.current);
            let done = first_of(rest, &pool, |entry| contained(entry, configs, plan, current));
            let done = self.prove_all(done, rest, &progress)?;
            handled += done.len();
            progress.pause(|| self.hand_over(done))?;
            interrupt::note_handled(handled);
            progress.reach(handled, self.records.totals.findings.findings);
        }
        if handled < entries.len() {
            self.interrupted = Some(format!("{handled} of {} handled", plural(entries.len(), "file")));
        }
        Ok(())
    }

    /// Proves the new texts and writes those that pass, if proofs are asked for. Returns the results of the entries that were handled.
    fn prove_all(&mut self, done: Vec<Done>, entries: &[Entry], progress: &Progress) -> Result<Vec<Done>> {
        let mut handled = Vec::new();
        for (mut done, entry) in done.into_iter().zip(entries) {
            if self.prover.is_some()
                && let (Some(report), Ok(file)) = (&mut done, entry)
            {
                progress.pause(|| self.announce_proof(report))?;
                self.prove(report, &file.path);
                // An interrupted proof proves nothing.
                if interrupt::is_requested() {
                    progress.pause(|| self.say_notes(report))?;
                    continue;
                }
                self.save_proved(report, file);
            }
            handled.push(done);
        }
        Ok(handled)
    }

    /// Reports the results.
    fn hand_over(&mut self, done: Vec<Done>) -> Result<()> {
        let mut done: Vec<_> = done.into_iter().flatten().collect();
        let mut reported = done.iter_mut().try_for_each(|report| self.report(report));
        // A finding is visible before the progress bar counts it.
        reported = reported.and_then(|()| self.streams.report().flush());
        if reported.is_err() {
            // What was written is said, even if nothing else can be: how much of the report came through is not known.
            for report in done.iter().filter(|report| report.is_written()) {
                let _ = writeln!(io::stderr(), "{}: rewritten", report.path);
            }
        }
        Ok(reported?)
    }

    fn report(&mut self, report: &mut FileReport) -> io::Result<()> {
        panics::contain(|| self.emit(report)).unwrap_or_else(|panic| {
            report.result = Err(match report.is_written() {
                true => Problem::new(format!(
                    "rewritten, but an internal error came after; please report it: {panic}"
                )),
                false => Problem::internal(&panic),
            });
            self.emit(report)
        })
    }
}

/// The results of the first entries, in order: of all, unless the end is requested or their texts are large.
fn first_of(entries: &[Entry], pool: &rayon::ThreadPool, work: impl Fn(&Entry) -> Done + Sync) -> Vec<Done> {
    let (next, held) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Each thread takes the next entry, so that those that are done are the first.
    let share = || {
        let mut share = Vec::new();
        while held.load(Ordering::Relaxed) < MOST_HELD && !interrupt::is_requested() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(entry) = entries.get(at) else { break };
            let done = work(entry);
            let outcome = done
                .as_ref()
                .and_then(|report| Some(&report.result.as_ref().ok()?.outcome));
            let size = outcome.map_or(0, |outcome| outcome.original.len() + outcome.text.len());
            held.fetch_add(size, Ordering::Relaxed);
            share.push((at, done));
        }
        share
    };
    let mut done: Vec<_> = pool.broadcast(|_| share()).into_iter().flatten().collect();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}

/// The result for an entry; a panic is one, too.
fn contained(entry: &Entry, configs: &Configs, plan: &Plan, current: &Path) -> Done {
    let work = || match entry {
        Ok(file) => work_on(file, configs, plan, current),
        Err((shown, problem)) => Some(FileReport::failed(shown.clone(), current, problem.clone())),
    };
    let report = panics::contain(work).unwrap_or_else(|panic| {
        let shown = match entry {
            Ok(file) => file.shown(current),
            Err((shown, _)) => shown.clone(),
        };
        Some(FileReport::failed(shown, current, Problem::internal(&panic)))
    });
    report.map(Box::new)
}

fn work_on(file: &FoundFile, configs: &Configs, plan: &Plan, current: &Path) -> Option<FileReport> {
    let shown = file.shown(current);
    let directory = file.path.parent().unwrap_or(&file.path);
    let directory = match configs.for_directory(directory, &file.start) {
        Ok(directory) => directory,
        Err(error) => return Some(FileReport::without_settings(shown, current, error)),
    };
    let mut job = Job::new(shown, Some(file.path.clone()), Arc::clone(&file.start), &directory);
    job.leads_out = file.leads_out;
    let is_excluded = |exclude: &Exclude| exclude.matches(&file.path, false);
    let by_settings = job.config.exclude().is_some_and(is_excluded);
    let is_enforced = plan.force_exclude && (by_settings || plan.exclude.iter().any(is_excluded));
    if is_enforced || by_settings && !file.by_hand {
        return None;
    }
    let mut report = work::file(&job, plan);
    if file.real() != file.path {
        // It is shown as the link's target, which may be in another repository.
        report.repository = repository(file.real());
    }
    Some(report)
}

/// The threads that the command line asks for.
pub(super) fn pool(cli: &Cli) -> Result<rayon::ThreadPool> {
    let mut pool = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    if let Some(threads) = cli.jobs {
        let cores = std::thread::available_parallelism();
        pool = pool.num_threads(cores.map_or(threads, |cores| cores.min(threads)).get());
    }
    // This thread works too: to hand each batch to others and wait for them costs more than most files do.
    pool.use_current_thread()
        .build()
        .context("cannot start threads; try a smaller --jobs")
}
