//! Whether there is a directory, a file or nothing at a path of a stage: BuildKit, `cp` and `mv` copy *into* a directory that is there.

use super::Origin;
use super::copying::looks_like_directory;
use super::effects::{Change, makes_directories};
use super::landing::{Landing, Source, Supplier};
use super::moment::{Moment, Step};
use super::reach::{is_of_distribution, is_system, place};
use crate::analysis::Stage;
use crate::context::EntryKind;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::stages::Base;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Directory,
    File,
    Nothing,
    Unknown,
}

/// Directories that the images of Debian, Python and distroless have, and that services are copied to.
const DIRECTORIES: [&str; 12] = [
    "/",
    "/etc",
    "/home",
    "/root",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/var",
];

impl Moment<'_> {
    /// What stands where something is copied from.
    pub(crate) fn presence_of(self, source: &Source) -> Presence {
        let context = self.analysis().context;
        let in_context = |path: &str| match context.kind(path) {
            Some(EntryKind::Directory) => Presence::Directory,
            Some(EntryKind::File) => Presence::File,
            None if context.is_certain() => Presence::Nothing,
            None => Presence::Unknown,
        };
        let Some(moment) = self.moment_of(source) else {
            return match source.supplier {
                Supplier::Context => in_context(&source.path),
                _ => Presence::Unknown,
            };
        };
        if moment.has_directory(&source.path) {
            return Presence::Directory;
        }
        match moment.origin(&source.path) {
            Origin::Context(path) => in_context(&path),
            Origin::Nowhere => Presence::Nothing,
            Origin::Named | Origin::Unknown => Presence::Unknown,
        }
    }

    /// Whether an instruction, or the base image, shows that there is a directory at a path.
    fn has_directory(self, path: &str) -> bool {
        // No directory is called `main.py`.
        !path.ends_with(".py") && self.recall(|memo| &memo.directories, path, false, || self.find_directory(path))
    }

    fn find_directory(self, path: &str) -> bool {
        const TELLING: [&str; 7] = ["mkdir", "cd", "cp", "mv", "rsync", "install", "rm"];
        for (step, before) in self.steps_where(|one| one.keyword != Keyword::Run || one.mentions(&TELLING)) {
            if step.makes_directory(path) {
                return true;
            }
            let landings = before.landings(&step, path).unwrap_or_default();
            let is_directory = |landing: &Landing<'_>| {
                let source = landing.source_of(path).filter(|_| landing.is_certain);
                landing.is_below(path)
                    || source.is_some_and(|source| before.presence_of(&source) == Presence::Directory)
            };
            if landings.iter().any(is_directory) {
                return true;
            }
            let removes = |command: &SimpleCommand| matches!(command.program(), "rm" | "mv" | "rmdir");
            if matches!(&step, Step::Command(_, command, _) if removes(command))
                && step.change(path) == Change::Anything
            {
                return false;
            }
        }
        match self.inherited() {
            Some(inherited) => inherited.has_directory(path),
            None => DIRECTORIES.contains(&path) && (path == "/" || *self.stage().base() != Base::Scratch),
        }
    }

    /// Whether there is a directory at a path; `None` when that is not known.
    pub(crate) fn is_directory(self, path: &str) -> Option<bool> {
        // No directory is called `main.py`.
        if path.ends_with(".py") {
            return Some(false);
        }
        let (supplier, path) = (Supplier::Here, path.to_string());
        let here = Source { supplier, path };
        match self.presence_of(&here) {
            Presence::Unknown => (!looks_like_directory(&here.path)).then_some(false),
            found => Some(found == Presence::Directory),
        }
    }
}

impl Step<'_> {
    /// Whether it shows that there is a directory at a path: it makes it, or one below it, or goes there.
    pub(super) fn makes_directory(&self, path: &str) -> bool {
        match self {
            Self::Instruction(one) if one.keyword == Keyword::Workdir => {
                let workdir = one.after().workdir();
                workdir.is_some_and(|workdir| relative_to(workdir, path).is_some())
            }
            Self::Command(run, command, directory) if command.is_plain => {
                let is_made = |word: &str| {
                    let place = place(*run, directory.as_deref(), word);
                    place.is_some_and(|place| relative_to(&place, path).is_some())
                };
                (matches!(command.program(), "mkdir" | "cd") || makes_directories(command))
                    && command.arguments().any(is_made)
            }
            _ => false,
        }
    }
}

/// Whether the base of a stage, which is no local stage, may have something at a path. The images of Debian, of Python and distroless bring
/// nothing but a system.
pub(crate) fn may_hold(stage: Stage<'_>, path: &str) -> bool {
    let is_official = |name: &&str| matches!(stage.base(), Base::Image(image) if image.is_official(name));
    match stage.base() {
        Base::Scratch => false,
        _ if is_official(&"python") => is_system(path),
        _ if stage.is_on_runtime_image() || ["debian", "ubuntu", "alpine"].iter().any(is_official) => {
            is_of_distribution(path)
        }
        _ => true,
    }
}
