//! How the landings of a copy are found: what each of its sources is, and whether the destination is a directory.

use super::Origin;
use super::landing::{Landing, Landings, Source};
use super::moment::Moment;
use super::presence::Presence;
use crate::analysis::memo::Entries;
use crate::context::{BuildContext, EntryKind};
use crate::dockerfile::glob;
use crate::dockerfile::path::{join, relative_to};

/// So many files that a pattern matches are looked at; with more, what it brings is not known.
const MOST_MATCHES: usize = 1_000;

/// What is copied, while its landings are found.
pub(crate) struct Copying<'a, 'p> {
    pub(crate) found: Landings<'a>,
    pub(crate) before: Moment<'a>,
    pub(crate) destination: String,
    /// Whether the destination is a directory that is copied into; `None` when that is not known.
    pub(crate) into: Option<bool>,
    pub(crate) excludes: &'a [String],
    /// A path that is asked for: a pattern takes it where the names in a directory are not known. What is apart from it is left out.
    pub(crate) probe: Option<&'p str>,
}

impl Copying<'_, '_> {
    fn add(&mut self, to: String, from: Source, presence: Presence, is_certain: bool, is_named: bool) {
        self.found.known.push(Landing {
            to,
            from,
            presence,
            is_certain,
            is_named,
            excludes: self.excludes,
        });
    }

    fn directory(&mut self, from: Source, presence: Presence, is_named: bool) {
        self.add(self.destination.clone(), from, presence, true, is_named);
    }

    /// What goes into the destination under a name where that is a directory, and else becomes the destination.
    fn single(&mut self, name: &str, from: Source, presence: Presence, is_named: bool) {
        let is_certain = self.into.is_some();
        if self.into != Some(true) {
            self.add(self.destination.clone(), from.clone(), presence, is_certain, is_named);
        }
        if self.into != Some(false) {
            self.add(join(&self.destination, name), from, presence, is_certain, is_named);
        }
    }

    /// A file, by its path.
    pub(crate) fn file(&mut self, path: &str, from: Source, is_named: bool) {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.single(name, from, Presence::File, is_named);
    }

    /// A file, or a directory with its name, as `cp -r` copies it.
    pub(crate) fn whole(&mut self, name: &str, from: Source, is_named: bool) {
        let presence = self.before.presence_of(&from);
        self.single(name, from, presence, is_named);
    }

    /// The contents of a directory.
    pub(crate) fn contents(&mut self, from: Source) {
        self.directory(from, Presence::Directory, false);
    }

    /// A source that is named by its path: the contents of a directory, or a file.
    pub(crate) fn named(&mut self, path: &str, from: Source) {
        match self.before.presence_of(&from) {
            Presence::Directory => self.directory(from, Presence::Directory, true),
            Presence::File => self.file(path, from, true),
            // The build fails for want of it.
            Presence::Nothing if matches!(from, Source::Context(_)) => {}
            Presence::Nothing | Presence::Unknown if looks_like_directory(path) => {
                self.directory(from, Presence::Unknown, true)
            }
            Presence::Nothing | Presence::Unknown => self.file(path, from, true),
        }
    }

