//! Standard input as the only file of a run.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use super::Run;
use crate::report::{FileReport, Handled};
use crate::run::work::{self, Job};
use crate::system::paths::{Shown, cleaned, in_real_directory};
use crate::system::read::{self, reason};

impl Run<'_> {
    /// Processes standard input. With `--write` the text goes to standard output, changed or not, even if it could not be
    /// processed, so that `lucid-fix --write - <a >b` never loses it.
    pub(super) fn stdin(&mut self) -> Result<()> {
        let mut bytes = Vec::new();
        let mut stdin = io::stdin().lock();
        stdin
            .by_ref()
            .take(read::LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| anyhow!("cannot read standard input: {}", reason(&error)))?;
        let named = self.cli.stdin_filename.as_ref();
        let named = named.map(|name| cleaned(&self.current.join(name)));
        // An editor may name a file that is not saved yet.
        let path = named.map(|path| in_real_directory(&path).unwrap_or(path));
        let shown = match &path {
            Some(path) => Shown::new(path, &self.current),
            None => Shown::verbatim("-"),
        };
        let directory = path.as_deref().and_then(Path::parent).unwrap_or(&self.current);

        let mut report = match self.configs.for_directory(directory, &self.current) {
            Ok(directory) => {
                let job = Job::new(shown, path.clone(), self.current.as_path(), &directory);
                let result = read::decode(bytes.clone()).and_then(|text| work::text(&job, text, &self.plan));
                job.report(result)
            }
            Err(error) => FileReport::without_settings(shown, &self.current, error),
        };
        // A text without a name is in its context, as far as the ignore file is concerned.
        let unnamed = self.plan.context.as_ref().map(|context| context.join("Dockerfile"));
        let dockerfile = path.or(unnamed).unwrap_or_else(|| PathBuf::from("Dockerfile"));
        self.announce_proof(&report)?;
        self.prove(&mut report, &dockerfile);
        if self.cli.write {
            let change = report.result.as_ref().ok().and_then(Handled::change);
            self.streams.out.write_all(change.map_or(&bytes[..], str::as_bytes))?;
            io::copy(&mut stdin, &mut self.streams.out)?;
        }
        Ok(self.emit(&mut report)?)
    }
}
