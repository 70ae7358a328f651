//! Whether there is a directory, a file or nothing at a path of a stage: BuildKit, `cp` and `mv` copy *into* a directory that is there.

use super::copying::looks_like_directory;
use super::effects::{Change, makes_directories};
use super::landing::{Landings, Source};
use super::moment::{Moment, Step};
use super::reach::{is_system, place};
use super::starts_unknown;
use crate::analysis::Stage;
use crate::context::EntryKind;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::stages::Base;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Directory,
    File,
    Nothing,
    Unknown,
}

impl From<EntryKind> for Presence {
    fn from(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Folder => Self::Directory,
            EntryKind::File => Self::File,
        }
    }
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
    /// What stands at a path.
    pub(crate) fn presence(self, path: &str) -> Presence {
        let memo = &self.analysis().dockerfile.memo;
        memo.presences
            .recall(self.key(), path, Presence::Unknown, || self.find_presence(path))
    }

    fn find_presence(self, path: &str) -> Presence {
        let mut is_doubtful = false;
        for (step, before) in self.steps() {
            if makes_directory(&step, path) {
                return Presence::Directory;
            }
            if let Some(landings) = before.landings(&step, Some(path)) {
                if let Some(found) = before.landed_presence(&landings, path) {
                    return found;
                }
                continue;
            }
            match step {
                Step::Command(_, command, _) if matches!(command.program(), "rm" | "mv" | "rmdir") => {
                    if step.change(path) == Change::Anything {
                        return Presence::Unknown;
                    }
                }
                Step::Instruction(one) if one.keyword == Keyword::Workdir => {
                    is_doubtful |= one.after().workdir().is_none();
                }
                _ => is_doubtful |= step.change(path) != Change::Nothing,
            }
        }
        let found = match self.inherited() {
            Some(inherited) => inherited.presence(path),
            None => of_base(self.stage(), path),
        };
        match found {
            Presence::Nothing if is_doubtful || starts_unknown(self.stage()) => Presence::Unknown,
            found => found,
        }
    }

    /// Whether there is a directory at a path; `None` when that is not known.
    pub(crate) fn is_directory(self, path: &str) -> Option<bool> {
        // No directory is called `main.py`.
        if path.ends_with(".py") {
            return Some(false);
        }
        match self.presence(path) {
            Presence::Unknown => (!looks_like_directory(path)).then_some(false),
            found => Some(found == Presence::Directory),
        }
    }

    /// What stands where something is copied from.
    pub(crate) fn presence_of(self, source: &Source) -> Presence {
        let context = self.analysis().context;
        match source {
            Source::Context(_) if !context.is_known() => Presence::Unknown,
            Source::Context(path) => match context.kind(path) {
                Some(kind) => kind.into(),
                None if context.is_certain() => Presence::Nothing,
                None => Presence::Unknown,
            },
            Source::Stage(stage, path) => self.end_of(self.stage().sibling(*stage)).presence(path),
            Source::Earlier(path) => self.presence(path),
            Source::Elsewhere => Presence::Unknown,
        }
    }

    /// What a copying step makes of the path; `None` where it does not concern it.
    fn landed_presence(self, landings: &Landings<'_>, path: &str) -> Option<Presence> {
        for landing in landings.known.iter().rev() {
            // What lies below the path is in it.
            if landing.is_certain && relative_to(&landing.to, path).is_some_and(|below| !below.is_empty()) {
                return Some(Presence::Directory);
            }
            let Some(source) = landing.source_of(path) else {
                continue;
            };
            match self.presence_of(&source) {
                Presence::Nothing => {}
                found if landing.is_certain => return Some(found),
                _ => return Some(Presence::Unknown),
            }
        }
        landings.is_open_at(path).then_some(Presence::Unknown)
    }
}

/// Whether a step shows that there is a directory at a path: it makes it, or one below it, or goes there.
fn makes_directory(step: &Step<'_>, path: &str) -> bool {
    match step {
        Step::Instruction(one) if one.keyword == Keyword::Workdir => {
            let workdir = one.after().workdir();
            workdir.is_some_and(|workdir| relative_to(workdir, path).is_some())
        }
        Step::Command(run, command, directory) if command.is_plain => {
            let arguments: Vec<&str> = command.arguments().collect();
            let makes = match command.program() {
                "mkdir" | "cd" => true,
                "install" => makes_directories(&arguments),
                _ => false,
            };
            let places = arguments
                .iter()
                .filter_map(|word| place(*run, directory.as_deref(), word));
            makes && places.into_iter().any(|place| relative_to(&place, path).is_some())
        }
        _ => false,
    }
}

/// What the base of a stage, which is no local stage, has at a path.
fn of_base(stage: Stage<'_>, path: &str) -> Presence {
    match stage.base() {
        Base::Scratch if path == "/" => Presence::Directory,
        Base::Scratch => Presence::Nothing,
        _ if DIRECTORIES.contains(&path) => Presence::Directory,
        _ if !may_hold(stage, path) && !matches!(path, "/opt" | "/srv" | "/mnt") => Presence::Nothing,
        _ => Presence::Unknown,
    }
}

/// Whether the base of a stage, which is no local stage, may have something at a path. The images of Debian, of Python and distroless bring
/// nothing but a system.
pub(crate) fn may_hold(stage: Stage<'_>, path: &str) -> bool {
    let is_local = relative_to(path, "/usr/local").is_some();
    match stage.base() {
        Base::Scratch => false,
        _ if stage.is_on_runtime_image() => is_system(path) && !is_local,
        Base::Image(image) if image.is_official("python") => is_system(path),
        Base::Image(image)
            if ["debian", "ubuntu", "alpine"]
                .iter()
                .any(|name| image.is_official(name)) =>
        {
            is_system(path) && !is_local
        }
        _ => true,
    }
}
