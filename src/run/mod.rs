//! Files × engine → one report: where the other layers meet.

mod baseline;
mod catalogue;
pub(crate) mod cli;
mod command;
mod files;
mod files_from;
mod interrupted;
pub(crate) mod jsonl;
mod meant;
mod merge;
mod progress;
mod proof;
mod settings;
mod stdin;
mod work;

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use baseline::{Baseline, NewBaseline};

use crate::config::Configs;
use crate::problem::Problem;
use crate::prove::{Prover, table};
use crate::report::format::{OutputFormat, Records};
use crate::report::record::{self, Detail};
use crate::report::text::TextReport;
use crate::report::totals::Totals;
use crate::report::{FileReport, OutputFile, Streams};
use crate::run::cli::{Cli, CliCommand, Output};
use crate::run::work::Plan;
use crate::system::exclude::Exclude;
use crate::system::interrupt;
use crate::system::paths::Shown;
use crate::system::read::reason;
use crate::text::visible;

/// Deeply nested instructions need more stack than the usual 2 MiB of a thread.
const STACK: usize = 16 << 20;

/// Does what the command line asks for, and returns the exit code.
///
/// # Errors
/// Why the run as a whole is not possible.
pub fn run(cli: &Cli) -> Result<u8> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || run_here(cli));
        let done = thread
            .context("cannot start a thread; try again when the machine is less busy")?
            .join();
        let done = done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        done.map_err(|error| anyhow::Error::msg(visible(&format!("{error:#}")).into_owned()))
    })
}

