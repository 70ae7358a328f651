//! `pip install`: what it is asked for, and where it puts that.

use super::command_line::{Target, is_python, python_target};
use crate::dockerfile::shell::SimpleCommand;

/// A call of pip.
pub struct PipCall<'a> {
    /// The directory of the pip, or of the Python, that is called by its path: `/opt/venv/bin`.
    pub directory: Option<&'a str>,
    /// `install`.
    pub subcommand: String,
    arguments: Vec<String>,
}

/// What `pip install` is asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PipInstall {
    /// The distributions that it is given by their names.
    pub names: Vec<String>,
    /// The requirements files, as written.
    pub files: Vec<String>,
    /// Where it puts them.
    pub place: PipPlace,
}

/// Where `pip install` puts packages.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum PipPlace {
    /// Among the packages of its Python.
    #[default]
    Own,
    /// Into a directory of its own, as written (`--target`).
    Target(String),
    /// Below a directory, laid out as below `/usr/local` (`--prefix`).
    Prefix(String),
    /// Among the packages of the user (`--user`).
    User,
    /// Below a directory, at the path that they would have without it (`--root`), or in another Python.
    Elsewhere(String),
}

/// Options that take a value.
const WITH_VALUE: &str = "\
    requirement constraint target editable index-url extra-index-url find-links timeout retries \
    trusted-host proxy cache-dir platform python-version progress-bar implementation abi only-binary \
    no-binary upgrade-strategy report log cert client-cert src root prefix python config-settings \
    global-option build-option root-user-action exists-action use-feature use-deprecated \
    keyring-provider dest wheel-dir";

/// The call of pip that a command is; `None` where it is another program.
pub fn pip_call(command: &SimpleCommand) -> Option<PipCall<'_>> {
    let program = command.words.first()?.text.as_str();
    let arguments: Vec<&str> = command.arguments().collect();
    let arguments: Vec<String> = if matches!(command.program(), "pip" | "pip3") {
        arguments.iter().map(ToString::to_string).collect()
    } else if is_python(program) {
        match python_target(&arguments).0 {
            Target::Module(name, arguments) if name == "pip" => arguments,
            _ => return None,
        }
    } else {
        return None;
    };
    let subcommand = arguments.iter().position(|word| !word.starts_with('-'))?;
    Some(PipCall {
        directory: program.rsplit_once('/').map(|(directory, _)| directory),
        subcommand: arguments[subcommand].clone(),
        arguments: arguments[subcommand + 1..].to_vec(),
    })
}

impl PipCall<'_> {
    /// What it is asked to install; `None` where it installs nothing.
    pub fn install(&self) -> Option<PipInstall> {
        if self.subcommand != "install" {
            return None;
        }
        let mut found = PipInstall::default();
        let mut words = self.arguments.iter();
        while let Some(word) = words.next() {
            if let Some(option) = word.strip_prefix("--") {
                let (name, value) = match option.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_string())),
                    None if WITH_VALUE.split(' ').any(|one| one == option) => (option, words.next().cloned()),
                    None => (option, None),
                };
                found.take(name, value);
            } else if let Some(letters) = word.strip_prefix('-') {
                // Letters are joined; the rest of the word, or the next word, is the value of the first that takes one.
                let takes_value = |letter: char| "rcetifC".contains(letter);
                if let Some(at) = letters.find(takes_value) {
                    let attached = Some(letters[at + 1..].trim_start_matches('=').to_string());
                    let value = attached
                        .filter(|value| !value.is_empty())
                        .or_else(|| words.next().cloned());
                    found.take(&letters[at..=at], value);
                }
            } else {
                found.names.extend(distribution(word));
            }
        }
        Some(found)
    }

    /// The arguments, the subcommand left out.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(String::as_str)
    }
}

impl PipInstall {
    fn take(&mut self, option: &str, value: Option<String>) {
        match (option, value) {
            ("r" | "requirement", Some(file)) => self.files.push(file),
            ("t" | "target", Some(directory)) => self.place = PipPlace::Target(directory),
            ("prefix", Some(directory)) => self.place = PipPlace::Prefix(directory),
            ("root" | "python", Some(directory)) => self.place = PipPlace::Elsewhere(directory),
            ("user", None) => self.place = PipPlace::User,
            _ => {}
        }
    }
}

/// The distribution that a requirement names; `None` for a file, an address, or what a condition decides.
pub fn distribution(requirement: &str) -> Option<String> {
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .unwrap_or(requirement.len());
    let (name, rest) = requirement.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_file(requirement);
    (is_name && !rest.contains(['/', '$', '@', ';', '\\'])).then(|| name.to_string())
}

/// Whether an argument of `pip install` reads like a file.
fn is_file(word: &str) -> bool {
    let endings = [".whl", ".zip", ".txt", ".tar", ".tgz", ".gz", ".bz2", ".xz"];
    endings.iter().any(|ending| word.to_ascii_lowercase().ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::shell::commands;

    #[test]
    fn joined_and_attached_options_are_read() {
        let install = |text: &str| pip_call(&commands(text).unwrap()[0]).and_then(|call| call.install());
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let target = |text: &str| install(text).unwrap().place;
        for text in [
            "-qt /d x",
            "-t/d x",
            "-t=/d x",
            "--target /d x",
            "--target=/d x",
            "-qUt /d x",
            "x -t /d",
        ] {
            assert_eq!(
                target(&format!("pip install {text}")),
                PipPlace::Target("/d".into()),
                "{text}"
            );
        }
        let found = install(
            "/v/bin/python -m pip --no-input install -qr a.txt -rb.txt -e . -i https://x/y 'z[a]>=1' ./w c.whl",
        )
        .unwrap();
        assert_eq!((found.names, found.files), (names(&["z"]), names(&["a.txt", "b.txt"])));
        assert_eq!(target("pip3 install --user x"), PipPlace::User);
        assert_eq!(install("pip download x"), None);
        assert_eq!(install("apt-get install pip"), None);
        assert_eq!(distribution("a; python_version < '3'"), None);
    }
}
