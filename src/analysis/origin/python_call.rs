//! What a call of Python in a RUN may do to a file.

use super::effects::Change;
use super::programs;
use super::reach::Reach;
use crate::analysis::Instruction;
use crate::analysis::command_line::{Target, python_target};
use crate::dockerfile::shell::SimpleCommand;

/// What a call of Python may do to a path.
pub(super) fn change(run: Instruction<'_>, command: &SimpleCommand, arguments: &[&str], reach: Reach<'_>) -> Change {
    let touches = |arguments: &[&str]| arguments.iter().any(|word| reach.touches(word));
    let or_touches = |change: Change| if touches(arguments) { Change::Anything } else { change };
    match python_target(arguments).0 {
        Target::Code(code) if only_looks(&code) => Change::Nothing,
        Target::Code(code) => reach.of_code(&code),
        Target::Module(name, arguments) => match name.as_str() {
            "py_compile" | "compileall" | "ensurepip" | "site" | "sysconfig" | "platform" => Change::Nothing,
            "venv" | "virtualenv" if arguments.iter().any(|word| reach.touches(word)) => Change::Anything,
            "venv" | "virtualenv" => Change::Nothing,
            _ => or_touches(reach.of_script(None)),
        },
        Target::Script(script) if script != "-" => or_touches(reach.of_script(Some(&script))),
        _ => {
            let bodies: Vec<&str> = run.heredoc_bodies().collect();
            let is_asked = arguments
                .iter()
                .any(|word| matches!(*word, "--version" | "-V" | "-VV" | "--help" | "-h"));
            match bodies.as_slice() {
                _ if is_asked => Change::Nothing,
                // What a pipeline feeds it is not known.
                [] if !command.is_plain => reach.of_script(None),
                bodies if bodies.iter().all(|body| only_looks(body)) => Change::Nothing,
                bodies => reach.of_code(&bodies.join("\n")),
            }
        }
    }
}

/// Whether Python code only imports, looks and prints, as a check does.
fn only_looks(code: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let writes = ["'w", "\"w", "'a'", "\"a\"", "'x'", "\"x\"", "'r+", "\"r+"];
    let keywords = [
        "if", "in", "and", "or", "not", "assert", "return", "else", "lambda", "for", "is", "except", "raise", "elif",
    ];
    let calls_only_looking = code.match_indices('(').all(|(at, _)| {
        let before = code[..at].trim_end_matches(' ');
        let name = &before[before.trim_end_matches(is_name).len()..];
        name.is_empty() && !before.ends_with([')', ']']) || programs::only_looks(name) || keywords.contains(&name)
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