    /// The files that a pattern matches, and the contents of the directories.
    pub(crate) fn matched(&mut self, pattern: &str, from: &Source) {
        if let Source::Context(_) = from
            && self.before.analysis().context.is_known()
        {
            let matches = self.before.in_context(pattern);
            if matches.len() > MOST_MATCHES || (self.into != Some(true) && matches.len() > 1) {
                // Into one file, each replaces the one before.
                self.found.open.push(self.destination.clone());
            }
            for (path, kind) in matches.iter().take(MOST_MATCHES) {
                match kind {
                    EntryKind::Folder => self.directory(Source::Context(path.clone()), Presence::Directory, false),
                    EntryKind::File if self.into != Some(true) && matches.len() > 1 => {}
                    EntryKind::File => self.file(path, Source::Context(path.clone()), false),
                }
            }
            return;
        }
        let (parent, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
        let is_seen = match from {
            Source::Context(_) => true,
            Source::Stage(stage, _) => {
                let end = self.before.end_of(self.before.stage().sibling(*stage));
                end.origin(parent) != Origin::Unknown
            }
            Source::Earlier(_) | Source::Elsewhere => false,
        };
        let is_open = !is_seen || glob::is_pattern(parent) || looks_like_directory(last);
        if is_open {
            self.found.open.push(self.destination.clone());
        }
        for name in self.names(parent, last, from) {
            let path = join(parent, &name);
            let from = from.at(&path);
            match self.before.presence_of(&from) {
                Presence::Directory => self.directory(from, Presence::Directory, false),
                _ => self.file(&path, from, false),
            }
        }
    }

    /// The names in a directory that a pattern matches, as far as they are known or asked for.
    pub(crate) fn names(&self, parent: &str, pattern: &str, from: &Source) -> Vec<String> {
        let known = self.before.names_at(&from.at(parent));
        let asked = self.probe.and_then(|probe| relative_to(probe, &self.destination));
        let asked = asked.and_then(|below| below.split('/').next().map(str::to_string));
        let mut names: Vec<String> = known
            .iter()
            .filter(|name| glob::matches(pattern, name))
            .cloned()
            .collect();
        names.extend(asked.filter(|name| !name.is_empty() && glob::matches(pattern, name) && !known.contains(name)));
        names
    }

    /// A source with `--parents`: it keeps its own path below the destination.
    pub(crate) fn with_parents(&mut self, source: &str, from: &Source) {
        let relative = source.trim_start_matches('/');
        let is_pattern = glob::is_pattern(source);
        let known =
            self.before.analysis().context.is_known() && matches!(from, Source::Context(_)) && !source.contains("**");
        let matches: Vec<String> = match self.probe.and_then(|probe| relative_to(probe, &self.destination)) {
            _ if !is_pattern => vec![relative.to_string()],
            Some(below) => {
                let ends = below.match_indices('/').map(|(at, _)| at).chain([below.len()]);
                let above = ends.map(|end| below[..end].to_string());
                above.filter(|path| glob::matches(relative, path)).collect()
            }
            None if known => self
                .before
                .in_context(source)
                .iter()
                .map(|(path, _)| path.clone())
                .collect(),
            None => Vec::new(),
        };
        if is_pattern && !known {
            self.found.open.push(self.destination.clone());
        }
        for path in matches {
            let root = if source.starts_with('/') { "/" } else { "" };
            let from = from.at(&format!("{root}{path}"));
            let presence = self.before.presence_of(&from);
            self.add(join(&self.destination, &path), from, presence, true, !is_pattern);
        }
    }
}

/// Whether a path that cannot be looked up reads like a directory: its last part has no extension, or a version's (`python3.11`).
pub(crate) fn looks_like_directory(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    let extension = last
        .trim_start_matches('.')
        .rsplit_once('.')
        .map(|(_, extension)| extension);
    extension.is_none_or(|extension| !extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What a pattern matches in a build context.
pub(crate) fn expanded(context: &dyn BuildContext, pattern: &str) -> Entries {
    let mut found = vec![(String::new(), EntryKind::Folder)];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut next = Vec::new();
        for (path, _) in found.iter().filter(|(_, kind)| *kind == EntryKind::Folder) {
            if glob::is_pattern(part) {
                let entries = context.entries(path).into_iter();
                next.extend(
                    entries
                        .filter(|(name, _)| glob::matches(part, name))
                        .map(|(name, kind)| (join(path, &name), kind)),
                );
            } else {
                let path = join(path, part);
                next.extend(context.kind(&path).map(|kind| (path, kind)));
            }
            if next.len() > MOST_MATCHES {
                break;
            }
        }
        found = next;
    }
    found.into()
}
