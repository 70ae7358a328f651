//! How the landings of a copy are found: what each of its sources is, and whether the destination is a directory.

use std::rc::Rc;

use super::Origin;
use super::landing::{Landing, Source, Supplier};
use super::moment::Moment;
use super::presence::Presence;
use crate::context::{BuildContext, EntryKind};
use crate::dockerfile::glob;
use crate::dockerfile::path::{join, relative_to};

/// So many files that a pattern matches are looked at; with more, what it brings is not known.
const MOST_MATCHES: usize = 1_000;

/// What is copied, while its landings are found.
pub(crate) struct Copying<'a, 'p> {
    before: Moment<'a>,
    destination: &'p str,
    /// A path that is asked for: a pattern takes it where the names in a directory are not known.
    asked: &'p str,
    /// Whether the destination is a directory that is copied into; `None` when that is not known.
    pub(crate) into: Option<bool>,
    pub(crate) excludes: &'a [String],
    found: Vec<Landing<'a>>,
    /// Where it may copy more than is known.
    open: Vec<String>,
}

impl<'a, 'p> Copying<'a, 'p> {
    pub(crate) fn new(before: Moment<'a>, destination: &'p str, asked: &'p str) -> Self {
        Self {
            before,
            destination,
            asked,
            into: Some(true),
            excludes: &[],
            found: Vec::new(),
            open: Vec::new(),
        }
    }

    /// All landings, the last first; then what may be copied besides.
    pub(crate) fn finish(mut self) -> Vec<Landing<'a>> {
        let open = std::mem::take(&mut self.open);
        self.found.reverse();
        for place in open {
            let (supplier, path) = (Supplier::Elsewhere, place);
            self.add(path.clone(), Source { supplier, path }, true, false);
        }
        self.found
    }

    fn add(&mut self, to: String, from: Source, is_certain: bool, is_named: bool) {
        self.found.push(Landing {
            to,
            from,
            is_certain,
            is_named,
            excludes: self.excludes,
        });
    }

    /// Whatever it may copy to a place.
    pub(crate) fn anything(&mut self, place: String) {
        self.open.push(place);
    }

    /// The contents of a directory.
    pub(crate) fn contents(&mut self, from: Source, is_named: bool) {
        self.add(self.destination.to_string(), from, true, is_named);
    }

    /// What goes into the destination under its own name where that is a directory, and else becomes the destination: a file, or what
    /// `cp -r` copies.
    pub(crate) fn whole(&mut self, from: Source, is_named: bool) {
        let is_certain = self.into.is_some();
        if self.into != Some(true) {
            self.add(self.destination.to_string(), from.clone(), is_certain, is_named);
        }
        if self.into != Some(false) {
            let name = from.path.rsplit('/').next().unwrap_or_default();
            self.add(join(self.destination, name), from, is_certain, is_named);
        }
    }

    /// A source of a COPY: the contents of a directory, or a file, or what a pattern matches; with `--parents` below its own path.
    pub(crate) fn copy(&mut self, source: &Source, keeps_parents: bool) {
        let is_named = !glob::is_pattern(&source.path);
        let matched = match is_named {
            true => vec![source.clone()],
            false => self.matched(source, keeps_parents),
        };
        self.before.analysis().dockerfile.memo.count_steps(matched.len());
        for from in matched {
            if keeps_parents {
                let to = join(self.destination, from.path.trim_start_matches('/'));
                self.add(to, from, true, is_named);
                continue;
            }
            match self.before.presence_of(&from) {
                Presence::Directory => self.contents(from, is_named),
                // The build fails for want of it.
                Presence::Nothing if is_named && from.supplier == Supplier::Context => {}
                Presence::Nothing | Presence::Unknown if is_named && looks_like_directory(&from.path) => {
                    self.contents(from, true);
                }
                _ => self.whole(from, is_named),
            }
        }
    }

    /// What a pattern matches.
    fn matched(&mut self, source: &Source, keeps_parents: bool) -> Vec<Source> {
        let context = self.before.analysis().context;
        if source.supplier == Supplier::Context && context.is_known() {
            let matches = self.before.in_context(&source.path);
            if matches.len() > MOST_MATCHES {
                self.anything(self.destination.to_string());
            }
            let some = matches.iter().take(MOST_MATCHES);
            return some.map(|path| source.at(path.clone())).collect();
        }
        let (parent, last) = source.path.rsplit_once('/').unwrap_or(("", &source.path));
        let is_seen = match source.supplier {
            Supplier::Context => true,
            Supplier::Stage(_) => self.before.origin_of(&source.at(parent.to_string())) != Origin::Unknown,
            Supplier::Here | Supplier::Elsewhere => false,
        };
        if keeps_parents || !is_seen || glob::is_pattern(parent) || looks_like_directory(last) {
            self.anything(self.destination.to_string());
        }
        self.names(parent, last, source)
    }

    /// What a pattern matches in a directory, as far as the names there are known or asked for.
    pub(crate) fn names(&self, parent: &str, pattern: &str, from: &Source) -> Vec<Source> {
        let known = self.before.names_at(&from.at(parent.to_string()));
        let asked = relative_to(self.asked, self.destination).and_then(|below| below.split('/').next());
        let asked = asked.filter(|name| !name.is_empty());
        let names = known.iter().map(String::as_str).chain(asked);
        let matching = names.filter(|name| glob::matches(pattern, name));
        matching.map(|name| from.at(join(parent, name))).collect()
    }
}

/// Whether a path that cannot be looked up reads like a directory: its last part has no extension, or a version's (`lib/python3.11`). In a
/// `bin` directory there are programs.
pub(crate) fn looks_like_directory(path: &str) -> bool {
    let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
    let extension = last
        .trim_start_matches('.')
        .rsplit_once('.')
        .map(|(_, extension)| extension);
    !parent.ends_with("/bin")
        && extension
            .is_none_or(|extension| !extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What a pattern matches in a build context.
pub(crate) fn expanded(context: &dyn BuildContext, pattern: &str) -> Rc<[String]> {
    let mut found = vec![String::new()];
    for part in pattern.split('/') {
        let mut next = Vec::new();
        for path in found
            .iter()
            .filter(|path| context.kind(path) == Some(EntryKind::Directory))
        {
            if glob::is_pattern(part) {
                let names = context.entries(path).into_iter().map(|(name, _)| name);
                next.extend(
                    names
                        .filter(|name| glob::matches(part, name))
                        .map(|name| join(path, &name)),
                );
            } else {
                next.extend(Some(join(path, part)).filter(|path| context.kind(path).is_some()));
            }
            if next.len() > MOST_MATCHES {
                break;
            }
        }
        found = next;
    }
    found.into()
}
