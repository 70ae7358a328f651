//! What a RUN puts at the path of a program: a venv, a link, Debian's own Python.

use super::brought::{Brought, debian_python, folder_of};
use crate::analysis::command_line::is_python;
use crate::analysis::origin::landing::Source;
use crate::analysis::origin::moment::{Moment, Step};
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::stages::Base;

/// Words of the commands that make a venv, a link or a copy, or install packages.
const TELLING: [&str; 10] = [
    "venv",
    "virtualenv",
    "ln ",
    "cp ",
    "mv ",
    "install",
    "uv ",
    "poetry",
    "pdm",
    "pipenv",
];

/// What the last command of a RUN that puts something at the path of a program puts there.
pub(super) fn made_by_run(run: Instruction<'_>, program: &str) -> Option<Brought> {
    if !run.mentions(&TELLING) {
        return None;
    }
    let mut made = None;
    let mut directory = run.workdir().map(str::to_string);
    for command in run.run_commands()? {
        if command.program() == "cd" {
            let to = command.arguments().next();
            directory = to.and_then(|to| absolute(directory.as_deref(), to));
            continue;
        }
        let maker = Maker {
            stage: run.stage(),
            run,
            command,
            directory: directory.as_deref(),
        };
        made = maker.venv(program).or_else(|| maker.file(program)).or(made);
    }
    made
}

/// Where a RUN copies what stands at the path of a program from, with the directory that it lies in, if links stay links.
pub(super) fn copied_by_run(run: Instruction<'_>, program: &str) -> Option<String> {
    if !run.mentions(&TELLING) {
        return None;
    }
    let steps = Moment::from(run.after()).steps();
    let mut own = steps.take_while(|(_, before)| before.is_within(run));
    own.find_map(|(step, before)| {
        let follows = |word: &str| word == "--dereference" || is_short(word, 'L');
        if matches!(&step, Step::Command(_, command, _) if command.arguments().any(follows)) {
            return None;
        }
        let landings = before.landings(&step, Some(program))?;
        let mut sources = landings.known.iter().rev().filter(|landing| landing.to != program);
        sources.find_map(|landing| match landing.source_of(program)? {
            Source::Earlier(path) if path != program => Some(path),
            _ => None,
        })
    })
}

/// A command of a RUN, in the directory that it runs in.
struct Maker<'a> {
    stage: Stage<'a>,
    run: Instruction<'a>,
    command: &'a SimpleCommand,
    directory: Option<&'a str>,
}

impl Maker<'_> {
    fn has(&self, word: &str) -> bool {
        self.command.words.iter().any(|other| other.text == word)
    }

    fn absolute(&self, path: &str) -> Option<String> {
        absolute(self.directory, path)
    }

    /// The interpreter of a venv: `python` leads to the Python that made it, its other names to the one that is named there first.
    fn venv(&self, program: &str) -> Option<Brought> {
        let folder = folder_of(program);
        let is_here = |path: &str| self.absolute(path).is_some_and(|place| join(&place, "bin") == folder);
        let name = self.command.program();
        let first = self.command.arguments().next().unwrap_or_default();
        let is_module = is_python(name) && (self.has("venv") || self.has("virtualenv"));
        let makes_project_venv = matches!(
            (name, first),
            ("uv", "sync" | "run") | ("poetry" | "pdm" | "pipenv", "install" | "sync")
        );
        let is_made_here = if makes_project_venv {
            is_here(&self.variable("UV_PROJECT_ENVIRONMENT").unwrap_or(".venv".to_string()))
        } else if is_module || name == "virtualenv" || (name == "uv" && first == "venv") {
            let mut arguments = self.command.arguments();
            if name != "virtualenv" {
                // The module's name is no directory.
                arguments.find(|word| matches!(*word, "venv" | "virtualenv"));
            }
            arguments.any(is_here) || (name == "uv" && is_here(".venv"))
        } else {
            false
        };
        if !is_made_here {
            return None;
        }
        let executable = if is_module && self.has("venv") { name } else { "python" };
        if !program.ends_with(&format!("/{executable}")) {
            return Some(Brought::Link(executable.to_string()));
        }
        let is_copy = ["--copies", "--always-copy"].into_iter().any(|option| self.has(option));
        let made_by = self.named_python().or_else(|| self.stage_python()).filter(|_| !is_copy);
        Some(made_by.map_or(Brought::Perhaps, Brought::Link))
    }

    /// The Python that a command is told to make the venv with, where that is a path.
    fn named_python(&self) -> Option<String> {
        let words: Vec<&str> = self.command.words.iter().map(|word| word.text.as_str()).collect();
        let option = words.iter().enumerate().find_map(|(at, word)| match *word {
            "-p" | "--python" => words.get(at + 1).copied(),
            word => word.strip_prefix("--python="),
        });
        let variable = self.variable("UV_PYTHON");
        let named = [
            Some(words[0]).filter(|_| is_python(words[0])),
            option,
            variable.as_deref(),
        ];
        let is_path = |path: &&str| path.starts_with('/') && is_python(path);
        named.into_iter().flatten().find(is_path).map(str::to_string)
    }

    /// The Python that a bare name means in the stage, where its image tells.
    fn stage_python(&self) -> Option<String> {
        let name = Some(self.command.program())
            .filter(|name| is_python(name))
            .unwrap_or("python3");
        let mut managed = ["UV_PYTHON_INSTALL_DIR", "UV_PYTHON_PREFERENCE", "UV_MANAGED_PYTHON"].into_iter();
        if managed.any(|name| self.stage.env_setter(name).is_some()) {
            return None;
        }
        match self.stage.root_base() {
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
        let (folder, name) = program.rsplit_once('/')?;
        let arguments = || self.command.arguments().filter(|word| !word.starts_with('-'));
        match self.command.program() {
            "apt" | "apt-get" if matches!(folder, "/usr/bin" | "/bin") && is_python(name) => {
                let installs = self.has("install") && arguments().any(|word| word.starts_with("python3"));
                match self.stage.root_base() {
                    Base::Image(image) if installs => Some(debian_python(image, program)),
                    _ => None,
                }
            }
            "ln" | "cp" | "mv" | "install" => {
                let place = self.absolute(arguments().last()?)?;
                let goes_into = |source: &&str| source.rsplit('/').next() == Some(name);
                let source = match place == program {
                    true => arguments().next(),
                    false if place == folder => arguments().find(goes_into),
                    false => None,
                }?;
                let is_link = self.command.program() == "ln"
                    && self
                        .command
                        .arguments()
                        .any(|word| word == "--symbolic" || is_short(word, 's'));
                match is_link && !source.contains('$') {
                    true => Some(Brought::Link(source.to_string())),
                    false => Some(Brought::Perhaps),
                }
            }
            _ => None,
        }
    }
}

/// Whether a word holds a short option.
fn is_short(word: &str, option: char) -> bool {
    let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    letters.is_some_and(|letters| letters.contains(option))
}
