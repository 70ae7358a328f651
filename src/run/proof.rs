//! `--prove`: one file at a time, since Docker builds in parallel itself.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use anyhow::{Result, bail};

use super::Run;
use crate::context::{BuildInputs, Provenance};
use crate::discover::FoundFile;
use crate::prove::{Prove, Prover, Subject, table};
use crate::report::{FileReport, Handled};
use crate::run::cli::Cli;
use crate::run::work;

/// The prover that the command line asks for.
pub(super) fn prover(cli: &Cli) -> Result<Option<Prover>> {
    if cli.proof.prove.is_none() {
        return Ok(None);
    }
    if !cli.diff && !cli.write {
        bail!("--prove builds what would be changed; give --diff or --write as well");
    }
    cli.proof.check().map_err(anyhow::Error::msg)?;
    Ok(Some(Prover::new(cli.proof.clone())))
}

/// The build context of a file and what else its build has, or why it cannot be built.
fn build_of(handled: &Handled) -> Result<(&Path, &BuildInputs), String> {
    let located = handled.context.as_ref();
    match located.map(|located| (located.directory.as_deref(), &located.inputs)) {
        Some((_, BuildInputs { fault: Some(fault), .. })) => Err(fault.clone()),
        Some((Some(directory), inputs)) => Ok((directory, inputs)),
        _ => {
            let unknown = located.map_or(Provenance::Unknown(None), |located| located.provenance.clone());
            let advice = "name it with --context, or as `context` in lucid-fix.toml";
            Err(format!("{}; {advice}", unknown.said_unknown()))
        }
    }
}

impl Run<'_> {
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
        let fixed = handled.outcome.findings.iter().filter(|found| found.is_fixed());
        let rules: BTreeSet<&str> = fixed.map(|found| found.rule.code).collect();
        let proof = prover.prove(&Subject {
            dockerfile,
            build: build_of(handled),
            original: &handled.outcome.original,
            rewritten,
            rules: &Vec::from_iter(rules),
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

    pub(super) fn say_table(&mut self) -> io::Result<()> {
        let with_starts = self.cli.proof.prove == Some(Prove::Run);
        for line in table::lines(&self.rows, with_starts) {
            self.streams.say(&line)?;
        }
        Ok(())
    }
}
