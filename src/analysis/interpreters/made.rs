//! What a command of a RUN puts at the path of a program: a venv, a link, Debian's own Python.

use super::brought::{Brought, directory_of};
use crate::analysis::Instruction;
use crate::analysis::command_line::is_python;
use crate::analysis::images::Debian;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::stages::Base;

/// What a command, which runs in a directory, puts at the path of a program.
pub(super) fn made(
    run: Instruction<'_>,
    command: &SimpleCommand,
    directory: Option<&str>,
    program: &str,
) -> Option<Brought> {
    let maker = Maker {
        run,
        command,
        directory,
        name: command.program(),
    };
    maker.venv(program).or_else(|| maker.file(program))
}

struct Maker<'a> {
    run: Instruction<'a>,
    command: &'a SimpleCommand,
    directory: Option<&'a str>,
    /// The command's program.
    name: &'a str,
}

impl Maker<'_> {
    fn has(&self, word: &str) -> bool {
        self.command.arguments().any(|other| other == word)
    }

    /// The interpreter of a venv: `python` leads to the Python that made it, its other names to the one that is named there first.
    fn venv(&self, program: &str) -> Option<Brought> {
        let first = self.command.arguments().next().unwrap_or_default();
        let is_module = is_python(self.name) && (self.has("venv") || self.has("virtualenv"));
        let is_here = |path: &str| {
            let place = absolute(self.directory, path);
            place.is_some_and(|place| join(&place, "bin") == directory_of(program))
        };
        let mut arguments = self.command.arguments();
        let is_made_here = match (self.name, first) {
            ("uv", "sync" | "run") | ("poetry" | "pdm" | "pipenv", "install" | "sync") => {
                is_here(self.variable("UV_PROJECT_ENVIRONMENT").as_deref().unwrap_or(".venv"))
            }
            ("uv", "venv") => arguments.skip(1).any(is_here) || is_here(".venv"),
            ("virtualenv", _) => arguments.any(is_here),
            // The module's name is no directory.
            _ => is_module && arguments.skip_while(|word| !word.ends_with("env")).skip(1).any(is_here),
        };
        if !is_made_here {
            return None;
        }
        let executable = if is_module && self.has("venv") {
            self.name
        } else {
            "python"
        };
        if !program.ends_with(&format!("/{executable}")) {
            return Some(Brought::Link(executable.to_string()));
        }
        let is_copy = self.has("--copies") || self.has("--always-copy");
        let made_by = self.named_python().or_else(|| self.stage_python()).filter(|_| !is_copy);
        Some(made_by.map_or(Brought::Perhaps, Brought::Link))
    }

    /// The Python that a command is told to make the venv with, where that is a path.
    fn named_python(&self) -> Option<String> {
        let words = || self.command.words.iter().map(|word| word.text.as_str());
        let option = words()
            .zip(words().skip(1))
            .find_map(|(word, next)| matches!(word, "-p" | "--python").then_some(next));
        let option = option.or_else(|| words().find_map(|word| word.strip_prefix("--python=")));
        let variable = self.variable("UV_PYTHON");
        let named = [words().next(), option, variable.as_deref()];
        let is_path = |path: &&str| path.starts_with('/') && is_python(path);
        named.into_iter().flatten().find(is_path).map(str::to_string)
    }

    /// The Python that a bare name means in the stage, where its image tells.
    fn stage_python(&self) -> Option<String> {
        let name = if is_python(self.name) { self.name } else { "python3" };
        let stage = self.run.stage();
        let mut managed = ["UV_PYTHON_INSTALL_DIR", "UV_PYTHON_PREFERENCE", "UV_MANAGED_PYTHON"].into_iter();
        match stage.root_base() {
            _ if managed.any(|name| stage.env_setter(name).is_some()) => None,
            Base::Image(image) if image.is_official("python") || image.name.ends_with("astral-sh/uv") => {
                Some(format!("/usr/local/bin/{name}"))
            }
            Base::Image(image) if image.is_official("debian") => Some(format!("/usr/bin/{name}")),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.run.before().environment().known(name).map(str::to_string)
    }

    /// A link, a copy of a Python, or Debian's own Python.
    fn file(&self, program: &str) -> Option<Brought> {
        let (directory, name) = program.rsplit_once('/')?;
        let arguments = || self.command.arguments().filter(|word| !word.starts_with('-'));
        match self.name {
            "apt" | "apt-get" if matches!(directory, "/usr/bin" | "/bin") && is_python(name) => {
                let installs = self.has("install") && arguments().any(|word| word.starts_with("python3"));
                match self.run.stage().root_base() {
                    Base::Image(image) if installs => Some(debian_python(image, program)),
                    _ => None,
                }
            }
            "ln" | "cp" | "mv" | "install" => {
                let place = absolute(self.directory, arguments().last()?)?;
                let goes_into = |source: &&str| source.rsplit('/').next() == Some(name);
                let source = match place == program {
                    true => arguments().next(),
                    false => arguments().find(goes_into).filter(|_| place == directory),
                }?;
                let is_short = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('s');
                let is_symbolic = self
                    .command
                    .arguments()
                    .any(|word| word == "--symbolic" || is_short(word));
                let is_link = self.name == "ln" && is_symbolic && !source.contains('$');
                Some(if is_link {
                    Brought::Link(source.to_string())
                } else {
                    Brought::Perhaps
                })
            }
            _ => None,
        }
    }
}

/// Debian's Python in /usr/bin of an image of that Debian. Its version is what the program's name says, else that of the release in the tag.
pub(super) fn debian_python(image: &ImageReference, program: &str) -> Brought {
    let name = program.rsplit_once("/python").map_or("", |(_, version)| version);
    let is_debian = image.is_official("debian");
    if !is_debian && !image.is_official("python") {
        return Brought::Perhaps;
    }
    if name.contains('.') {
        return Brought::Debian(name.to_string());
    }
    let mut words = image.effective_tag().unwrap_or_default().split('-');
    let release =
        words.find_map(|word| Debian::named(word).filter(|_| is_debian || word.starts_with(char::is_alphabetic)));
    release.map_or(Brought::Perhaps, |release| Brought::Debian(release.python.to_string()))
}
