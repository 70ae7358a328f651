//! Which files of a checkout git tracks, read without git.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use super::{read, revision};

/// The paths that git tracks, relative to the repository.
#[derive(Debug)]
pub(crate) struct TrackedFiles(HashSet<Box<[u8]>>);

impl TrackedFiles {
    /// What the index of the checkout at `root` names; `None` where there is none, or none that names all files: it is split or sparse, or
    /// of another version than 2 and 3.
    pub(crate) fn read(root: &Path) -> Option<Self> {
        let index = revision::git_directory(root)?.join("index");
        paths(&read::bytes_up_to(&index, read::LARGEST).ok()?).map(Self)
    }

    /// Whether a path, relative to the repository, is one of them.
    pub(crate) fn has(&self, path: &Path) -> bool {
        let parts: Vec<&[u8]> = path.iter().map(OsStr::as_encoded_bytes).collect();
        self.0.contains(&*parts.join(&b'/'))
    }
}

/// The paths in an index, as <https://git-scm.com/docs/index-format> has them: after a header of 12 bytes, entries with the path after 62
/// bytes, or 64 where a bit says so, each filled up with zeros to a multiple of 8; then the extensions, and a checksum.
fn paths(index: &[u8]) -> Option<HashSet<Box<[u8]>>> {
    let number = |at: usize| Some(u32::from_be_bytes(index.get(at..at + 4)?.try_into().ok()?));
    if !index.starts_with(b"DIRC") || !matches!(number(4)?, 2 | 3) {
        return None;
    }
    let mut paths = HashSet::new();
    let mut at = 12;
    for _ in 0..number(8)? {
        let is_extended = index.get(at + 60)? & 0x40 != 0;
        let start = at + if is_extended { 64 } else { 62 };
        let path = &index[start..start + memchr::memchr(0, index.get(start..)?)?];
        // A sparse index names directories; with another kind of hash, this is no path.
        if path.is_empty() || path.ends_with(b"/") {
            return None;
        }
        paths.insert(path.into());
        at += (start - at + path.len()) / 8 * 8 + 8;
    }
    let mut extensions = std::iter::successors(Some(at), |at| Some(at + 8 + number(at + 4)? as usize));
    let is_split = extensions.any(|at| index.get(at..at + 4) == Some(b"link"));
    (!is_split).then_some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(version: u8, entries: &[&[u8]], extension: &[u8]) -> Vec<u8> {
        let mut index = [b"DIRC\0\0\0", &[version][..], &[0, 0, 0, entries.len() as u8]].concat();
        for path in entries {
            let mut entry = [&[0; 62], *path].concat();
            entry.resize(entry.len() / 8 * 8 + 8, 0);
            index.extend(entry);
        }
        index.extend(extension);
        index.extend([0; 20]);
        index
    }

    #[test]
    fn every_path_of_an_index_is_tracked() {
        let names: [&[u8]; 4] = [b"a", b"app/main.py", b"app/x.py", b"longer/than/that.py"];
        let found = TrackedFiles(paths(&index(2, &names, b"TREE\0\0\0\x01x")).unwrap());
        assert_eq!(found.0.len(), names.len());
        assert!(found.has(Path::new("app/main.py")) && !found.has(Path::new("app")));
    }

    #[test]
    fn an_index_that_does_not_name_all_is_none() {
        for index in [
            index(4, &[b"a"], b""),
            index(2, &[b"a/"], b""),
            index(2, &[b"a"], b"link\0\0\0\0"),
            index(2, &[b"a"], b"")[..70].to_vec(),
            b"DIRC".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(paths(&index), None, "{index:?}");
        }
    }
}
