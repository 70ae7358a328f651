//! The Python files that a stage has, as far as COPYs and the build context show.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::Stage;
use super::memo::PlacesByStage;
use super::origin::Origin;
use super::origin::copying::expanded;
use super::origin::landing::{Source, Supplier};
use super::origin::moment::Moment;
use crate::context::EntryKind;
use crate::dockerfile::path::{join, relative_to};

/// So many places are looked at for what a stage gets from another.
const MOST_PLACES: usize = 1_000;

/// A Python file of a stage that comes from the build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its absolute path in the stage.
    pub path: String,
    /// Its text, where the build context is known.
    pub source: Option<Arc<str>>,
}

impl SourceFile {
    /// The parts of its text between two quotes, those between two strings included.
    pub fn quoted(&self) -> impl Iterator<Item = &str> {
        self.source.as_deref().unwrap_or_default().split(['"', '\''])
    }

    /// The name without directory and `.py`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.strip_suffix(".py").unwrap_or(name)
    }
}

impl<'a> Stage<'a> {
    /// The Python file at a path at the stage's end, if it can be shown to be there.
    pub fn source_of(self, path: &str) -> Option<SourceFile> {
        self.source_from(self.end().origin(path), path)
    }

    /// The same, if every script and program of unknown effect left it alone: of what these may have changed, the text is not known.
    pub fn likely_source(self, path: &str) -> Option<SourceFile> {
        let likely = || {
            let file = self.source_from(self.end().likely_origin(path), path)?;
            Some(SourceFile { source: None, ..file })
        };
        self.source_of(path).or_else(likely)
    }

    fn source_from(self, origin: Origin, path: &str) -> Option<SourceFile> {
        let context = self.analysis().context;
        let source = match origin {
            Origin::Context(origin) if context.is_known() => {
                (context.kind(&origin) == Some(EntryKind::File)).then(|| context.read(&origin))?
            }
            Origin::Context(_) | Origin::Named => None,
            Origin::Unknown | Origin::Nowhere => return None,
        };
        // What has no plain name cannot be written into an instruction.
        let is_writable = !path.contains(char::is_control);
        is_writable.then(|| SourceFile {
            path: path.to_string(),
            source,
        })
    }

    /// The file at a path that the stage's command starts. It is there where it may be: else the image could not start.
    pub fn started_source(self, path: &str) -> Option<SourceFile> {
        let may_be_there = || self.end().origin(path) == Origin::Unknown && !path.contains(char::is_control);
        let unread = || SourceFile {
            path: path.to_string(),
            source: None,
        };
        self.likely_source(path).or_else(|| may_be_there().then(unread))
    }

    /// The text of a file that a COPY brings from the build context, if every program of unknown effect left it alone.
    pub fn source_text(self, path: &str) -> Option<Arc<str>> {
        match self.end().likely_origin(path) {
            Origin::Context(origin) => self.analysis().context.read(&origin),
            Origin::Named | Origin::Unknown | Origin::Nowhere => None,
        }
    }

    /// Whether every checkout of the repository has the file at a path, as far as is known.
    pub fn is_in_every_checkout(self, path: &str) -> bool {
        match self.end().likely_origin(path) {
            Origin::Context(origin) => !self.analysis().context.is_left_out_by_git(&origin),
            Origin::Named | Origin::Unknown | Origin::Nowhere => true,
        }
    }

    /// The Python files directly in a directory at the stage's end, in order of their names.
    pub fn sources_beside(self, directory: &str) -> Vec<SourceFile> {
        let names = self.names_in(directory);
        let python = names.iter().filter(|name| name.ends_with(".py"));
        python
            .filter_map(|name| self.source_of(&join(directory, name)))
            .collect()
    }

    /// The Python files in a directory and in all directories below it, in order of their paths. `None` when there are more than `limit`
    /// files, or as many directories, or when it takes too long to find them.
    pub fn sources_below(self, directory: &str, limit: usize) -> Option<Vec<SourceFile>> {
        self.files_below(directory, limit, |path| self.source_of(path))
    }

    /// The same, each with its text in the build context, whatever scripts and programs of unknown effect made of it.
    pub fn original_sources_below(self, directory: &str, limit: usize) -> Option<Vec<SourceFile>> {
        self.files_below(directory, limit, |path| self.original_source(path))
    }

    /// The Python file at a path with its text in the build context, whatever scripts and programs of unknown effect made of it.
    pub fn original_source(self, path: &str) -> Option<SourceFile> {
        self.source_from(self.end().likely_origin(path), path)
    }

