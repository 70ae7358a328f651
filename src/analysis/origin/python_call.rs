//! Whether a call of Python in a RUN may change a file.

use super::programs;
use super::reach::Reach;
use crate::analysis::Instruction;
use crate::analysis::command_line::{Target, python_target};
use crate::dockerfile::shell::SimpleCommand;

/// Whether a call of Python may change a path.
pub(super) fn may_change(run: Instruction<'_>, command: &SimpleCommand, arguments: &[&str], reach: Reach<'_>) -> bool {
    let touched = || arguments.iter().any(|word| reach.touches(word));
    match python_target(arguments).0 {
        Target::Code(code) => !only_looks(&code) && (reach.of_script(None) || touched()),
        Target::Module(name, arguments) => match name.as_str() {
            "py_compile" | "compileall" | "ensurepip" | "site" | "sysconfig" | "platform" => false,
            "venv" | "virtualenv" => arguments.iter().any(|word| reach.touches(word)),
            _ => reach.of_script(None) || touched(),
        },
        Target::Script(script) if script != "-" => reach.of_script(Some(&script)) || touched(),
        _ => {
            let is_asked = |word: &&str| matches!(*word, "--version" | "-V" | "-VV" | "--help" | "-h");
            let mut bodies = run.heredoc_bodies().peekable();
            let is_fed = bodies.peek().is_some() || !command.is_plain;
            let is_shown = run.heredoc_bodies().next().is_some() && bodies.all(only_looks);
            is_fed && !arguments.iter().any(is_asked) && !is_shown && reach.of_script(None)
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