fn run_here(cli: &Cli) -> Result<u8> {
    interrupt::watch();
    let mut streams = Streams::standard();
    let output = match &cli.command {
        Some(CliCommand::MergeReports(merge)) => &merge.output,
        _ => &cli.output,
    };
    streams.file = output
        .file
        .as_deref()
        .map(|path| OutputFile::create("--output-file", path))
        .transpose()?;
    streams.colour &= streams.file.is_none();
    streams.is_terminal &= streams.file.is_none();
    streams.quiet = cli.quiet;
    let result = match &cli.command {
        Some(command) => command::run(command, &mut streams),
        None if cli.jsonl => jsonl::run(cli, &mut streams),
        None => work(cli, &mut streams),
    };
    let file = streams.file.take();
    let result = result.and_then(|code| match file {
        // An incomplete report is not written.
        Some(file) if code == 0 || code != interrupt::exit_code() => file.commit().map(|()| code),
        _ => Ok(code),
    });
    match result.and_then(|code| streams.out.flush().map(|()| code).map_err(anyhow::Error::from)) {
        // The reader of the output has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(0),
        // All other I/O errors have a context, which says what they are about.
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
    meant::check(&cli.paths)?;
    let current = current_directory()?;
    let mut run = Run {
        cli,
        plan: Plan {
            context: cli.context.as_deref().map(context_directory).transpose()?,
            exclude: vec![Exclude::new(&current, &cli.choice.exclude).map_err(anyhow::Error::msg)?],
            force_exclude: cli.choice.force_exclude,
            definitions: Default::default(),
            // With a proof, that comes before.
            write: cli.write && cli.proof.prove.is_none(),
        },
        prover: proof::prover(cli)?,
        rows: Vec::new(),
        said: HashSet::new(),
        configs: settings::configs(&cli.choice, cli.output.format.shows_requirements(), &current)?,
        baseline: cli.baseline.as_deref().map(Baseline::read).transpose()?,
        new_baseline: cli.write_baseline.as_deref().map(NewBaseline::create).transpose()?,
        streams,
        interrupted: None,
        text: match cli.output.format {
            OutputFormat::Text if cli.diff => Some(TextReport::Diff),
            OutputFormat::Text if cli.write => Some(TextReport::Write),
            OutputFormat::Text => Some(TextReport::Check),
            _ => None,
        },
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

/// Refuses options that would send two outputs to one place.
fn check_output(cli: &Cli) -> Result<()> {
    let Output { format, file } = &cli.output;
    let reads_stdin = cli.paths.iter().any(|path| path == Path::new("-"));
    match (format, file) {
        (OutputFormat::Text, Some(_)) if cli.write => {
            bail!("--write reports on standard error; for a file choose another --output-format")
        }
        (OutputFormat::Text, _) => Ok(()),
        _ if cli.diff => bail!("--diff is a format of its own; leave out --diff or --output-format"),
        (_, None) if cli.write && reads_stdin => {
            bail!("with `--write -` the new text goes to standard output; name an --output-file for the report")
        }
        _ => Ok(()),
    }
}

/// The current directory, without links.
fn current_directory() -> Result<PathBuf> {
    let current = std::env::current_dir().and_then(|directory| directory.canonicalize());
    current.context("cannot find the current directory")
}

fn context_directory(directory: &Path) -> Result<PathBuf> {
    match directory.canonicalize() {
        Ok(path) if path.is_dir() => Ok(path),
        Ok(_) => bail!("the build context {} is not a directory", directory.display()),
        Err(error) => bail!(
            "cannot open the build context {}: {}",
            directory.display(),
            reason(&error)
        ),
    }
}

fn exit_code(cli: &Cli, totals: &Totals) -> u8 {
    let nonconforming = match (cli.write, cli.exit_non_zero_on_remaining) {
        (true, false) => false,
        (true, true) => totals.findings.left() > 0,
        (false, _) => totals.has_findings(),
    };
    if totals.failed > 0 {
        2
    } else {
        u8::from(nonconforming && !cli.exit_zero)
    }
}

/// The state of a run.
struct Run<'a, 'b> {
    cli: &'a Cli,
    plan: Plan,
    configs: Configs,
    streams: &'a mut Streams<'b>,
    /// The findings to ignore.
    baseline: Option<Baseline>,
    /// Where the current findings go.
    new_baseline: Option<NewBaseline>,
    /// With `--prove`.
    prover: Option<Prover>,
    /// The results of the proofs, for the closing table.
    rows: Vec<(String, table::Row)>,
    /// The settings files of which an error was said.
    said: HashSet<PathBuf>,
    /// The current directory, without links.
    current: PathBuf,
    /// How far the run came before Ctrl-C ended it.
    interrupted: Option<String>,
    /// Set for a report as text.
    text: Option<TextReport>,
    /// Any other report, and the totals.
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
            Err(problem) => return self.say_failure(file, problem),
        };
        if let Some(context) = handled.context.as_ref().filter(|context| context.trouble().is_some()) {
            let note = context.provenance.said_unknown();
            self.streams.say(&format!("{}: note: {note}", file.path))?;
        }
        self.say_proof(file, handled)?;
        for problem in handled.problems() {
            self.streams.problem(&file.path, &problem)?;
        }
        Ok(())
    }

    /// Says why a file could not be processed; an error in a settings file once, not for every file that it applies to.
    fn say_failure(&mut self, file: &FileReport, problem: &Problem) -> io::Result<()> {
        match &file.settings_error {
            None => self.streams.problem(&file.path, problem),
            Some(error) if self.said.insert(error.file.clone()) => {
                let settings = Shown::new(&error.file, &self.current);
                self.streams.problem(&settings, &error.problem)
            }
            Some(_) => Ok(()),
        }
    }

    /// Counts a file, and adds it to the report.
    fn record(&mut self, file: &FileReport) -> io::Result<()> {
        let Some(text) = self.text else {
            let record = record::file(file, &self.current, Detail::Full);
            return self.records.file(self.streams.report(), record);
        };
        let record = record::file(file, &self.current, Detail::Places);
        text.file(self.streams, file, &record)?;
        self.records.totals.add(&record);
        Ok(())
    }

    /// Ends the report.
    fn finish(mut self) -> io::Result<()> {
        self.records.finish(self.streams.report())?;
        self.close()
    }

    /// Writes the closing lines: at the end of a text report, else to standard error.
    fn close(&mut self) -> io::Result<()> {
        let totals = &self.records.totals;
        match self.text {
            Some(text) => text.finish(self.streams, totals),
            None => self.streams.say_closing(totals, self.cli.write.then_some("rewritten")),
        }
    }
}
