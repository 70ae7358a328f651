//! Baselines: findings that a run ignores.

mod file;
mod fingerprint;

use anyhow::Result;
pub(super) use file::{Baseline, NewBaseline};

use super::Run;
use crate::report::FileReport;
use crate::report::totals::BaselineCount;

impl Run<'_> {
    /// Removes from a file's report the findings that the baseline lists, and counts them.
    pub(super) fn settle(&mut self, file: &mut FileReport) -> BaselineCount {
        let path = || self.current.join(file.path.as_path());
        let keep_fixed = self.cli.diff || self.cli.write;
        match (&mut file.result, &mut self.baseline, &mut self.new_baseline) {
            (Ok(handled), Some(baseline), _) => baseline.settle(&path(), &mut handled.outcome, keep_fixed),
            (Ok(handled), None, Some(new)) => new.take(&path(), &mut handled.outcome),
            _ => BaselineCount::default(),
        }
    }

    /// Reports the entries of the baseline that are obsolete, and writes a new baseline.
    pub(super) fn finish_baseline(&mut self) -> Result<()> {
        let chosen = |code: &str| self.cli.choice.allow(code);
        let leftovers = self.baseline.iter().flat_map(|baseline| baseline.leftovers(chosen));
        for line in leftovers.filter(|_| !self.cli.quiet) {
            self.streams.say(&line)?;
        }
        self.new_baseline.take().map_or(Ok(()), |new| new.commit())
    }
}
