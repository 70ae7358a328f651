//! Hashes by which services tell a finding again after the file has changed elsewhere.

use std::collections::HashMap;

use super::model::{FileRecord, FindingRecord};
use crate::text::hash;

/// The findings that count, each with a hash of its file, its rule and the text of its instruction; of equal ones, the later have their number in it.
pub(super) fn marked(file: &FileRecord) -> impl Iterator<Item = (String, &FindingRecord)> {
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    file.counted().map(move |finding| {
        let number = seen.entry((&finding.rule, &finding.current)).or_default();
        *number += 1;
        let number = number.to_string();
        let start = [file.path.as_str(), &finding.rule, &number].into_iter();
        (hash(start.chain(finding.current.split_whitespace())), finding)
    })
}
