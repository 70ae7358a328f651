//! Findings that a fleet starts from: listed in a file, they are passed over, so that only new ones make a run fail.
//!
//! An entry names a file, a rule and the text of an instruction, never a line: it holds while the rest of the file is edited. An
//! instruction that is itself edited counts as new.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::dockerfile::document::Document;
use crate::engine::outcome::{Outcome, Status};
use crate::report::OutputFile;
use crate::report::totals::Known;
use crate::system::read::reason;
use crate::transforms::RULES;

/// The version of the file.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    finding: Finding,
    count: usize,
}

/// What tells a finding from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Finding {
    /// Relative to the baseline's folder, with `/`.
    file: String,
    rule: String,
    /// Of the instruction's text.
    fingerprint: String,
}

/// A baseline that is held against a run.
#[derive(Debug)]
pub struct Baseline {
    /// As the person named it.
    path: PathBuf,
    /// Its folder, absolute.
    folder: PathBuf,
    /// How many of each finding are not met yet.
    left: BTreeMap<Finding, usize>,
    /// The files that were looked at.
    seen: HashSet<String>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Why it cannot be read, and what to do.
    pub fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let why = reason(&error);
            anyhow!("cannot read the baseline {name}: {why}; `lucid-fix --write-baseline {name}` makes one")
        })?;
        let content = parse(&text).map_err(|why| {
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
    pub fn settle(&mut self, path: &Path, outcome: &mut Outcome, keep_fixed: bool) -> Known {
        let file = relative(path, &self.folder);
        let mut known = Known::default();
        if !outcome.findings.is_empty() {
            let fingerprints = Fingerprints::new(&outcome.original);
            outcome.findings.retain(|found| {
                let finding = Finding {
                    file: file.clone(),
                    rule: found.rule.code.to_string(),
                    fingerprint: fingerprints.at(found.at),
                };
                let Some(left) = self.left.get_mut(&finding).filter(|left| **left > 0) else {
                    return true;
                };
                *left -= 1;
                let stays = keep_fixed && matches!(found.status, Status::Fixed { .. });
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
    pub fn leftovers(&self, chosen: impl Fn(&str) -> bool) -> Vec<String> {
        let left = || {
            self.left
                .iter()
                .filter(|(_, left)| **left > 0)
                .map(|(finding, _)| finding)
        };
        let is_known = |finding: &&Finding| RULES.find(&finding.rule).is_some();
        let stale = left().filter(is_known).filter(|finding| {
            let looked_at = self.seen.contains(&finding.file) || !self.folder.join(&finding.file).exists();
            looked_at && chosen(&finding.rule)
        });
        let unknown = left().filter(|finding| !is_known(finding));
        let name = self.path.display();
        let say = |entries: Vec<&Finding>, what: &str| {
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

fn parse(text: &str) -> Result<Content> {
    #[derive(Deserialize)]
    struct Head {
        version: u32,
    }
    // Another version's findings need not look like ours.
    let Head { version } = serde_json::from_str(text)?;
    if version != VERSION {
        bail!("its version is {version}, not {VERSION}");
    }
    Ok(serde_json::from_str(text)?)
}

/// A baseline in the making. It takes its place when the run is over.
#[derive(Debug)]
pub struct NewBaseline {
    file: OutputFile,
    folder: PathBuf,
    found: BTreeMap<Finding, usize>,
}

impl NewBaseline {
    /// Begins a baseline at `path`.
    ///
    /// # Errors
    /// Why no file can be there.
    pub fn create(path: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder_of(path)?,
            file: OutputFile::create("--write-baseline", path)?,
            found: BTreeMap::new(),
        })
    }

    /// Takes all findings of a file.
    pub fn take(&mut self, path: &Path, outcome: &mut Outcome) -> Known {
        let fingerprints = Fingerprints::new(&outcome.original);
        let passed_over = outcome.findings.len();
        for found in outcome.findings.drain(..) {
            let finding = Finding {
                file: relative(path, &self.folder),
                rule: found.rule.code.to_string(),
                fingerprint: fingerprints.at(found.at),
            };
            *self.found.entry(finding).or_default() += 1;
        }
        Known { passed_over, fixed: 0 }
    }

    /// Puts the baseline in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit(mut self) -> Result<()> {
        let entry = |(finding, count)| Entry { finding, count };
        let content = Content {
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
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    folder
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

/// The instructions of a text, to tell them by.
struct Fingerprints<'a> {
    text: &'a str,
    document: Option<Document>,
}

impl<'a> Fingerprints<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            // The text was cut before; one that cannot be cut has no findings.
            document: Document::cut(text.to_string()).ok(),
        }
    }

    /// Of the instruction at a byte, else of the line there. Blanks and line ends do not count, nor does an image's digest, which changes with
    /// every update.
    fn at(&self, at: usize) -> String {
        let instructions = self.document.iter().flat_map(|document| document.instructions());
        let mut ranges = instructions.map(|instruction| instruction.range());
        let text = match ranges.find(|range| range.contains(&at)) {
            Some(range) => &self.text[range],
            None => self.text[at..].lines().next().unwrap_or_default(),
        };
        // FNV-1a: the same on every machine and in every version.
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for word in text.split_whitespace().map(without_digest) {
            for byte in word.bytes().chain([b' ']) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
        format!("{hash:016x}")
    }
}

fn without_digest(word: &str) -> &str {
    word.split_once("@sha256:").map_or(word, |(image, _)| image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_of_the_instruction_wherever_it_stands() {
        let text = "FROM a\nRUN x \\\n  y\n# why\nCMD z\n";
        let first = Fingerprints::new(text).at(text.find("  y").unwrap());
        let moved = "# new\r\nFROM b\r\n\r\nRUN x \\\r\n    y\r\n";
        assert_eq!(Fingerprints::new(moved).at(moved.find("RUN").unwrap()), first);
        assert_ne!(Fingerprints::new(text).at(text.find("CMD").unwrap()), first);
        assert_ne!(
            Fingerprints::new(text).at(text.find("# why").unwrap()),
            Fingerprints::new(text).at(text.find("CMD").unwrap())
        );
        assert_eq!(Fingerprints::new("").at(0), Fingerprints::new(" ").at(1));
        let updated = |digest: &str| Fingerprints::new(&format!("FROM a:1@sha256:{digest} AS b")).at(0);
        assert_eq!(updated("00ff"), updated("ff00"));
        assert_ne!(updated("00ff"), Fingerprints::new("FROM a:2@sha256:00ff AS b").at(0));
    }

    #[test]
    fn files_are_named_from_the_baseline_on() {
        let relative = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(relative("/a/b/c/Dockerfile", "/a/b"), "c/Dockerfile");
        assert_eq!(relative("/a/x/Dockerfile", "/a/b/c"), "../../x/Dockerfile");
    }
}
