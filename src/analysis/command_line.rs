//! What a container's command runs: an init such as tini, Python, its options, and the script, module or code.

use std::ops::Range;

/// A command that runs Python. All numbers are indices of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonCall {
    /// The words of tini, dumb-init or env in front of Python.
    pub wrapper: Range<usize>,
    /// Python itself.
    pub program: usize,
    /// What Python runs.
    pub target: Target,
    /// The options before it, as letters: `u`, `X`, `I`.
    pub options: Vec<char>,
}

impl PythonCall {
    /// Whether what it runs is found from the working directory.
    pub fn target_is_relative(&self) -> bool {
        match &self.target {
            Target::Script(path) => !path.starts_with('/'),
            Target::Module(..) => true,
            Target::Code(_) | Target::Nothing => false,
        }
    }
}

/// What Python is told to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file, or a directory with `__main__.py`.
    Script(String),
    /// A module, and the arguments after it.
    Module(String, Vec<String>),
    /// Code given with `-c`.
    Code(String),
    /// Nothing: the prompt.
    Nothing,
}

/// Reads a command; `None` when it does not run Python.
pub(crate) fn python_call<S: AsRef<str>>(words: &[S]) -> Option<PythonCall> {
    let program = wrapper_length(words);
    let name = words.get(program)?.as_ref();
    if !is_python(name) {
        return None;
    }
    let (target, options) = python_target(&words[program + 1..]);
    Some(PythonCall {
        wrapper: 0..program,
        program,
        target,
        options,
    })
}

/// Whether a program's name, with or without a directory, is that of a Python: `python`, `python3`, `python3.11`.
pub(crate) fn is_python(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    name.strip_prefix("python")
        .is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// How many words tini, dumb-init or env take before the program that they run; 0 without one.
pub(crate) fn wrapper_length<S: AsRef<str>>(words: &[S]) -> usize {
    let Some(first) = words.first() else { return 0 };
    let name = first.as_ref().rsplit('/').next().unwrap_or_default();
    let takes_value: &[&str] = match name {
        "tini" | "tini-static" => &["-p", "-e"],
        "dumb-init" => &["-r", "--rewrite"],
        "env" => &[],
        _ => return 0,
    };
    let mut at = 1;
    while let Some(word) = words.get(at).map(AsRef::as_ref) {
        match word {
            "--" => return at + 1,
            _ if takes_value.contains(&word) => at += 2,
            _ if word.starts_with('-') => at += 1,
            _ => break,
        }
    }
    at.min(words.len())
}

/// The words of a shell text that means the same without a shell.
pub(crate) fn plain_words(text: &str) -> Option<Vec<String>> {
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', Some('"')) => drop(characters.next()),
            (_, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            ('$' | '`' | '\\', None | Some('"')) => return None,
            ('&' | '|' | ';' | '<' | '>' | '(' | ')' | '{' | '}' | '*' | '?' | '[' | '~' | '#' | '!', None) => {
                return None;
            }
            _ => {}
        }
    }
    let words = shlex::split(text)?;
    let program = words.get(wrapper_length(&words))?;
    (!program.contains('=')).then_some(words)
}

/// Whether the words are an init and nothing after it: `["/usr/bin/tini", "--"]`.
pub(crate) fn is_init_alone<S: AsRef<str>>(words: &[S]) -> bool {
    let is_env = words.first().is_some_and(|word| word.as_ref().ends_with("env"));
    !words.is_empty() && !is_env && wrapper_length(words) == words.len()
}

/// What Python's own arguments make it run, and the options before that.
pub(crate) fn python_target<S: AsRef<str>>(arguments: &[S]) -> (Target, Vec<char>) {
    let mut options = Vec::new();
    let mut at = 0;
    while let Some(word) = arguments.get(at).map(AsRef::as_ref) {
        let rest = |from: usize| {
            arguments[from.min(arguments.len())..]
                .iter()
                .map(|word| word.as_ref().to_string())
        };
        at += 1;
        if word == "-" {
            // The program is what standard input brings.
            break;
        }
        if word == "--check-hash-based-pycs" {
            at += 1;
            continue;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            return (Target::Script(word.to_string()), options);
        };
        for (place, letter) in letters.char_indices() {
            options.push(letter);
            let attached = &letters[place + letter.len_utf8()..];
            match letter {
                'X' | 'W' => {
                    at += usize::from(attached.is_empty());
                    break;
                }
                'm' | 'c' => {
                    let (value, behind) = match attached {
                        "" => (rest(at).next(), at + 1),
                        attached => (Some(attached.to_string()), at),
                    };
                    let target = match value {
                        None => Target::Nothing,
                        Some(value) if letter == 'm' => Target::Module(value, rest(behind).collect()),
                        Some(value) => Target::Code(value),
                    };
                    return (target, options);
                }
                _ => {}
            }
        }
    }
    (Target::Nothing, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_is_found_behind_inits() {
        let program = |words: &[&str]| python_call(words).map(|call| call.program);
        assert_eq!(program(&["python3", "a.py"]), Some(0));
        assert_eq!(program(&["/usr/bin/tini", "--", "python3", "a.py"]), Some(2));
        assert_eq!(
            program(&["tini", "-g", "-p", "SIGTERM", "--", "/opt/venv/bin/python"]),
            Some(5)
        );
        assert_eq!(program(&["dumb-init", "python3.11", "a.py"]), Some(1));
        assert_eq!(program(&["/usr/bin/env", "python3", "a.py"]), Some(1));
        assert_eq!(program(&["gunicorn", "a:b"]), None);
        assert_eq!(program(&["/usr/bin/pythonista"]), None);
        assert!(is_init_alone(&["/usr/bin/tini", "--"]));
        assert!(!is_init_alone(&["/usr/bin/tini", "--", "x"]));
    }

    #[test]
    fn targets_are_found_behind_options() {
        let target = |words: &[&str]| python_target(words).0;
        assert_eq!(
            target(&["-u", "-X", "dev", "a.py", "-m"]),
            Target::Script("a.py".into())
        );
        assert_eq!(
            target(&["-Wignore", "-m", "uvicorn", "a:b"]),
            Target::Module("uvicorn".into(), vec!["a:b".into()])
        );
        assert_eq!(target(&["-um", "pkg"]), Target::Module("pkg".into(), vec![]));
        assert_eq!(target(&["-c", "print(1)"]), Target::Code("print(1)".into()));
        assert_eq!(target(&["-V"]), Target::Nothing);
        assert_eq!(
            target(&["--check-hash-based-pycs", "never", "a.py"]),
            Target::Script("a.py".into())
        );
    }
}
