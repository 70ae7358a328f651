//! Which Python a program name in a runtime stage means, and whether it starts there: looked up as the container would, in PATH, over what
//! the COPYs bring.

use super::command_line::wrapper_length;
use super::origin::moment::Moment;
use super::{Instruction, Point, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::path::absolute;
pub(super) use brought::Brought;

mod brought;
mod made;
#[cfg(test)]
mod tests;

/// What stands at the path of a Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Nothing that the stage brings there.
    Nothing,
    /// A Python that starts: one of a venv that leads to the image's own, Debian's of the same version, or one that a RUN of the stage runs.
    Starts,
    /// A link to a Python that is not there: a venv's that was made with another.
    CannotStart,
    /// A Python, or something that may be one.
    Perhaps,
}

/// What a bare name comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// The image's own interpreter.
    OwnInterpreter,
    /// Another Python that starts, by its path.
    Starts(String),
    /// Something that a COPY brings to this path.
    Copied(String),
    /// PATH is not known.
    UnknownPath,
}

/// So many links are followed; Linux follows 40.
const MOST_LINKS: usize = 10;

impl Point<'_> {
    /// Looks up a bare program name as the container would. A link that leads nowhere is passed over.
    pub fn look_up(self, name: &str) -> Lookup {
        let environment = self.environment();
        let Some(path) = environment.known("PATH") else {
            return Lookup::UnknownPath;
        };
        let image = self.stage().image();
        for directory in path.split(':').filter(|directory| directory.starts_with('/')) {
            let directory = directory.trim_end_matches('/');
            if image.is_own_directory(directory) {
                break;
            }
            let program = format!("{directory}/{name}");
            match self.held_at(&program) {
                Held::Nothing | Held::CannotStart => {}
                Held::Starts => return Lookup::Starts(program),
                Held::Perhaps => return Lookup::Copied(program),
            }
        }
        Lookup::OwnInterpreter
    }

    /// What stands at the path of a program, as far as the COPYs and RUNs show.
    pub fn held_at(self, program: &str) -> Held {
        let held = self.held_behind_links(program);
        match held {
            Held::CannotStart | Held::Perhaps if self.is_run(program) => Held::Starts,
            held => held,
        }
    }

    fn held_behind_links(self, program: &str) -> Held {
        let image = self.stage().image();
        let mut path = program.to_string();
        for _ in 0..MOST_LINKS {
            let target = match Moment::from(self).brought(&path) {
                Brought::Link(target) => target,
                Brought::Debian(version) if image.interpreter() == format!("/usr/bin/python{version}") => {
                    return Held::Starts;
                }
                Brought::Debian(_) | Brought::Perhaps => return Held::Perhaps,
                Brought::Nothing if path == program => return Held::Nothing,
                Brought::Nothing if self.stage().is_on_runtime_image() && image.is_own_python(&path) => {
                    return Held::Starts;
                }
                Brought::Nothing => return Held::CannotStart,
            };
            let directory = path.rsplit_once('/').map(|(directory, _)| directory);
            match absolute(directory, &target) {
                Some(next) => path = next,
                None => return Held::Perhaps,
            }
        }
        Held::Perhaps
    }

    /// Whether a RUN of the stage runs this very program: then it starts.
    pub(super) fn is_run(self, program: &str) -> bool {
        let runs = |one: Instruction<'_>| {
            let command = one.parsed().command().filter(|_| one.keyword == Keyword::Run);
            command.and_then(Command::exec).is_some_and(|form| {
                let first = form.words.get(wrapper_length(&form.words));
                first.is_some_and(|word| word.value == program)
            })
        };
        self.stage().chain().flat_map(Stage::instructions).any(runs)
    }
}
