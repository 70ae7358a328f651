//! What a git repository says of its checkout, read without git: the commit, and the directory that says so.

use std::path::{Path, PathBuf};

use super::read;

/// The hash of the commit that is checked out in the repository at `root`, if its files say so.
pub(crate) fn revision(root: &Path) -> Option<String> {
    let git = git_directory(root)?;
    let head = read::text(&git.join("HEAD")).ok()?;
    let Some(name) = head.trim().strip_prefix("ref: ") else {
        return hash(&head);
    };
    let shared = read::text(&git.join("commondir")).map_or(git.clone(), |path| git.join(path.trim()));
    let packed = || {
        let all = read::text(&shared.join("packed-refs")).ok()?;
        all.lines()
            .find_map(|line| line.strip_suffix(name)?.strip_suffix(' ').and_then(hash))
    };
    let loose = read::text(&shared.join(name)).ok();
    loose.and_then(|text| hash(&text)).or_else(packed)
}

/// The directory in which git keeps what belongs to the checkout at `root`.
pub(super) fn git_directory(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    match read::text(&git) {
        // In a worktree and in a submodule, a file names the directory.
        Ok(text) => Some(root.join(text.strip_prefix("gitdir:")?.trim())),
        Err(_) => Some(git),
    }
}

fn hash(text: &str) -> Option<String> {
    let text = text.trim();
    let is_hash = text.len() >= 40 && text.chars().all(|c| c.is_ascii_hexdigit());
    is_hash.then(|| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_is_found_where_git_keeps_it() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let write = |path: &str, text: &str| {
            std::fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            std::fs::write(root.join(path), text).unwrap();
        };
        let [a, b, c] = ["a", "b", "c"].map(|digit| digit.repeat(40));
        assert_eq!(revision(root), None);
        write(".git/HEAD", "ref: refs/heads/main\n");
        assert_eq!(revision(root), None);
        write(
            ".git/packed-refs",
            &format!("# pack-refs with: peeled\n{a} refs/heads/main\n"),
        );
        assert_eq!(revision(root), Some(a));
        write(".git/refs/heads/main", &format!("{b}\n"));
        assert_eq!(revision(root), Some(b.clone()));
        write("tree/.git", "gitdir: ../.git/worktrees/tree\n");
        write(".git/worktrees/tree/commondir", "../..\n");
        write(".git/worktrees/tree/HEAD", "ref: refs/heads/main\n");
        assert_eq!(revision(&root.join("tree")), Some(b));
        write(".git/HEAD", &c);
        assert_eq!(revision(root), Some(c));
        for text in ["abc", &"g".repeat(40)] {
            write(".git/HEAD", text);
            assert_eq!(revision(root), None, "{text}");
        }
    }
}
