//! Which Python a program name in a runtime stage means: looked up as the container would, in PATH, over what the COPYs bring.

use super::command_line::is_python;
use super::document::{Document, Keyword};
use super::files::{self, CopyFrom, CopyStep, relative_to};
use super::image::ImageReference;
use super::shell;
use super::stages::{Base, Stages};

/// Where a Python in some folder of a stage comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// No Python there.
    Nothing,
    /// A venv that Debian's Python made: it runs in distroless.
    DebianVenv,
    /// A venv that a `python:*` image's Python made: it points to /usr/local/bin and cannot run in distroless.
    ForeignVenv,
    /// A Python, or something that may be one.
    Perhaps,
}

/// What a bare name, or a path, comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// The image's own interpreter.
    OwnInterpreter,
    /// The Python of a venv that can run there, by its path.
    Venv(String),
    /// Something that a COPY brings to this path.
    Copied(String),
    /// PATH is not known.
    UnknownPath,
}

impl Stages {
    /// Looks up a bare program name in a stage before an instruction.
    pub fn look_up(&self, document: &Document, stage: usize, before: usize, name: &str) -> Lookup {
        let scope = self.scope(stage, before, false);
        let Some(path) = scope.known("PATH") else {
            return Lookup::UnknownPath;
        };
        for folder in path.split(':').filter(|folder| folder.starts_with('/')) {
            let folder = folder.trim_end_matches('/');
            if folder == "/usr/bin" || folder == "/bin" {
                break;
            }
            let program = format!("{folder}/{name}");
            match self.held_at(document, stage, before, &program) {
                Held::Nothing => {}
                Held::DebianVenv => return Lookup::Venv(program),
                Held::ForeignVenv => {
                    // Its link leads to /usr/local/bin; where nothing stands there, the search goes on.
                    if self.held_at(document, stage, before, "/usr/local/bin/python3") != Held::Nothing {
                        return Lookup::Copied(program);
                    }
                }
                Held::Perhaps => return Lookup::Copied(program),
            }
        }
        Lookup::OwnInterpreter
    }

    /// What stands at the path of a program in a stage before an instruction, as far as the COPYs and RUNs show.
    pub fn held_at(&self, document: &Document, stage: usize, before: usize, program: &str) -> Held {
        let (folder, _) = program.rsplit_once('/').unwrap_or(("", program));
        for index in self.stages[stage].body.clone().rev().filter(|index| *index < before) {
            if document.instructions()[index].keyword == Keyword::Run {
                if let Some(made) = self.made_by_run(document, stage, index, folder) {
                    return made;
                }
                continue;
            }
            let Some(copy) = self.copy_at(index) else { continue };
            let held = self.copied_at(document, copy, program);
            if held != Held::Nothing {
                return held;
            }
        }
        match &self.stages[stage].base {
            Base::Stage(local) => self.held_at(document, *local, self.stages[*local].body.end, program),
            Base::Image(image) => held_by_image(image, folder),
            Base::Scratch => Held::Nothing,
            Base::Unresolved(_) => {
                if is_own_folder(folder) {
                    Held::Nothing
                } else {
                    Held::Perhaps
                }
            }
        }
    }

    /// A venv that a RUN makes around `folder`, or a Python that it may put there.
    fn made_by_run(&self, document: &Document, stage: usize, run: usize, folder: &str) -> Option<Held> {
        let workdir = self.workdir(stage, run);
        let commands = shell::run_commands(document, &document.instructions()[run])?;
        for command in commands {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let is_here = |word: &&str| {
                files::absolute(workdir, word)
                    .is_some_and(|place| place != "/" && relative_to(folder, &place).is_some())
            };
            let makes_venv =
                words.contains(&"venv") || command.program() == "virtualenv" || words.contains(&"virtualenv");
            if makes_venv && words.iter().any(is_here) {
                return Some(self.venv_of(stage, words[0]));
            }
            let program = words.iter().skip(1).find(|word| is_python(word) && word.contains('/'));
            let places =
                matches!(command.program(), "cp" | "ln" | "mv" | "install") && words.last().is_some_and(is_here);
            if places && program.is_some() {
                return Some(Held::Perhaps);
            }
        }
        None
    }

    /// Whose Python makes a venv in a stage.
    fn venv_of(&self, stage: usize, program: &str) -> Held {
        match self.root_base(stage) {
            Base::Image(image) if image.is_official("python") => Held::ForeignVenv,
            Base::Image(image) if image.is_official("debian") && !program.starts_with("/usr/local/") => {
                Held::DebianVenv
            }
            _ => Held::Perhaps,
        }
    }

    fn copied_at(&self, document: &Document, copy: &CopyStep, program: &str) -> Held {
        let (folder, name) = program.rsplit_once('/').unwrap_or(("", program));
        let Some(destination) = &copy.destination else {
            return Held::Nothing;
        };
        let mut found = Held::Nothing;
        for source in &copy.sources {
            let last = source.rsplit('/').next().unwrap_or(source);
            let inner = if destination == program {
                // A file under the program's very name.
                Some(source.clone())
            } else if destination == folder && is_python(last) {
                (last == name).then(|| source.clone())
            } else {
                let source = source.trim_end_matches("/*");
                relative_to(program, destination).map(|below| files::join(source, &below))
            };
            let Some(inner) = inner else { continue };
            let held = match copy.from {
                CopyFrom::Stage(from) => self.held_at(
                    document,
                    from,
                    self.stages[from].body.end,
                    &format!("/{}", files::normalise(&inner)),
                ),
                CopyFrom::Context => {
                    if destination == program {
                        Held::Perhaps
                    } else {
                        Held::Nothing
                    }
                }
                CopyFrom::Elsewhere => Held::Perhaps,
            };
            if held != Held::Nothing {
                found = held;
            }
        }
        match copy.from {
            CopyFrom::Elsewhere if relative_to(program, destination).is_some() => Held::Perhaps,
            _ => found,
        }
    }
}

fn is_own_folder(folder: &str) -> bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains(&folder)
}

/// Whether an image has a Python in a folder of its own.
fn held_by_image(image: &ImageReference, folder: &str) -> Held {
    let holds = if image.is_official("python") {
        folder == "/usr/local/bin"
    } else if image.name.contains("distroless") {
        false
    } else {
        // Debian's packages put Python into /usr/bin; what other images hold is not known.
        is_own_folder(folder) && !(image.is_official("debian") && folder == "/usr/local/bin")
    };
    if holds { Held::Perhaps } else { Held::Nothing }
}
