//! `--prove` between the pipeline and the report: one file at a time, since docker is parallel by itself.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Run;
use crate::cli::{Cli, Prove};
use crate::outcome::Status;
use crate::prove::{Options, Prover, Subject, table};
use crate::report::{FileReport, Handled};
use crate::work;

/// Seconds that a build may take unless `--prove-timeout` says otherwise.
const LIMIT: u64 = 600;

/// The prover that the command line asks for.
pub(super) fn prover(cli: &Cli) -> Result<Option<Prover>> {
    let Some(how) = cli.prove else {
        return Ok(None);
    };
    if !cli.diff && !cli.write {
        bail!("--prove builds what would be changed; give --diff or --write as well");
    }
    let options = Options {
        build_args: cli.build_arg.clone(),
        platform: cli.platform.clone(),
        others: cli.prove_arg.clone(),
        limit: Duration::from_secs(cli.prove_timeout.map_or(LIMIT, std::num::NonZeroU64::get)),
        start: how == Prove::Run,
    };
    options.check().map_err(anyhow::Error::msg)?;
    Ok(Some(Prover::new(options)))
}

impl Run<'_, '_> {
    /// Proves a file's new text, and writes what stood the proof.
    pub(super) fn prove_and_save(&mut self, report: &mut FileReport, path: &Path) -> io::Result<()> {
        self.prove(report, path)?;
        match &mut report.result {
            Ok(handled) if self.cli.write && handled.proof.is_some() => work::save(handled, path),
            _ => {}
        }
        Ok(())
    }

    /// Proves a new text, if there is one and proofs are asked for.
    pub(super) fn prove(&mut self, report: &mut FileReport, dockerfile: &Path) -> io::Result<()> {
        let (Some(prover), Ok(handled)) = (&mut self.prover, &mut report.result) else {
            return Ok(());
        };
        let Some(rewritten) = handled.change() else {
            return Ok(());
        };
        self.streams
            .say(&format!("{}: proving the rewrite with docker", report.path))?;
        let mut rules: Vec<_> = handled
            .outcome
            .findings
            .iter()
            .filter(|found| matches!(found.status, Status::Fixed { .. }))
            .map(|found| found.rule.code)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        let proof = prover.prove(&Subject {
            dockerfile,
            context: handled.context.as_deref(),
            original: &handled.outcome.original,
            rewritten,
            rules: &rules,
        });
        self.rows.push((report.path.to_string(), proof.row.clone()));
        handled.proof = Some(proof);
        Ok(())
    }

    /// Says what came of a file's proof.
    pub(super) fn say_proof(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        let Some(proof) = &handled.proof else {
            return Ok(());
        };
        for change in &proof.changes {
            self.streams.say(&format!("{}: image: {change}", file.path))?;
        }
        for note in &proof.notes {
            self.streams.say(&format!("{}: note: {note}", file.path))?;
        }
        Ok(())
    }

    /// Closes with what the proofs came to.
    pub(super) fn say_table(&mut self) -> io::Result<()> {
        let with_starts = self.cli.prove == Some(Prove::Run);
        for line in table::lines(&self.rows, with_starts) {
            self.streams.say(&line)?;
        }
        Ok(())
    }
}
