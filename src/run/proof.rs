//! `--prove`: one file at a time, since Docker builds in parallel itself.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Run;
use crate::context::Provenance;
use crate::discover::FoundFile;
use crate::prove::{ProveOptions, Prover, Subject, table};
use crate::report::{FileReport, Handled};
use crate::run::cli::{Cli, Prove};
use crate::run::work;

/// The default of `--prove-timeout`, in seconds.
const LIMIT: u64 = 600;

/// The prover that the command line asks for.
pub(super) fn prover(cli: &Cli) -> Result<Option<Prover>> {
    let Some(how) = cli.prove else {
        return Ok(None);
    };
    if !cli.diff && !cli.write {
        bail!("--prove builds what would be changed; give --diff or --write as well");
    }
    let options = ProveOptions {
        build_args: cli.build_arg.clone(),
        platform: cli.platform.clone(),
        others: cli.prove_arg.clone(),
        network: cli.prove_network.clone(),
        limit: Duration::from_secs(cli.prove_timeout.map_or(LIMIT, std::num::NonZeroU64::get)),
        start: how == Prove::Run,
    };
    options.check().map_err(anyhow::Error::msg)?;
    Ok(Some(Prover::new(options)))
}

impl Run<'_, '_> {
    /// Says that a proof begins, if there is one, since it takes long.
    pub(super) fn announce_proof(&mut self, report: &FileReport) -> io::Result<()> {
        match &report.result {
            Ok(handled) if self.prover.is_some() && handled.change().is_some() => self
                .streams
                .say(&format!("{}: proving the rewrite with docker", report.path)),
            _ => Ok(()),
        }
    }

    /// Writes a new text that passed its proof.
    pub(super) fn save_proved(&self, report: &mut FileReport, file: &FoundFile) {
        match &mut report.result {
            Ok(handled) if self.cli.write && handled.proof.is_some() => work::save(handled, &file.path, file.leads_out),
            _ => {}
        }
    }

    /// Proves the new text, if there is one and proofs are asked for.
    pub(super) fn prove(&mut self, report: &mut FileReport, dockerfile: &Path) {
        let (Some(prover), Ok(handled)) = (&mut self.prover, &mut report.result) else {
            return;
        };
        let Some(rewritten) = handled.change() else {
            return;
        };
        let mut rules: Vec<_> = handled
            .outcome
            .findings
            .iter()
            .filter(|found| found.is_fixed())
            .map(|found| found.rule.code)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        let context = handled.context.as_ref();
        let directory = context.and_then(|context| context.directory.as_deref());
        let unknown = || context.map_or(Provenance::Unknown(None), |context| context.provenance.clone());
        let proof = prover.prove(&Subject {
            dockerfile,
            context: directory.ok_or_else(|| unknown().said_unknown()),
            original: &handled.outcome.original,
            rewritten,
            rules: &rules,
        });
        handled.proof = Some(proof);
    }

    /// Reports the result of a file's proof.
    pub(super) fn say_proof(&mut self, file: &FileReport, handled: &Handled) -> io::Result<()> {
        let Some(proof) = &handled.proof else {
            return Ok(());
        };
        self.rows.push((file.path.to_string(), proof.row.clone()));
        for change in &proof.changes {
            self.streams.say(&format!("{}: image: {change}", file.path))?;
        }
        self.say_notes(file)
    }

    /// Reports the notes of a proof, even of an interrupted one: an image may be left behind.
    pub(super) fn say_notes(&mut self, file: &FileReport) -> io::Result<()> {
        let proof = file.result.iter().flat_map(|handled| &handled.proof);
        for note in proof.flat_map(|proof| &proof.notes) {
            self.streams.say(&format!("{}: note: {note}", file.path))?;
        }
        Ok(())
    }

    /// Prints the closing table.
    pub(super) fn say_table(&mut self) -> io::Result<()> {
        let with_starts = self.cli.prove == Some(Prove::Run);
        for line in table::lines(&self.rows, with_starts) {
            self.streams.say(&line)?;
        }
        Ok(())
    }
}
