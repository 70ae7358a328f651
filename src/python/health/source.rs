//! From text to a syntax tree, for scripts small enough to be walked safely.

use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed, parse_unchecked};

/// No health check comes near this.
const MOST_BYTES: usize = 64 * 1024;

/// Every level of nesting in a syntax tree costs the script one of the marks that [`marks`] counts, so this bounds
/// the depth that the recursive walks reach, on the small stack of a worker thread too.
const MOST_MARKS: usize = 400;

/// Words that nest without punctuation: `not not x`, `a if b else c if d else e`.
const NESTING_WORDS: [&str; 9] = ["not", "if", "else", "and", "or", "await", "yield", "from", "in"];

/// The syntax tree of a script that Python 3.11 accepts, or why there is none.
pub fn parse(script: &str) -> Result<Parsed<ModModule>, String> {
    if script.len() > MOST_BYTES || marks(script) > MOST_MARKS {
        return Err("the script is too long to be read as a health check: move it to a file".into());
    }
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY311);
    let parsed = parse_unchecked(script, options);
    if let Some(error) = parsed.errors().first() {
        if script.contains("${") {
            return Err(
                "no shell replaces the `${…}` in it, so it is not valid Python; read the variable with os.getenv"
                    .to_string(),
            );
        }
        return Err(format!("it is not valid Python: {}", error.error));
    }
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        return Err(format!("Python 3.11 does not accept it: {error}"));
    }
    parsed
        .try_into_module()
        .ok_or_else(|| "it is not a Python module".into())
}

fn marks(script: &str) -> usize {
    let punctuation = script
        .bytes()
        .filter(|byte| byte.is_ascii_punctuation() && !b"'\",;_\\".contains(byte))
        .count();
    let words = script
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| NESTING_WORDS.contains(word));
    punctuation + words.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_3_11_refuses_is_refused() {
        assert!(parse("import urllib.request.urlopen('x')").is_err());
        assert!(parse("f'{'a'}'").unwrap_err().contains("3.11"));
        assert!(parse("import os; exit(0)").is_ok());
    }

    #[test]
    fn depth_is_bounded_before_parsing() {
        for unit in ["(", "[", "-", "not ", "x.", "x()", "{", "lambda: ", "f'{"] {
            assert!(parse(&unit.repeat(30_000)).is_err());
        }
    }
}
