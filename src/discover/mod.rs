//! Which files are processed: those on the command line, and the Dockerfiles below its directories.

mod found_file;
mod names;
mod search;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use found_file::FoundFile;
pub use names::is_dockerfile;
use search::Search;

use crate::problem::Problem;
use crate::system::exclude::Exclude;
use crate::system::paths::Shown;

/// A file that was found, or a path with a problem. There may be very many, so an entry is small.
pub(crate) type Entry = Result<FoundFile, (Shown, Problem)>;

/// Finds the files that `paths` name, each once, in the order of their paths. `current` is the current directory, without links.
pub(crate) fn discover(paths: &[PathBuf], current: &Path, exclude: &[Exclude], threads: usize) -> Vec<Entry> {
    let mut search = Search {
        current: Arc::from(current),
        exclude,
        threads,
        directories: Vec::new(),
        files: Vec::new(),
        problems: Vec::new(),
    };
    for path in paths {
        search.add(path);
    }
    let mut files = found_file::one_each(search.files);
    let is_inside = |file: &FoundFile| search.directories.iter().any(|given| file.real().starts_with(given));
    for file in files.iter_mut().filter(|file| file.real() != file.path) {
        file.leads_out = !file.by_hand && !is_inside(file);
    }
    // If the first and the last are below the current directory, all are, and they are already in the order in which they are shown.
    let is_below = |file: Option<&FoundFile>| file.is_none_or(|file| file.real().starts_with(current));
    let in_order = search.problems.is_empty() && is_below(files.first()) && is_below(files.last());
    let mut entries: Vec<Entry> = files.into_iter().map(Ok).collect();
    entries.extend(search.problems.into_iter().map(Err));
    if !in_order {
        entries.sort_by(|left, right| shown_part(left, current).cmp(shown_part(right, current)));
    }
    entries
}

fn shown_part<'a>(entry: &'a Entry, current: &Path) -> &'a Path {
    match entry {
        Ok(file) => Shown::part(file.real(), current),
        Err((shown, _)) => shown.as_path(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        (directory, root)
    }

    fn shown(entries: &[Entry], current: &Path) -> Vec<String> {
        let line = |entry: &Entry| match entry {
            Ok(file) => format!(
                "{}{}",
                file.shown(current),
                if file.by_hand { " (by hand)" } else { "" }
            ),
            Err((shown, problem)) => format!("{shown}: {}", problem.message),
        };
        entries.iter().map(line).collect()
    }

    #[test]
    fn a_walk_respects_gitignore_hidden_directories_and_excludes() {
        let files = [
            "b/Dockerfile",
            "a/Dockerfile.prod",
            "a/Dockerfile.md",
            ".hidden/Dockerfile",
            "out/Dockerfile",
            "vendor/x/Dockerfile",
        ];
        let (_guard, root) = tree(&files);
        fs::write(root.join(".gitignore"), "out/\n").unwrap();
        fs::create_dir(root.join("b/sub")).unwrap();
        fs::create_dir(root.join("b/sub/Dockerfile")).unwrap();
        let exclude = [Exclude::new(&root, &["vendor".into()]).unwrap()];
        let found = discover(&[PathBuf::from(".")], &root, &exclude, 2);
        assert_eq!(shown(&found, &root), ["a/Dockerfile.prod", "b/Dockerfile"]);
        let found = discover(
            &[
                "out/Dockerfile".into(),
                "vendor/x/Dockerfile".into(),
                "a/Dockerfile.md".into(),
            ],
            &root,
            &exclude,
            2,
        );
        let by_hand = [
            "a/Dockerfile.md (by hand)",
            "out/Dockerfile (by hand)",
            "vendor/x/Dockerfile (by hand)",
        ];
        assert_eq!(shown(&found, &root), by_hand);
    }

    #[test]
    fn a_file_is_worked_on_once_however_often_it_is_named() {
        let (_guard, root) = tree(&["a/Dockerfile", "b/x"]);
        let twice = [
            "a".into(),
            "a/Dockerfile".into(),
            "b/../a/./Dockerfile".into(),
            root.join("a/Dockerfile"),
        ];
        assert_eq!(
            shown(&discover(&twice, &root, &[], 2), &root),
            ["a/Dockerfile (by hand)"]
        );
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../a/Dockerfile", root.join("b/Dockerfile")).unwrap();
            std::os::unix::fs::symlink("gone", root.join("b/Dockerfile.gone")).unwrap();
            assert_eq!(
                shown(&discover(&["b/Dockerfile".into()], &root, &[], 2), &root),
                ["a/Dockerfile (by hand)"]
            );
            let found = shown(
                &discover(&[PathBuf::from("b"), PathBuf::from("a")], &root, &[], 2),
                &root,
            );
            assert_eq!(
                found,
                [
                    "a/Dockerfile",
                    "b/Dockerfile.gone: a link to gone, which cannot be opened: No such file or directory"
                ]
            );
        }
    }

    #[test]
    fn what_is_not_there_is_said_and_the_rest_goes_on() {
        let (_guard, root) = tree(&["a/Dockerfile"]);
        let found = discover(
            &["missing".into(), "a".into(), "missing".into(), "/dev/null".into()],
            &root,
            &[],
            2,
        );
        assert_eq!(
            shown(&found, &root),
            [
                "/dev/null: not a regular file; use `-` to read standard input",
                "a/Dockerfile",
                "missing: cannot open the file: No such file or directory",
            ]
        );
    }
}