    fn files_below(
        self,
        directory: &str,
        limit: usize,
        file: impl Fn(&str) -> Option<SourceFile>,
    ) -> Option<Vec<SourceFile>> {
        let mut found = Vec::new();
        let mut open = vec![directory.to_string()];
        let mut visited = 0;
        while let Some(directory) = open.pop() {
            visited += 1;
            let mut directories = Vec::new();
            for name in self.names_in(&directory).iter() {
                let path = join(&directory, name);
                if name.ends_with(".py") {
                    found.extend(file(&path));
                } else if !name.contains('.') && name != "__pycache__" {
                    directories.push(path);
                }
            }
            open.extend(directories.into_iter().rev());
            if found.len() > limit || visited > limit || !self.analysis().dockerfile.memo.may_go_on() {
                return None;
            }
        }
        Some(found)
    }

    /// The names that may stand in a directory at its end: whether they really do, [`Stage::source_of`] tells.
    pub fn names_in(self, directory: &str) -> Rc<BTreeSet<String>> {
        Moment::from(self.end()).names_in(directory)
    }

    /// The paths of `supplier`, another stage, that what stands at `path` of this one, or below it, may come from, the likeliest first.
    pub fn supplied(self, path: &str, supplier: Stage<'a>) -> Vec<String> {
        let key = (self.index(), path.to_string());
        let find = || Rc::new(self.find_supplied(path));
        let memo = &self.analysis().dockerfile.memo;
        let places = memo.supplied.recall(key, Rc::default(), find);
        places.get(&supplier.index()).cloned().unwrap_or_default()
    }

    /// The same for every stage, by its number.
    fn find_supplied(self, path: &str) -> PlacesByStage {
        let mut found = PlacesByStage::new();
        // With each place, whether its stage copies from there itself, to what another stage takes.
        let mut open = VecDeque::from([(self, path.to_string(), false)]);
        let mut seen = HashSet::from([(self.index(), path.to_string(), false)]);
        let memo = &self.analysis().dockerfile.memo;
        while let Some((stage, path, is_own_source)) = open.pop_front().filter(|_| memo.may_go_on()) {
            for local in stage.chain().skip(usize::from(is_own_source)) {
                let paths = found.entry(local.index()).or_default();
                if !paths.contains(&path) {
                    paths.push(path.clone());
                }
            }
            for (step, before) in Moment::from(stage.end()).history() {
                for landing in before.landings(&step, &path).unwrap_or_default() {
                    let source = match relative_to(&landing.to, &path) {
                        Some(below) if !below.is_empty() => Some(landing.from.clone()),
                        _ => landing.source_of(&path),
                    };
                    let Some(source) = source else { continue };
                    let Some(moment) = before.moment_of(&source) else {
                        continue;
                    };
                    let is_own_source = source.supplier == Supplier::Here && moment.stage() == stage;
                    if seen.len() < MOST_PLACES
                        && seen.insert((moment.stage().index(), source.path.clone(), is_own_source))
                    {
                        open.push_back((moment.stage(), source.path, is_own_source));
                    }
                }
            }
        }
        found
    }
}

impl<'a> Moment<'a> {
    /// The names that may stand in a directory.
    fn names_in(self, directory: &str) -> Rc<BTreeSet<String>> {
        let find = || Rc::new(self.find_names(directory));
        self.recall(|memo| &memo.names, directory, Rc::default(), find)
    }

    fn find_names(self, directory: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for (step, before) in self.steps() {
            for landing in before.landings(&step, directory).unwrap_or_default() {
                if let Some(below) = relative_to(directory, &landing.to) {
                    names.extend(before.names_at(&landing.from.below(below)).iter().cloned());
                } else if let Some(rest) = relative_to(&landing.to, directory) {
                    names.extend(rest.split('/').next().map(str::to_string));
                }
            }
        }
        if let Some(inherited) = self.inherited() {
            names.extend(inherited.names_in(directory).iter().cloned());
        }
        names
    }

    /// The names in a directory that something is copied from.
    pub(super) fn names_at(self, source: &Source) -> Rc<BTreeSet<String>> {
        if let Some(moment) = self.moment_of(source) {
            return moment.names_in(&source.path);
        }
        let entries = match source.supplier {
            Supplier::Context => self.analysis().context.entries(&source.path),
            _ => Vec::new(),
        };
        Rc::new(entries.into_iter().map(|(name, _)| name).collect())
    }

    /// What a pattern matches in the build context.
    pub(super) fn in_context(self, pattern: &str) -> Rc<[String]> {
        let known = &self.analysis().dockerfile.memo.matches;
        if let Some(found) = known.borrow().get(pattern) {
            return Rc::clone(found);
        }
        let found = expanded(self.analysis().context, pattern);
        known.borrow_mut().insert(pattern.to_string(), Rc::clone(&found));
        found
    }
}
