//! Files × pipeline → one report. The only glue: what it joins knows nothing of the rest.

mod files;
mod proof;
mod stdin;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::cli::Cli;
use crate::config::{ConfigError, Configs, Overrides};
use crate::exclude::Exclude;
use crate::input::reason;
use crate::paths::Shown;
use crate::prove::{Prover, table};
use crate::report::{FileReport, Problem, Report, Streams, Summary, diff, text};
use crate::rules;
use crate::work::Plan;

/// Does what the command line asks for; the exit code.
///
/// # Errors
/// What keeps the run as a whole from happening.
pub fn run(cli: &Cli) -> Result<u8> {
    let mut streams = Streams::standard();
    let result = if let Some(rule) = cli.explain {
        write!(streams.out, "{}", rule.page)
            .map(|()| 0)
            .map_err(anyhow::Error::from)
    } else if cli.list {
        list(&mut streams).map_err(anyhow::Error::from)
    } else {
        work(cli, &mut streams)
    };
    match result.and_then(|code| streams.out.flush().map(|()| code).map_err(anyhow::Error::from)) {
        // Whoever read the output has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(0),
        // All other input and output says what it was about.
        Err(error) if error.is::<io::Error>() => Err(error.context("cannot write the output")),
        other => other,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn list(streams: &mut Streams<'_>) -> io::Result<u8> {
    let width = rules::all().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in rules::all() {
        let fixable = if rules::is_fixable(rule) {
            "fixable"
        } else {
            "report only"
        };
        writeln!(
            streams.out,
            "{} {:width$}  {fixable:11}  {}",
            rule.code, rule.name, rule.summary
        )?;
    }
    Ok(0)
}

fn work(cli: &Cli, streams: &mut Streams<'_>) -> Result<u8> {
    let current = std::env::current_dir().and_then(|folder| folder.canonicalize());
    let current = current.context("cannot tell the current folder")?;
    let mut run = Run {
        cli,
        plan: Plan {
            context: cli.context.as_deref().map(context_folder).transpose()?,
            exclude: vec![Exclude::new(&current, &cli.exclude).map_err(anyhow::Error::msg)?],
            // With a proof, that comes before.
            write: cli.write && cli.prove.is_none(),
        },
        prover: proof::prover(cli)?,
        rows: Vec::new(),
        configs: Configs::new(Overrides {
            select: cli
                .select
                .as_ref()
                .map(|rules| rules.iter().map(|rule| rule.code).collect()),
            ignore: cli.ignore.iter().map(|rule| rule.code).collect(),
            unsafe_fixes: cli.unsafe_fixes,
        }),
        streams,
        summary: Summary::default(),
        current,
    };
    match (
        cli.paths.iter().any(|path| path == Path::new("-")),
        &cli.paths[..],
        &cli.stdin_filename,
    ) {
        (true, [_], _) => run.stdin()?,
        (true, ..) => bail!("`-` reads standard input and cannot be combined with other paths"),
        (false, _, Some(_)) => bail!("--stdin-filename names what is read from standard input; give `-` as the path"),
        (false, [], None) => run.files(&[PathBuf::from(".")])?,
        (false, paths, None) => run.files(paths)?,
    }
    run.say_table()?;
    let Run { streams, summary, .. } = run;
    with_report(cli, streams, |report| report.finish(&summary))?;
    Ok(exit_code(cli, &summary))
}

fn context_folder(folder: &Path) -> Result<PathBuf> {
    match folder.canonicalize() {
        Ok(path) if path.is_dir() => Ok(path),
        Ok(_) => bail!("the build context {} is not a folder", folder.display()),
        Err(error) => bail!("cannot open the build context {}: {}", folder.display(), reason(&error)),
    }
}

fn exit_code(cli: &Cli, summary: &Summary) -> u8 {
    let nonconforming = match (cli.write, cli.exit_non_zero_on_remaining) {
        (true, false) => false,
        (true, true) => summary.has_remaining(),
        (false, _) => summary.has_findings(),
    };
    if summary.has_failures() {
        2
    } else {
        u8::from(nonconforming)
    }
}

/// What a run carries from file to file.
struct Run<'a, 'b> {
    cli: &'a Cli,
    plan: Plan,
    configs: Configs,
    streams: &'a mut Streams<'b>,
    summary: Summary,
    /// Present with `--prove`.
    prover: Option<Prover>,
    /// What the proofs came to, for the closing table.
    rows: Vec<(String, table::Row)>,
    /// The current folder, without links.
    current: PathBuf,
}

impl Run<'_, '_> {
    /// Counts and reports a file.
    fn emit(&mut self, file: &FileReport) -> io::Result<()> {
        self.summary.add(file);
        let handled = match &file.result {
            Ok(handled) => handled,
            Err(problem) => return self.streams.problem(&file.path, problem),
        };
        with_report(self.cli, self.streams, |report| report.file(file, handled))?;
        self.say_proof(file, handled)?;
        if let Some(Err(problem)) = &handled.written {
            self.streams.problem(&file.path, problem)?;
        }
        for failure in &handled.outcome.guard_failures {
            let what = format!("the result of {} is not sound ({})", failure.code, failure.problem);
            let message = format!("internal error, the file was left as it was; please report it: {what}");
            self.streams.problem(&file.path, &Problem::new(message))?;
        }
        Ok(())
    }

    /// Says what is wrong with a settings file.
    fn say_config_error(&mut self, error: ConfigError) -> io::Result<()> {
        let problem = Problem {
            place: error.place,
            message: error.message,
        };
        self.streams.problem(&Shown::new(&error.file, &self.current), &problem)
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
