//! Files × engine → one report: where the other layers meet.

mod baseline;
pub(crate) mod cli;
mod command;
mod emit;
mod files;
mod files_from;
pub(crate) mod jsonl;
mod lsp;
mod meant;
mod merge;
mod nothing;
mod progress;
mod proof;
mod settings;
mod since;
mod stdin;
mod work;

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, bail};

use baseline::{Baseline, NewBaseline};

use crate::config::Configs;
use crate::prove::{Prover, table};
use crate::report::format::{OutputFormat, Records};
use crate::report::text::{TextMode, TextReport};
use crate::report::totals::Totals;
use crate::report::{OutputFile, Streams, for_standard_error};
use crate::run::cli::{Cli, CliCommand, Output};
use crate::run::work::Plan;
use crate::system::exclude::Exclude;
use crate::system::interrupt;
use crate::system::read::reason;

/// Deeply nested instructions need more stack than the usual 2 MiB of a thread.
const STACK: usize = 16 << 20;

/// Does what the command line asks for, and returns the exit code. Why the run as a whole is not possible is said on standard error.
pub fn run(cli: &Cli) -> u8 {
    let done = thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || run_here(cli));
        let done = thread
            .context("cannot start a thread; try again when the machine is less busy")?
            .join();
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    done.unwrap_or_else(|error| {
        let _ = writeln!(
            io::stderr(),
            "{}",
            for_standard_error(&format!("lucid-fix: error: {error:#}"))
        );
        2
    })
}

fn run_here(cli: &Cli) -> Result<u8> {
    interrupt::watch();
    if let Some(CliCommand::Lsp { choice }) = &cli.command {
        // Before standard output is locked: the server writes there itself.
        return lsp::run(choice);
    }
    cli.choose_colour();
    let output = match &cli.command {
        Some(CliCommand::MergeReports(merge)) => &merge.output,
        _ => &cli.output,
    };
    if output.summary && !matches!(output.format, OutputFormat::Markdown | OutputFormat::Html) {
        bail!("--summary is the short form of a report for people; add --output-format markdown or html");
    }
    let file = output.file.as_deref();
    let file = file.map(|path| OutputFile::create("--output-file", path)).transpose()?;
    let mut streams = Streams::new(file, cli.quiet);
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
        // The reader of the output has seen enough; files that were to be written are left.
        Err(error) if is_broken_pipe(&error) && !cli.write => Ok(0),
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

fn work(cli: &Cli, streams: &mut Streams) -> Result<u8> {
    check_output(cli)?;
    meant::check(&cli.paths)?;
    let current = current_directory()?;
    let mut run = Run {
        cli,
        plan: Plan {
            context: cli.context.as_deref().map(context_directory).transpose()?,
            exclude: vec![Exclude::new(&current, &cli.choice.exclude).map_err(anyhow::Error::msg)?],
            force_exclude: cli.choice.force_exclude || cli.since.is_some(),
            definitions: Default::default(),
            // With a proof, that comes before.
            write: cli.write && cli.proof.prove.is_none(),
        },
        prover: proof::prover(cli)?,
        rows: Vec::new(),
        said: HashSet::new(),
        configs: settings::configs(&cli.choice, cli.output.format.observes(), &current)?,
        baseline: cli.baseline.as_deref().map(Baseline::read).transpose()?,
        new_baseline: cli.write_baseline.as_deref().map(NewBaseline::create).transpose()?,
        streams,
        interrupted: None,
        text: cli.output.format.is_text().then(|| TextReport {
            mode: match (cli.diff, cli.write) {
                (true, _) => TextMode::Diff,
                (_, true) => TextMode::Write,
                _ => TextMode::Check,
            },
            is_full: cli.output.format == OutputFormat::Full,
            statistics: cli.output.statistics,
            show_fixes: cli.show_fixes,
        }),
        records: Records::new(cli.output.format, cli.output.summary),
        current,
    };
    match (&cli.paths[..], &cli.stdin_filename) {
        ([path], _) if path == Path::new("-") => run.stdin()?,
        (paths, _) if paths.iter().any(|path| path == Path::new("-")) => {
            bail!("`-` reads standard input and cannot be combined with other paths")
        }
        (_, Some(_)) => bail!("--stdin-filename names what is read from standard input; give `-` as the path"),
        (paths, None) if let Some(revision) = &cli.since => run.files(&since::changed(revision, paths)?)?,
        ([], None) => match &cli.files_from {
            Some(list) => {
                let paths = run.there(list, files_from::read(list)?)?;
                run.files(&paths)?;
            }
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
    let Output {
        format,
        file,
        statistics,
        ..
    } = &cli.output;
    let reads_stdin = cli.paths.iter().any(|path| path == Path::new("-"));
    match (format.is_text(), file) {
        (false, _) if *statistics => bail!("--statistics counts in text; leave out --statistics or --output-format"),
        (true, Some(_)) if cli.write => {
            bail!("--write reports on standard error; for a file choose another --output-format")
        }
        (true, _) => Ok(()),
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

struct Run<'a> {
    cli: &'a Cli,
    plan: Plan,
    configs: Configs,
    streams: &'a mut Streams,
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
