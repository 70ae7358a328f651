//! Files × pipeline → one report. The only glue: what it joins knows nothing of the rest.

mod baseline;
mod catalogue;
pub mod cli;
mod files;
mod files_from;
mod interrupted;
mod jsonl;
mod known;
mod merge;
mod progress;
mod proof;
mod settings;
mod stdin;
mod work;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::config::{ConfigError, Configs};
use crate::problem::Problem;
use crate::prove::{Prover, table};
use crate::report::format::{OutputFormat, Records};
use crate::report::tally::FileTally;
use crate::report::totals::Totals;
use crate::report::{FileReport, OutputFile, Report, Streams, diff, record, text};
use crate::run::cli::{Cli, Command, Output};
use crate::run::known::{Baseline, NewBaseline};
use crate::run::work::Plan;
use crate::system::exclude::Exclude;
use crate::system::interrupt;
use crate::system::paths::Shown;
use crate::system::read::reason;

/// Deeply nested instructions take some stack: the 2 MiB that a thread usually has are soon used up.
const STACK: usize = 16 << 20;

/// Does what the command line asks for; the exit code.
///
/// # Errors
/// What keeps the run as a whole from happening.
pub fn run(cli: &Cli) -> Result<u8> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || run_here(cli));
        let done = thread
            .context("cannot start a thread; try again when the machine is less busy")?
            .join();
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn run_here(cli: &Cli) -> Result<u8> {
    interrupt::watch();
    let mut streams = Streams::standard();
    let output = match &cli.command {
        Some(Command::MergeReports(merge)) => &merge.output,
        _ => &cli.output,
    };
    streams.file = output
        .file
        .as_deref()
        .map(|path| OutputFile::create("--output-file", path))
        .transpose()?;
    streams.colour &= streams.file.is_none();
    streams.quiet = cli.quiet;
    let result = if let Some(Command::MergeReports(merge)) = &cli.command {
        merge::run(merge, &mut streams)
    } else if let Some(Command::Config(show)) = &cli.command {
        settings::show(show, &mut streams)
    } else if cli.jsonl {
        jsonl::run(cli, &mut streams)
    } else if let Some(rule) = cli.explain {
        catalogue::explain(rule, &mut streams).map_err(anyhow::Error::from)
    } else if cli.list {
        catalogue::list(&mut streams).map_err(anyhow::Error::from)
    } else {
        work(cli, &mut streams)
    };
    let file = streams.file.take();
    let result = result.and_then(|code| match file {
        // Half a report is none.
        Some(file) if code != interrupt::EXIT_CODE => file.commit().map(|()| code),
        _ => Ok(code),
    });
    match result.and_then(|code| streams.out.flush().map(|()| code).map_err(anyhow::Error::from)) {
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(0),
        // All other input and output has a context, which says what it was about.
        Err(error) if error.is::<io::Error>() && error.chain().len() == 1 => {
            Err(error.context("cannot write the output"))
        }
        other => other,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn work(cli: &Cli, streams: &mut Streams<'_>) -> Result<u8> {
    check_output(cli)?;
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current.context("cannot tell the current folder")?;
    let mut run = Run {
        cli,
        plan: Plan {
            context: cli.context.as_deref().map(context_folder).transpose()?,
            exclude: vec![Exclude::new(&current, &cli.choice.exclude).map_err(anyhow::Error::msg)?],
            definitions: Default::default(),
            // With a proof, that comes before.
            write: cli.write && cli.prove.is_none(),
        },
        prover: proof::prover(cli)?,
        rows: Vec::new(),
        configs: settings::configs(&cli.choice, cli.output.format.shows_requirements(), &current)?,
        baseline: cli.baseline.as_deref().map(Baseline::read).transpose()?,
        new_baseline: cli.write_baseline.as_deref().map(NewBaseline::create).transpose()?,
        streams,
        interrupted: None,
        records: Records::new(cli.output.format),
        current,
    };
    match (&cli.paths[..], &cli.stdin_filename) {
        ([path], _) if path == Path::new("-") => run.stdin()?,
        (paths, _) if paths.iter().any(|path| path == Path::new("-")) => {
            bail!("`-` reads standard input and cannot be combined with other paths")
        }
        (_, Some(_)) => bail!("--stdin-filename names what is read from standard input; give `-` as the path"),
        ([], None) => match &cli.files_from {
            Some(list) => run.files(&files_from::read(list)?)?,
            None => run.files(&[PathBuf::from(".")])?,
        },
        (paths, None) => run.files(paths)?,
    }
    run.say_table()?;
    if let Some(when) = run.interrupted.take() {
        return Ok(run.end_early(&when)?);
    }
    run.finish_baseline()?;
    let code = exit_code(cli, &run.records.totals);
    run.finish()?;
    Ok(code)
}

/// Refuses what would put two things in one place.
fn check_output(cli: &Cli) -> Result<()> {
    let Output { format, file } = &cli.output;
    let reads_stdin = cli.paths.iter().any(|path| path == Path::new("-"));
    match (format, file) {
        (OutputFormat::Text, Some(_)) if cli.write => {
            bail!("--write says what it does on standard error; for a file choose another --output-format")
        }
        (OutputFormat::Text, _) => Ok(()),
        _ if cli.diff => bail!("--diff is a format of its own; leave out --diff or --output-format"),
        (_, None) if cli.write && reads_stdin => {
            bail!("with `--write -` the new text goes to standard output; name an --output-file for the report")
        }
        _ => Ok(()),
    }
}

fn context_folder(folder: &Path) -> Result<PathBuf> {
    match folder.canonicalize() {
        Ok(path) if path.is_dir() => Ok(path),
        Ok(_) => bail!("the build context {} is not a folder", folder.display()),
        Err(error) => bail!("cannot open the build context {}: {}", folder.display(), reason(&error)),
    }
}

fn exit_code(cli: &Cli, totals: &Totals) -> u8 {
    let nonconforming = match (cli.write, cli.exit_non_zero_on_remaining) {
        (true, false) => false,
        (true, true) => totals.findings.left() > 0,
        (false, _) => totals.has_findings(),
    };
    if totals.failed > 0 { 2 } else { u8::from(nonconforming) }
}

/// What a run carries from file to file.
struct Run<'a, 'b> {
    cli: &'a Cli,
    plan: Plan,
    configs: Configs,
    streams: &'a mut Streams<'b>,
    /// The findings that are passed over.
    baseline: Option<Baseline>,
    /// Takes today's findings.
    new_baseline: Option<NewBaseline>,
    /// Present with `--prove`.
    prover: Option<Prover>,
    /// What the proofs came to, for the closing table.
    rows: Vec<(String, table::Row)>,
    /// The current folder, without links.
    current: PathBuf,
    /// How far the run had come when Ctrl-C ended it.
    interrupted: Option<String>,
    /// The report as far as it is made from records, and the totals.
    records: Records,
}

impl Run<'_, '_> {
    /// Counts and reports a file.
    fn emit(&mut self, file: &mut FileReport) -> io::Result<()> {
        let known = self.settle(file);
        self.records.totals.add_known(known);
        self.record(file)?;
        let handled = match &file.result {
            Ok(handled) => handled,
            Err(problem) => return self.streams.problem(&file.path, problem),
        };
        if self.records.is_text() {
            with_report(self.cli, self.streams, |report| report.file(file, handled))?;
        }
        self.say_proof(file, handled)?;
        for problem in handled.problems() {
            self.streams.problem(&file.path, &problem)?;
        }
        Ok(())
    }

    /// Counts a file, and puts it into a report that is made from records.
    fn record(&mut self, file: &FileReport) -> io::Result<()> {
        if self.records.is_text() {
            self.records.totals.add(FileTally::of_report(file, &self.current));
            return Ok(());
        }
        let record = record::file(file, &self.current);
        self.records.file(self.streams.report(), record)
    }

    /// Counts and records a file whose settings cannot be read.
    fn emit_without_settings(&mut self, path: &Shown, error: &ConfigError) -> io::Result<()> {
        let settings = Shown::new(&error.file, &self.current);
        let place = error
            .place
            .map(|(line, column)| format!(":{line}:{column}"))
            .unwrap_or_default();
        let problem = format!("its settings cannot be read: {settings}{place}: {}", error.message);
        self.record(&FileReport::failed(path.clone(), &self.current, Problem::new(problem)))
    }

    /// Says what is wrong with a settings file.
    fn say_config_error(&mut self, error: ConfigError) -> io::Result<()> {
        let problem = Problem {
            place: error.place,
            message: error.message,
        };
        self.streams.problem(&Shown::new(&error.file, &self.current), &problem)
    }

    /// Ends the report.
    fn finish(mut self) -> io::Result<()> {
        self.records.finish(self.streams.report())?;
        self.close()
    }

    /// Says what the run came to: at the end of a report that is text, beside any other.
    fn close(&mut self) -> io::Result<()> {
        let totals = &self.records.totals;
        if self.records.is_text() {
            return with_report(self.cli, self.streams, |report| report.finish(totals));
        }
        self.streams.say_closing(totals, self.cli.write.then_some("rewritten"))
    }
}

fn with_report<T>(cli: &Cli, streams: &mut Streams<'_>, act: impl FnOnce(&mut dyn Report) -> T) -> T {
    if cli.diff {
        act(&mut diff::Diff(streams))
    } else if cli.write {
        act(&mut text::Writing(streams))
    } else {
        act(&mut text::Check(streams))
    }
}
