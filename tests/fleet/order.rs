//! Whatever the number of threads, and however the files are named, the same run says the same in the same order.

use std::fs;
use std::path::Path;

use super::NONCONFORMING;
use super::binary::{code, err, lucid_fix, out, tree};

/// More files than a batch of one thread.
const FILES: usize = 40;

/// Every third takes its time, some cannot be handled, and some are not in scope.
fn files() -> tempfile::TempDir {
    let long = "RUN echo \\\n  a\n".repeat(40);
    let slow = format!("FROM scratch AS x\n{long}{NONCONFORMING}");
    let file = |n: usize| {
        let text = match n % 9 {
            0 | 3 | 6 => slow.as_str(),
            4 => "FROM scratch\n",
            7 => "FROM x\n\0",
            _ => NONCONFORMING,
        };
        (format!("repository-{}/s{n}/Dockerfile", n % 4), text)
    };
    let files: Vec<_> = (0..FILES).map(file).collect();
    let mut files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    // Directories and files, from the last to the first, and some of them twice.
    let list: String = (0..FILES)
        .rev()
        .map(|n| format!("repository-{}/s{n}\n", n % 4))
        .collect();
    let list = format!("repository-2/s2/Dockerfile\n{list}repository-3\n");
    files.extend([
        ("repository-0/.git/HEAD", &b""[..]),
        ("repository-1/.git/HEAD", b""),
        ("repository-2/lucid-fix.toml", b"platfrom = 'x'\n"),
        ("list", list.as_bytes()),
    ]);
    let directory = tree(&files);
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone", directory.path().join("repository-1/s1/Dockerfile.link")).unwrap();
    directory
}

/// All that a run says, and what it makes of the files.
fn result(directory: &Path, arguments: &[&str]) -> (i32, String, String, Vec<String>) {
    let output = lucid_fix(directory, arguments);
    let text = |n: usize| fs::read_to_string(directory.join(format!("repository-{}/s{n}/Dockerfile", n % 4))).unwrap();
    // A report for people says which command made it.
    let is_same = |line: &&str| !line.contains("**Command:**") && !line.contains("<dt>Command");
    (
        code(&output),
        out(&output).lines().filter(is_same).collect::<Vec<_>>().join("\n"),
        err(&output),
        (0..FILES).map(text).collect(),
    )
}

#[test]
fn the_output_is_the_same_whatever_the_number_of_threads() {
    let untouched = files();
    for arguments in [
        &["--output-format", "full"][..],
        &["--output-format", "concise"],
        &["--output-format", "json"],
        &["--output-format", "jsonl"],
        &["--output-format", "sarif"],
        &["--output-format", "github"],
        &["--output-format", "markdown"],
        &["--output-format", "html"],
        &["--diff"],
        &["--write"],
        &["--write", "--output-format", "jsonl"],
    ] {
        let run = |more: &[&str]| {
            let own = arguments.contains(&"--write").then(files);
            let directory = own.as_ref().unwrap_or(&untouched);
            result(directory.path(), &[arguments, more].concat())
        };
        let alone = run(&["--jobs", "1"]);
        assert_eq!(alone.0, 2, "{}", alone.2);
        for more in [
            &["--jobs", "4"][..],
            &["--jobs", "1", "--files-from", "list"],
            &["--jobs", "4", "--files-from", "list"],
        ] {
            // Not assert_eq: the two would fill pages.
            assert!(run(more) == alone, "{arguments:?} {more:?}");
        }
    }
}

#[test]
fn findings_come_in_the_order_of_paths_and_places() {
    let directory = files();
    let (_, found, said, _) = result(directory.path(), &["--jobs", "4"]);
    let place = |line: &str| {
        let mut parts = line.split(':');
        let file = parts.next()?.to_string();
        let place: Vec<usize> = parts.map_while(|part| part.parse().ok()).collect();
        (place.len() == 2).then_some((file, place))
    };
    let places: Vec<_> = found.lines().filter_map(place).collect();
    assert!(places.len() > FILES && places.is_sorted(), "{places:?}");

    let failed = |line: &str| Some(line.split_once("/Dockerfile")?.0.to_string());
    let failed: Vec<_> = said.lines().filter_map(failed).collect();
    assert!(failed.len() > 1 && failed.is_sorted(), "{failed:?}");
}
