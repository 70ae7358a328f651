//! Baselines between the pipeline and the report.

use anyhow::Result;

use super::Run;
use crate::report::FileReport;
use crate::report::totals::Known;

impl Run<'_, '_> {
    /// Takes out of a file's report what the baseline lists; how much that is.
    pub(super) fn settle(&mut self, file: &mut FileReport) -> Known {
        let path = || self.current.join(file.path.as_path());
        let keep_fixed = self.cli.diff || self.cli.write;
        match (&mut file.result, &mut self.baseline, &mut self.new_baseline) {
            (Ok(handled), Some(baseline), _) => baseline.settle(&path(), &mut handled.outcome, keep_fixed),
            (Ok(handled), None, Some(new)) => new.take(&path(), &mut handled.outcome),
            _ => Known::default(),
        }
    }

    /// Says which entries of the baseline are of no use any more, and puts a new one in its place.
    pub(super) fn finish_baseline(&mut self) -> Result<()> {
        let overrides = self.cli.choice.overrides(false);
        let is_chosen = |code: &str| {
            overrides.select.as_ref().is_none_or(|codes| codes.contains(&code)) && !overrides.ignore.contains(&code)
        };
        let leftovers = self.baseline.iter().flat_map(|baseline| baseline.leftovers(is_chosen));
        for line in leftovers.filter(|_| !self.cli.quiet) {
            self.streams.say(&line)?;
        }
        self.new_baseline.take().map_or(Ok(()), |new| new.commit())
    }
}
