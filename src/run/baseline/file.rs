//! The file of a baseline: it lists known findings, so that only new ones make a run fail.
//!
//! An entry names a file, a rule and the text of an instruction, but no line, so that it stays valid when the rest of the file is edited. An edited
//! instruction counts as new.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprints;
use crate::engine::outcome::{Found, Outcome};
use crate::report::OutputFile;
use crate::report::json::read_version;
use crate::report::totals::BaselineCount;
use crate::system::paths::directory_of;
use crate::system::read::reason;
use crate::transforms::RULES;

/// The version of the file format.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    version: u32,
    findings: Vec<BaselineEntry>,
}

#[derive(Serialize, Deserialize)]
struct BaselineEntry {
    #[serde(flatten)]
    finding: FindingKey,
    count: usize,
}

/// What identifies a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct FindingKey {
    /// Relative to the baseline's directory, with `/`.
    file: String,
    rule: String,
    /// The hash of the instruction's text.
    fingerprint: String,
}

impl FindingKey {
    fn new(file: &str, found: &Found, fingerprint: impl Fn(usize) -> String) -> Self {
        Self {
            file: file.to_string(),
            rule: found.rule.code.to_string(),
            fingerprint: fingerprint(found.at),
        }
    }
}

/// A baseline that was read.
#[derive(Debug)]
pub(crate) struct Baseline {
    /// As it was given.
    path: PathBuf,
    /// Its directory, absolute.
    directory: PathBuf,
    /// How many of each finding were not found yet.
    left: BTreeMap<FindingKey, usize>,
    /// The files that were checked.
    seen: HashSet<String>,
}

impl Baseline {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let why = reason(&error);
            anyhow!("cannot read the baseline {name}: {why}; `lucid-fix --write-baseline {name}` makes one")
        })?;
        let content = read_version::<BaselineFile>(text.as_bytes(), VERSION).map_err(|why| {
            anyhow!(
                "{name} is not a baseline of this lucid-fix: {why}; restore it, or create it again with --write-baseline"
            )
        })?;
        let mut left = BTreeMap::new();
        for entry in content.findings {
            *left.entry(entry.finding).or_default() += entry.count;
        }
        Ok(Self {
            path: path.to_path_buf(),
            directory: real_directory(path)?,
            left,
            seen: HashSet::new(),
        })
    }

    /// Removes from an outcome the findings that the baseline lists, and counts them. With `keep_fixed`, those whose fix is applied stay: a
    /// baseline silences findings, it does not prevent fixes.
    pub(crate) fn settle(&mut self, path: &Path, outcome: &mut Outcome, keep_fixed: bool) -> BaselineCount {
        let file = relative(path, &self.directory);
        let mut known = BaselineCount::default();
        if !outcome.findings.is_empty() {
            let fingerprints = fingerprints(&outcome.original);
            outcome.findings.retain(|found| {
                let finding = FindingKey::new(&file, found, &fingerprints);
                let Some(left) = self.left.get_mut(&finding).filter(|left| **left > 0) else {
                    return true;
                };
                *left -= 1;
                let stays = keep_fixed && found.is_fixed();
                known.fixed += usize::from(stays);
                known.passed_over += usize::from(!stays);
                stays
            });
        }
        // The findings of a pass that failed its guard are not known.
        if outcome.guard_failures.is_empty() {
            self.seen.insert(file);
        }
        known
    }

    /// The messages about obsolete entries: those of `chosen` rules in files that were checked or no longer exist, and those of rules that do
    /// not exist.
    pub(crate) fn leftovers(&self, chosen: impl Fn(&str) -> bool) -> Vec<String> {
        let left = self
            .left
            .iter()
            .filter(|(_, left)| **left > 0)
            .map(|(finding, _)| finding);
        let (mut stale, unknown): (Vec<_>, Vec<_>) = left.partition(|finding| RULES.find(&finding.rule).is_some());
        stale.retain(|finding| {
            let is_looked_at = self.seen.contains(&finding.file) || !self.directory.join(&finding.file).exists();
            is_looked_at && chosen(&finding.rule)
        });
        let say = |(entries, one, many): (Vec<&FindingKey>, &str, &str)| {
            let first = entries.first()?;
            let (what, more) = if entries.len() == 1 { (one, "") } else { (many, ", …") };
            Some(format!(
                "{}: note: {} {what} ({} {}{more}); update the file with --write-baseline",
                self.path.display(),
                entries.len(),
                first.file,
                first.rule
            ))
        };
        let stale = (stale, "entry matches no finding", "entries match no finding");
        let unknown = (unknown, "entry names an unknown rule", "entries name unknown rules");
        [stale, unknown].into_iter().filter_map(say).collect()
    }
}

/// A baseline in the making. It is written at the end of the run.
#[derive(Debug)]
pub(crate) struct NewBaseline {
    file: OutputFile,
    directory: PathBuf,
    found: BTreeMap<FindingKey, usize>,
}

impl NewBaseline {
    /// Opens a baseline that will be written to `path`.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        Ok(Self {
            directory: real_directory(path)?,
            file: OutputFile::create("--write-baseline", path)?,
            found: BTreeMap::new(),
        })
    }

    /// Moves all findings of a file to the baseline, and counts them.
    pub(crate) fn take(&mut self, path: &Path, outcome: &mut Outcome) -> BaselineCount {
        let fingerprints = fingerprints(&outcome.original);
        let file = relative(path, &self.directory);
        let passed_over = outcome.findings.len();
        for found in outcome.findings.drain(..) {
            let finding = FindingKey::new(&file, &found, &fingerprints);
            *self.found.entry(finding).or_default() += 1;
        }
        BaselineCount { passed_over, fixed: 0 }
    }

    pub(crate) fn commit(mut self) -> Result<()> {
        let entry = |(finding, count)| BaselineEntry { finding, count };
        let content = BaselineFile {
            version: VERSION,
            findings: self.found.into_iter().map(entry).collect(),
        };
        let text = serde_json::to_string_pretty(&content).context("cannot make the baseline")?;
        writeln!(self.file.writer, "{text}").context("cannot write --write-baseline")?;
        self.file.commit()
    }
}

/// The directory of a baseline, absolute and without links.
fn real_directory(path: &Path) -> Result<PathBuf> {
    directory_of(path)
        .canonicalize()
        .with_context(|| format!("cannot open the directory of the baseline {}", path.display()))
}

/// An absolute path, relative to an absolute directory.
fn relative(path: &Path, directory: &Path) -> String {
    let shared = path
        .components()
        .zip(directory.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = directory.components().skip(shared).map(|_| Component::ParentDir);
    let parts = up.chain(path.components().skip(shared));
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_from_the_baseline_on() {
        let relative = |path: &str, directory: &str| relative(Path::new(path), Path::new(directory));
        assert_eq!(relative("/a/b/c/Dockerfile", "/a/b"), "c/Dockerfile");
        assert_eq!(relative("/a/x/Dockerfile", "/a/b/c"), "../../x/Dockerfile");
    }
}
