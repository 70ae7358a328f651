//! Where a file of a stage comes from: its way back through COPYs to the build context.

use super::{Instruction, Point};
use crate::context::EntryKind;
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::glob;
use crate::dockerfile::path::{absolute, join, relative_to};
use crate::dockerfile::shell;

/// Where a file of a stage comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file or folder of the build context, by its path there.
    Context(String),
    /// Something that the Dockerfile does not show: made by a RUN, of the base image, of another image.
    Unknown,
    /// No instruction brings it, and the base image is not known to.
    Nowhere,
}

impl Point<'_> {
    /// The way of `path`, as it stands at this point, back to the build context.
    pub fn origin(self, path: &str) -> Origin {
        self.origin_where(path, |run, path| run.run_may_change(path))
    }

    /// The same, where a RUN that `may_change` a path makes it unknown.
    pub(super) fn origin_where(self, path: &str, may_change: MayChange) -> Origin {
        for one in self.backwards() {
            if one.keyword == Keyword::Run && may_change(one, path) {
                return Origin::Unknown;
            }
            if let Some(origin) = one.copy().and_then(|copy| brought_by(one, copy, path, may_change)) {
                return origin;
            }
        }
        match self.stage().parent() {
            Some(parent) => parent.end().origin_where(path, may_change),
            None => Origin::Nowhere,
        }
    }
}

/// Whether a RUN may change a path.
pub(super) type MayChange = fn(Instruction<'_>, &str) -> bool;

/// Where a COPY takes `path` from; `None` when it is not known to bring it.
fn brought_by(one: Instruction<'_>, copy: &CopyStep, path: &str, may_change: MayChange) -> Option<Origin> {
    let context = one.analysis().context;
    let origin_in = |stage: usize, path: &str| one.stage().sibling(stage).end().origin_where(path, may_change);
    let is_folder = |source: &str| {
        let in_context = match copy.from {
            CopyFrom::Context => Some(source.to_string()),
            CopyFrom::Stage(from) => match origin_in(from, source) {
                Origin::Context(origin) => Some(origin),
                Origin::Unknown | Origin::Nowhere => None,
            },
            CopyFrom::Elsewhere => None,
        };
        match in_context.filter(|_| context.is_known()) {
            Some(path) => context.kind(&path).map(|kind| kind == EntryKind::Folder),
            None => Some(looks_like_folder(source)),
        }
    };
    let mut uncertain = false;
    for candidate in candidates(copy, path, is_folder).into_iter().rev() {
        let origin = match copy.from {
            CopyFrom::Context if copy.varies => Origin::Unknown,
            CopyFrom::Context if context.is_known() && context.kind(&candidate).is_none() => Origin::Nowhere,
            CopyFrom::Context => Origin::Context(candidate),
            CopyFrom::Stage(from) => origin_in(from, &candidate),
            CopyFrom::Elsewhere => Origin::Unknown,
        };
        match origin {
            Origin::Context(_) => return Some(origin),
            Origin::Unknown => uncertain = true,
            Origin::Nowhere => {}
        }
    }
    let covers = copy
        .destination
        .as_deref()
        .is_none_or(|folder| relative_to(path, folder).is_some());
    let is_unknown = uncertain || (covers && (copy.has_unknown_source || copy.from == CopyFrom::Elsewhere));
    is_unknown.then_some(Origin::Unknown)
}

/// Where `path` would come from in each source, in the order in which BuildKit copies, the last one winning.
fn candidates(copy: &CopyStep, path: &str, is_folder: impl Fn(&str) -> Option<bool>) -> Vec<String> {
    let Some(destination) = &copy.destination else {
        return Vec::new();
    };
    let Some(below) = relative_to(path, destination) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for source in &copy.sources {
        let (folder, last) = source.rsplit_once('/').unwrap_or(("", source));
        if last.contains(['*', '?', '[']) {
            // A pattern copies files by their names; of the folders that it matches, their contents.
            let first = below.split('/').next().unwrap_or(&below);
            let matches = glob::matches(last, first);
            if matches && !below.contains('/') && !below.is_empty() {
                found.push(join(folder, first));
            }
            continue;
        }
        match is_folder(source) {
            Some(true) => found.push(join(source, &below)),
            Some(false) if below.is_empty() && !copy.into_folder => found.push(source.clone()),
            Some(false) if below == last && !below.is_empty() => found.push(source.clone()),
            _ => {}
        }
    }
    found
}

impl Instruction<'_> {
    /// Whether a RUN may write, move or delete `path`, a folder above it or something below it.
    pub fn run_may_change(self, path: &str) -> bool {
        let Some(commands) = self.run_commands() else {
            // Not understood: it may, if it names the path or the folder it lies in.
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let text = self.file_text(self.range());
            return text.contains(name) || (!folder.is_empty() && text.contains(folder));
        };
        let workdir = self.workdir();
        let mut folder = workdir.map(str::to_string);
        for command in commands {
            if command.program() == "cd" {
                folder = command
                    .arguments()
                    .next()
                    .and_then(|to| absolute(folder.as_deref(), to));
                continue;
            }
            let touches = |word: &str| {
                if word.contains('$') && !word.starts_with('/') {
                    return true;
                }
                let fixed = &word[..word.find(['*', '?', '[', '$']).unwrap_or(word.len())];
                let whole = fixed.len() == word.len();
                match absolute(folder.as_deref(), fixed) {
                    None => true,
                    Some(target) if whole => {
                        relative_to(path, &target).is_some() || relative_to(&target, path).is_some()
                    }
                    // What a pattern matches begins with what stands before it.
                    Some(target) => path.starts_with(target.trim_end_matches('/')),
                }
            };
            let written = command.writes_to.iter().any(|word| touches(&word.text));
            let mutated =
                changes_files(command) && command.arguments().filter(|word| !word.starts_with('-')).any(touches);
            if written || mutated {
                return true;
            }
        }
        false
    }
}

/// Whether a command changes the files that its arguments name (their content or place; not their mode or owner).
fn changes_files(command: &shell::SimpleCommand) -> bool {
    match command.program() {
        "rm" | "mv" | "cp" | "ln" | "rsync" | "tar" | "unzip" | "install" | "rename" | "patch" | "truncate" | "tee"
        | "git" | "dd" | "perl" | "shred" | "unlink" | "rmdir" | "dos2unix" | "2to3" | "black" | "cythonize"
        | "pyarmor" => true,
        "sed" => command
            .arguments()
            .any(|word| word.starts_with("-i") || word.starts_with("--in-place")),
        "find" => command
            .arguments()
            .any(|word| matches!(word, "-delete" | "-exec" | "-execdir")),
        "xargs" => command.arguments().any(|word| matches!(word, "rm" | "mv" | "sed")),
        "curl" | "wget" => command
            .arguments()
            .any(|word| word.starts_with("-o") || word.starts_with("-O") || word.starts_with("--output")),
        _ => false,
    }
}

/// Whether a path that cannot be looked up reads like a folder: its last part has no extension.
fn looks_like_folder(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    !last.trim_start_matches('.').contains('.')
}
