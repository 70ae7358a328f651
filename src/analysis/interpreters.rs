//! Which Python a program name in a runtime stage means: looked up as the container would, in PATH, over what the COPYs bring.

use super::command_line::is_python;
use super::origin::moment::Moment;
use super::{Instruction, Point, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::path::{absolute, join, normalise, relative_to};
use crate::dockerfile::stages::Base;

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

impl Point<'_> {
    /// Looks up a bare program name as the container would.
    pub fn look_up(self, name: &str) -> Lookup {
        let environment = self.environment();
        let Some(path) = environment.known("PATH") else {
            return Lookup::UnknownPath;
        };
        let image = self.stage().image();
        for folder in path.split(':').filter(|folder| folder.starts_with('/')) {
            let folder = folder.trim_end_matches('/');
            if image.is_own_directory(folder) {
                break;
            }
            let program = format!("{folder}/{name}");
            match self.held_at(&program) {
                Held::Nothing => {}
                Held::DebianVenv => return Lookup::Venv(program),
                Held::ForeignVenv => {
                    // Its link leads to /usr/local/bin; where nothing stands there, the search goes on.
                    if self.held_at("/usr/local/bin/python3") != Held::Nothing {
                        return Lookup::Copied(program);
                    }
                }
                Held::Perhaps => return Lookup::Copied(program),
            }
        }
        Lookup::OwnInterpreter
    }

    /// What stands at the path of a program, as far as the COPYs and RUNs show.
    pub fn held_at(self, program: &str) -> Held {
        let pythons = &self.stage().analysis().dockerfile.memo.pythons;
        pythons.recall(Moment::from(self).key(), program, Held::Perhaps, || {
            self.find_held(program)
        })
    }

    fn find_held(self, program: &str) -> Held {
        let (folder, _) = program.rsplit_once('/').unwrap_or(("", program));
        for one in self.backwards() {
            if one.keyword == Keyword::Run {
                if let Some(made) = made_by_run(one, folder) {
                    return made;
                }
                continue;
            }
            let held = copied_at(one, program);
            if held != Held::Nothing {
                return held;
            }
        }
        if let Some(parent) = self.stage().parent() {
            return parent.end().held_at(program);
        }
        match self.stage().base() {
            // Its own Python alone, which is no news.
            _ if self.stage().is_on_runtime_image() => Held::Nothing,
            Base::Image(image) => held_by_image(image, folder),
            Base::Unresolved(_) if !is_own_folder(folder) => Held::Perhaps,
            _ => Held::Nothing,
        }
    }
}

/// A venv that a RUN makes around `folder`, or a Python that it may put there.
fn made_by_run(run: Instruction<'_>, folder: &str) -> Option<Held> {
    let workdir = run.workdir();
    for command in run.run_commands()? {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let is_here = |word: &&str| {
            absolute(workdir, word).is_some_and(|place| place != "/" && relative_to(folder, &place).is_some())
        };
        let makes_venv = words.contains(&"venv") || command.program() == "virtualenv" || words.contains(&"virtualenv");
        if makes_venv && words.iter().any(is_here) {
            return Some(venv_of(run.stage(), words[0]));
        }
        let program = words.iter().skip(1).find(|word| is_python(word) && word.contains('/'));
        let places = matches!(command.program(), "cp" | "ln" | "mv" | "install") && words.last().is_some_and(is_here);
        if places && program.is_some() {
            return Some(Held::Perhaps);
        }
    }
    None
}

/// Whose Python makes a venv in a stage.
fn venv_of(stage: Stage<'_>, program: &str) -> Held {
    match stage.root_base() {
        Base::Image(image) if image.is_official("python") => Held::ForeignVenv,
        Base::Image(image) if image.is_official("debian") && !program.starts_with("/usr/local/") => Held::DebianVenv,
        _ => Held::Perhaps,
    }
}

/// What a COPY brings to the path of a program.
fn copied_at(one: Instruction<'_>, program: &str) -> Held {
    let (folder, name) = program.rsplit_once('/').unwrap_or(("", program));
    let Some(copy) = one.copy() else { return Held::Nothing };
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
            relative_to(program, destination).map(|below| join(source, &below))
        };
        let Some(inner) = inner else { continue };
        let held = match copy.from {
            CopyFrom::Stage(from) => one
                .stage()
                .sibling(from)
                .end()
                .held_at(&format!("/{}", normalise(&inner))),
            CopyFrom::Context if destination == program => Held::Perhaps,
            CopyFrom::Context => Held::Nothing,
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
