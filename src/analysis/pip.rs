//! What pip is asked to install.

use super::command_line::is_python;

/// The arguments of pip, called by its name or as a module of the stage's Python.
pub fn arguments<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    match words {
        ["pip" | "pip3", rest @ ..] => Some(rest),
        [python, "-m", "pip", rest @ ..] if is_python(python) && !python.contains('/') => Some(rest),
        _ => None,
    }
}

/// The distribution names among the arguments of `pip install`.
pub fn names(arguments: &[&str]) -> Vec<String> {
    let mut names = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            let takes_value = [
                "-r",
                "--requirement",
                "-c",
                "--constraint",
                "-e",
                "--editable",
                "-i",
                "--index-url",
                "--extra-index-url",
                "-f",
                "--find-links",
                "-t",
                "--target",
                "--prefix",
                "--root",
            ];
            if takes_value.contains(word) || (word.starts_with("--") && !word.contains('=') && takes_a_value(word)) {
                words.next();
            }
            continue;
        }
        let end = word
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(word.len());
        let rest = &word[end..];
        let is_requirement = end > 0 && word.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_file(word);
        if is_requirement && !rest.contains(['/', '$', '@', ';']) {
            names.push(word[..end].to_string());
        }
    }
    names
}

/// Whether an argument of `pip install` reads like a file.
fn is_file(word: &str) -> bool {
    let endings = [".whl", ".zip", ".txt", ".tar", ".tgz", ".gz", ".bz2", ".xz"];
    endings.iter().any(|ending| word.to_ascii_lowercase().ends_with(ending))
}

fn takes_a_value(option: &str) -> bool {
    matches!(
        option,
        "--timeout"
            | "--retries"
            | "--trusted-host"
            | "--proxy"
            | "--cache-dir"
            | "--platform"
            | "--python-version"
            | "--progress-bar"
            | "--implementation"
            | "--abi"
            | "--only-binary"
            | "--no-binary"
            | "--upgrade-strategy"
            | "--report"
            | "--log"
            | "--cert"
            | "--src"
    )
}
