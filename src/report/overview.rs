//! The report for people: the comparison of each file, and the fleet as a whole. A template for each language writes it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::comparison::Comparison;
use super::grouped;
use super::model::{FileRecord, RequirementRecord};
use super::totals::{RepositoryTotal, Totals};
use crate::engine::requirements::Met;
use crate::system::paths::Shown;

#[derive(Debug, Serialize)]
pub(super) struct Overview<'a> {
    version: &'static str,
    /// The day, in UTC.
    date: String,
    /// As a shell takes it.
    command: String,
    settings: BTreeSet<&'a str>,
    /// The commit, where all files are in one repository.
    revision: Option<&'a str>,
    /// Whether only the short form is wanted.
    is_summary: bool,
    /// So many rows the short form leaves out.
    left_out: usize,
    /// Whether it is about one file alone, whole.
    is_single: bool,
    written: bool,
    totals: &'a Totals,
    /// What keeps services from alignment, most first.
    obstacles: Vec<Obstacle<'a>>,
    repositories: Vec<RepositoryRow<'a>>,
    /// What has not moved to distroless yet; what can be moved comes first.
    unmoved: Vec<Unmoved<'a>>,
    files: Vec<Comparison<'a>>,
}

/// A requirement that services in scope do not meet after the fixes.
#[derive(Debug, Serialize)]
struct Obstacle<'a> {
    name: &'a str,
    rule: &'a str,
    /// Those that do not meet it.
    files: usize,
    /// Those that meet every other requirement.
    alone: usize,
}

#[derive(Debug, Serialize)]
struct RepositoryRow<'a> {
    name: &'a str,
    revision: Option<&'a str>,
    #[serde(flatten)]
    total: &'a RepositoryTotal,
}

/// A file that has not moved to distroless yet.
#[derive(Debug, Serialize)]
struct Unmoved<'a> {
    path: String,
    line: usize,
    /// Its last FROM.
    current: &'a str,
    is_by_hand: bool,
    /// What to do, or why it cannot be moved.
    what: String,
}

impl<'a> Overview<'a> {
    /// The report on these files. `totals` count them, and those that no report shows.
    pub(super) fn new(files: &'a [FileRecord], totals: &'a Totals, is_summary: bool) -> Self {
        let revisions: BTreeSet<_> = files.iter().map(|file| (&file.repository, &file.revision)).collect();
        let revision_of = |name: &str| {
            let mut own = files.iter().filter(|file| file.repository.as_deref() == Some(name));
            own.find_map(|file| file.revision.as_deref())
        };
        let repositories = totals.repositories.iter().map(|(name, total)| RepositoryRow {
            name,
            revision: revision_of(name),
            total,
        });
        let mut overview = Self {
            version: env!("CARGO_PKG_VERSION"),
            date: today(),
            command: command(),
            settings: files.iter().filter_map(|file| file.settings.as_deref()).collect(),
            revision: files
                .first()
                .filter(|_| revisions.len() == 1)
                .and_then(|file| file.revision.as_deref()),
            is_summary,
            left_out: 0,
            is_single: totals.files == 1 && files.len() == 1 && !is_summary,
            written: files.iter().any(|file| file.written),
            totals,
            obstacles: obstacles(files),
            repositories: repositories.collect(),
            unmoved: unmoved(files),
            files: files.iter().map(Comparison::new).collect(),
        };
        if is_summary {
            overview.shorten();
        }
        overview
    }

    /// Leaves out the files that meet every requirement, and then what is too much.
    fn shorten(&mut self) {
        self.files
            .retain(|file| file.in_scope && !file.after.is_some_and(|after| after.is_aligned));
        let files = cut(&mut self.files, |file| {
            file.path.len() + file.unmet().map(str::len).sum::<usize>()
        });
        let unmoved = cut(&mut self.unmoved, |row| {
            row.path.len() + row.current.len() + row.what.len()
        });
        self.left_out = files + unmoved + cut(&mut self.repositories, |row| row.name.len());
    }
}

/// The share of one table in the short form, in bytes of what its cells say: three of them, escaped, and all else are below 1 MiB.
const SHARE: usize = 160 << 10;

/// What the frame of a row takes, at the most.
const FRAME: usize = 100;

/// Cuts a table where its share is used up, and counts the rows that are left out.
fn cut<T>(rows: &mut Vec<T>, size: impl Fn(&T) -> usize) -> usize {
    let mut used = 0;
    let all = rows.len();
    rows.retain(|row| {
        used += size(row) + FRAME;
        used <= SHARE
    });
    all - rows.len()
}

/// The day of the report, or the one that `SOURCE_DATE_EPOCH` says.
fn today() -> String {
    let given = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|seconds| seconds.parse().ok());
    let given = given.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let now = given.unwrap_or_else(|| std::time::SystemTime::now().into());
    now.date_naive().to_string()
}

/// The command that makes the report.
fn command() -> String {
    let words = std::env::args_os()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned());
    let quoted = words.map(|word| shlex::try_quote(&word).map_or_else(|_| word.clone(), Into::into));
    std::iter::once("lucid-fix".to_string())
        .chain(quoted)
        .collect::<Vec<_>>()
        .join(" ")
}

fn obstacles<'a>(files: &'a [FileRecord]) -> Vec<Obstacle<'a>> {
    let missed = files.iter().filter(|file| file.in_scope).flat_map(|file| {
        let left = || file.requirements.iter().filter(|row| row.after == Met::No);
        let is_alone = left().count() == 1;
        left().map(move |row| (row, is_alone))
    });
    let by_requirement = grouped(missed, |(row, _)| &row.name);
    let obstacle = |(name, missed): (&'a String, Vec<(&'a RequirementRecord, bool)>)| Obstacle {
        name,
        rule: &missed[0].0.rule,
        files: missed.len(),
        alone: missed.iter().filter(|(_, is_alone)| *is_alone).count(),
    };
    let mut obstacles: Vec<_> = by_requirement.into_iter().map(obstacle).collect();
    obstacles.sort_by_key(|obstacle| std::cmp::Reverse((obstacle.files, obstacle.alone)));
    obstacles
}

fn unmoved(files: &[FileRecord]) -> Vec<Unmoved<'_>> {
    let is_unmoved = |file: &&FileRecord| !file.in_scope && !file.requirements.is_empty();
    let unmoved = files.iter().filter(is_unmoved).filter_map(|file| {
        let finding = file.findings.first()?;
        Some(Unmoved {
            path: Shown::verbatim(&file.path).to_string(),
            line: finding.range.start.line,
            current: &finding.current,
            is_by_hand: finding.fix.is_none() && finding.expected.is_none(),
            what: finding.remedy(),
        })
    });
    let mut all: Vec<_> = unmoved.collect();
    all.sort_by_key(|file| file.is_by_hand);
    all
}
