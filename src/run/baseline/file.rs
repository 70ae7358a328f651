//! Findings that a fleet starts from: listed in a file, they are passed over, so that only new ones make a run fail.
//!
//! An entry names a file, a rule and the text of an instruction, never a line: it holds while the rest of the file is edited. An
//! instruction that is itself edited counts as new.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};

use super::fingerprint::Fingerprints;
use crate::engine::outcome::Outcome;
use crate::report::OutputFile;
use crate::report::json::read_version;
use crate::report::totals::BaselineCount;
use crate::system::paths::directory_of;
use crate::system::read::reason;
use crate::transforms::RULES;

/// The version of the file.
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

/// What tells a finding from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct FindingKey {
    /// Relative to the baseline's folder, with `/`.
    file: String,
    rule: String,
    /// Of the instruction's text.
    fingerprint: String,
}

/// A baseline that is held against a run.
#[derive(Debug)]
pub(crate) struct Baseline {
    /// As the person named it.
    path: PathBuf,
    /// Its folder, absolute.
    folder: PathBuf,
    /// How many of each finding are not met yet.
    left: BTreeMap<FindingKey, usize>,
    /// The files that were looked at.
    seen: HashSet<String>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Why it cannot be read, and what to do.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let why = reason(&error);
            anyhow!("cannot read the baseline {name}: {why}; `lucid-fix --write-baseline {name}` makes one")
        })?;
        let content = read_version::<BaselineFile>(text.as_bytes(), VERSION).map_err(|why| {
            anyhow!(
                "{name} is not a baseline of this lucid-fix: {why}; restore it, or write it anew with --write-baseline"
            )
        })?;
        let mut left = BTreeMap::new();
        for entry in content.findings {
            *left.entry(entry.finding).or_default() += entry.count;
        }
        Ok(Self {
            path: path.to_path_buf(),
            folder: folder_of(path)?,
            left,
            seen: HashSet::new(),
        })
    }

    /// Takes out of an outcome what the baseline lists, and says how much that is. With `keep_fixed` a finding that a fix is there for stays:
    /// a baseline silences, it does not forbid to mend.
    pub(crate) fn settle(&mut self, path: &Path, outcome: &mut Outcome, keep_fixed: bool) -> BaselineCount {
        let file = relative(path, &self.folder);
        let mut known = BaselineCount::default();
        if !outcome.findings.is_empty() {
            let fingerprints = Fingerprints::new(&outcome.original);
            outcome.findings.retain(|found| {
                let finding = FindingKey {
                    file: file.clone(),
                    rule: found.rule.code.to_string(),
                    fingerprint: fingerprints.at(found.at),
                };
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
        // What a pass that failed its guard found is not known.
        if outcome.guard_failures.is_empty() {
            self.seen.insert(file);
        }
        known
    }

    /// What to tell the person of entries that no finding was met for: those of rules that are `chosen` in files that were looked at or are
    /// gone, and those of rules that do not exist.
    pub(crate) fn leftovers(&self, chosen: impl Fn(&str) -> bool) -> Vec<String> {
        let left = || {
            self.left
                .iter()
                .filter(|(_, left)| **left > 0)
                .map(|(finding, _)| finding)
        };
        let is_known = |finding: &&FindingKey| RULES.find(&finding.rule).is_some();
        let stale = left().filter(is_known).filter(|finding| {
            let looked_at = self.seen.contains(&finding.file) || !self.folder.join(&finding.file).exists();
            looked_at && chosen(&finding.rule)
        });
        let unknown = left().filter(|finding| !is_known(finding));
        let name = self.path.display();
        let say = |entries: Vec<&FindingKey>, what: &str| {
            let first = entries.first()?;
            let more = if entries.len() > 1 { ", …" } else { "" };
            let count = entries.len();
            let (entries, verb) = if count == 1 {
                ("entry", "is")
            } else {
                ("entries", "are")
            };
            Some(format!(
                "{name}: note: {count} {entries} {verb} {what} ({} {}{more}); --write-baseline writes it anew",
                first.file, first.rule
            ))
        };
        let stale = say(stale.collect(), "of nothing that is found today");
        let unknown = say(unknown.collect(), "of a rule that does not exist");
        stale.into_iter().chain(unknown).collect()
    }
}

/// A baseline in the making. It takes its place when the run is over.
#[derive(Debug)]
pub(crate) struct NewBaseline {
    file: OutputFile,
    folder: PathBuf,
    found: BTreeMap<FindingKey, usize>,
}

impl NewBaseline {
    /// Begins a baseline at `path`.
    ///
    /// # Errors
    /// Why no file can be there.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder_of(path)?,
            file: OutputFile::create("--write-baseline", path)?,
            found: BTreeMap::new(),
        })
    }

    /// Takes all findings of a file.
    pub(crate) fn take(&mut self, path: &Path, outcome: &mut Outcome) -> BaselineCount {
        let fingerprints = Fingerprints::new(&outcome.original);
        let passed_over = outcome.findings.len();
        for found in outcome.findings.drain(..) {
            let finding = FindingKey {
                file: relative(path, &self.folder),
                rule: found.rule.code.to_string(),
                fingerprint: fingerprints.at(found.at),
            };
            *self.found.entry(finding).or_default() += 1;
        }
        BaselineCount { passed_over, fixed: 0 }
    }

    /// Puts the baseline in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn commit(mut self) -> Result<()> {
        let entry = |(finding, count)| BaselineEntry { finding, count };
        let content = BaselineFile {
            version: VERSION,
            findings: self.found.into_iter().map(entry).collect(),
        };
        let mut text = serde_json::to_string_pretty(&content).context("cannot make the baseline")?;
        text.push('\n');
        self.file
            .write_all(text.as_bytes())
            .context("cannot write --write-baseline")?;
        self.file.commit()
    }
}

/// The folder of a baseline, absolute and without links.
fn folder_of(path: &Path) -> Result<PathBuf> {
    directory_of(path)
        .canonicalize()
        .with_context(|| format!("cannot open the folder of the baseline {}", path.display()))
}

/// An absolute path as seen from an absolute folder.
fn relative(path: &Path, folder: &Path) -> String {
    let shared = path
        .components()
        .zip(folder.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
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
        let relative = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(relative("/a/b/c/Dockerfile", "/a/b"), "c/Dockerfile");
        assert_eq!(relative("/a/x/Dockerfile", "/a/b/c"), "../../x/Dockerfile");
    }
}
