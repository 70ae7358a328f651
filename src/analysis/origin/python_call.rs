//! What a call of Python in a RUN may do to a file.

use super::effects::Change;
use super::reach::Reach;
use crate::analysis::Instruction;
use crate::analysis::command_line::{Target, python_target};
use crate::dockerfile::shell::SimpleCommand;

/// What code that only looks may call: functions, methods, and the keywords that a bracket may follow.
const LOOKING: &str = "print len str repr int bool list dict set tuple sorted any all isinstance hasattr getattr callable compile exists isfile isdir \
    is_file is_dir listdir glob rglob iterdir stat join Path insert append extend import_module find_spec find distributions __import__ read read_text read_bytes open \
    exit SystemExit get split strip startswith endswith python_version getcwd abspath basename dirname loads load items keys values version getsize access decode \
    encode format realpath if in and or not assert return else lambda for is except raise elif";

/// What a call of Python may do to a path.
pub(super) fn change(run: Instruction<'_>, command: &SimpleCommand, arguments: &[&str], reach: Reach<'_>) -> Change {
    let touches = || arguments.iter().any(|word| reach.touches(word));
    let anything_if = |may: bool| if may { Change::Anything } else { Change::Nothing };
    let is_asked = |word: &&str| matches!(*word, "--version" | "-V" | "-VV" | "--help" | "-h");
    match python_target(arguments).0 {
        Target::Code(code) => of_code(&code, reach),
        Target::Module(name, _) => match name.as_str() {
            "py_compile" | "compileall" => anything_if(reach.path.ends_with(".pyc")),
            "ensurepip" | "site" | "sysconfig" | "platform" => Change::Nothing,
            "venv" | "virtualenv" => anything_if(touches()),
            _ => reach.of_script(None).max(anything_if(touches())),
        },
        Target::Script(script) if script != "-" => reach.of_script(Some(&script)).max(anything_if(touches())),
        _ if arguments.iter().any(is_asked) => Change::Nothing,
        // What a pipeline feeds it is not known.
        _ if !command.is_plain && run.heredoc_bodies().next().is_none() => reach.of_script(None),
        _ => of_code(&run.heredoc_bodies().collect::<Vec<_>>().join("\n"), reach),
    }
}

/// What code may do to the path: where it does not only look, it may change what lies below the directory that it runs in, or in a directory
/// that it names.
fn of_code(code: &str, reach: Reach<'_>) -> Change {
    let is_named = || {
        reach
            .path
            .split('/')
            .any(|part| !part.is_empty() && code.contains(part))
    };
    match reach.of_script(None) {
        _ if only_looks(code) => Change::Nothing,
        Change::Nothing if is_named() => Change::Perhaps,
        change => change,
    }
}

/// Whether Python code only imports, looks and prints, as a check does.
fn only_looks(code: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let writes = ["'w", "\"w", "'a'", "\"a\"", "'x'", "\"x\"", "'r+", "\"r+"];
    let calls_only_looking = code.match_indices('(').all(|(at, _)| {
        let before = code[..at].trim_end_matches(' ');
        let name = &before[before.trim_end_matches(is_name).len()..];
        match name {
            "" => !before.ends_with([')', ']']),
            name => LOOKING.split_ascii_whitespace().any(|looking| looking == name),
        }
    });
    calls_only_looking && !(code.contains("open") && writes.iter().any(|mode| code.contains(mode)))
}

#[cfg(test)]
mod tests {
    use super::only_looks;

    #[test]
    fn code_that_only_looks_is_told_from_code_that_acts() {
        for code in [
            "import app; print('ok')",
            "import os, sys; sys.path.insert(0, '/a'); assert os.path.isfile('/a/b.py'), (1, 2)",
            "compile(open('/a', 'rb').read(), '/a', 'exec')",
            "from importlib.util import find_spec\nif not (find_spec('a') and find_spec('b')): raise SystemExit('c')",
        ] {
            assert!(only_looks(code), "{code}");
        }
        for code in [
            "import nltk; nltk.download('punkt')",
            "from gen import main; main()",
            "open('/a', 'w')",
            "import shutil; shutil.rmtree('/a')",
            "print([f for f in x][0]())",
        ] {
            assert!(!only_looks(code), "{code}");
        }
    }
}
