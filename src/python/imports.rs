//! What a service loads at every start: its entrypoint's imports, followed through the service's own files.

mod statements;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::{PythonVersion, Stmt};

use super::dotted::{Binding, bindings, is_importable, prefixes};
use super::parse::PythonTree;
use super::{stdlib, syntax};
pub(crate) use statements::is_false_in_a_build;

/// So many modules are followed, and so many names looked for; what loads more is not looked into.
const MOST_MODULES: usize = 400;
const MOST_NAMES: usize = 4000;

/// The files that an import can find.
pub(crate) trait Files {
    /// The text of the file at an absolute path. `None` if there is none, `Some(None)` if it cannot be read.
    fn read(&self, path: &str) -> Option<Option<Arc<str>>>;
    /// The names that may stand in a directory; whether a file really does, [`Files::read`] tells.
    fn names(&self, directory: &str) -> Rc<BTreeSet<String>>;
    /// The tree of a text; `None` if this version of Python refuses it.
    fn tree(&self, text: &Arc<str>, version: PythonVersion) -> Option<Rc<PythonTree>>;
}

/// How certain it is that a start runs an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At top level.
    Always,
    /// In the body of a top-level `try` that expects an `ImportError`.
    Attempted,
    /// In the body of a top-level `try` that expects other errors, too: the start goes on whatever the module does.
    Tolerated,
    /// In a condition, a loop, a class, an exception handler.
    Perhaps,
}

/// A Python file of the service.
pub struct Module {
    /// The dotted name that it is imported by.
    pub name: String,
    /// Its absolute path.
    pub path: String,
    /// When a start loads it.
    pub when: When,
    /// Its text, if it can be read.
    pub source: Option<Arc<str>>,
    /// Its tree; `None` if its text cannot be read, or this version of Python refuses it.
    pub parsed: Option<Rc<PythonTree>>,
    /// Whether `from . import x` in it starts at its own name: it is a package's `__init__.py`.
    is_package: bool,
    /// Started by its path: it is in no package.
    is_script: bool,
}

impl Module {
    /// The statements at top level, if it parses.
    pub fn suite(&self) -> Option<&[Stmt]> {
        self.parsed.as_ref().map(|parsed| &parsed.suite()[..])
    }

    /// Whether an import statement can name it.
    pub fn is_importable(&self) -> bool {
        is_importable(&self.name)
    }

    /// The absolute name of a module that this file calls `..module`, say.
    pub fn absolute(&self, module: &str) -> Option<String> {
        let name = module.trim_start_matches('.');
        let level = module.len() - name.len();
        if level == 0 {
            return Some(name.to_string());
        }
        let mut package = (!self.is_script).then_some(self.name.as_str())?;
        for _ in 0..level - usize::from(self.is_package) {
            package = package.rsplit_once('.')?.0;
        }
        Some(format!("{package}.{name}").trim_end_matches('.').to_string())
    }
}

/// What a start loads.
#[derive(Default)]
pub struct Loaded {
    /// The service's own modules, the entrypoint first, then in the order in which they are met.
    pub modules: Vec<Module>,
    /// The directories without `__init__.py` that serve as packages, by their dotted names.
    pub namespaces: BTreeSet<String>,
    /// The first parts of the other names that every start imports: packages, which are neither the service's nor the standard library's.
    pub packages: Vec<String>,
}

impl Loaded {
    /// The place in `modules` of a dotted name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.modules.iter().position(|module| module.name == name)
    }

    /// Whether the name is the service's: a module or a package of it.
    pub fn has(&self, name: &str) -> bool {
        self.namespaces.contains(name) || self.position(name).is_some()
    }
}

/// Follows the imports of an entrypoint, the file at `path`, through the files below `roots`, the directories at the front of `sys.path`.
/// `name` is the dotted name of `-m`; `None` for a script. `None` when there are too many.
pub(crate) fn load(
    path: &str,
    name: Option<&str>,
    roots: &[String],
    files: &dyn Files,
    version: PythonVersion,
) -> Option<Loaded> {
    let mut loader = Loader {
        roots,
        files,
        version,
        pending: VecDeque::new(),
        seen: BTreeMap::new(),
        loaded: Loaded::default(),
    };
    let own_name = name.unwrap_or_else(|| loader.name_of_script(path));
    loader.add(own_name, path, files.read(path).flatten(), When::Always);
    match name {
        Some(name) => loader.import(name, When::Always),
        None => loader.loaded.modules[0].is_script = true,
    }
    while let Some(index) = loader.pending.pop_front() {
        loader.follow(index);
        if loader.loaded.modules.len() > MOST_MODULES || loader.seen.len() > MOST_NAMES {
            return None;
        }
    }
    Some(loader.loaded)
}

struct Loader<'a> {
    roots: &'a [String],
    files: &'a dyn Files,
    version: PythonVersion,
    /// The modules whose imports are to be followed.
    pending: VecDeque<usize>,
    /// The names that were imported, and when.
    seen: BTreeMap<String, When>,
    loaded: Loaded,
}

impl Loader<'_> {
    /// The file that an import finds in the first of some directories, and its text.
    fn find(&self, directories: &[String], name: &str) -> Option<(String, Option<Arc<str>>)> {
        let file = format!("{name}.py");
        directories.iter().find_map(|directory| {
            let names = self.files.names(directory);
            let places = [(name, "/__init__.py"), (&file, "")].into_iter();
            let paths = places.filter(|(entry, _)| names.contains(*entry));
            let mut paths = paths.map(|(entry, inner)| format!("{}{inner}", join(directory, entry)));
            paths.find_map(|path| self.files.read(&path).map(|text| (path, text)))
        })
    }

    /// The name that imports a script, or `__main__` where that name is no identifier or means another file.
    fn name_of_script<'s>(&self, path: &'s str) -> &'s str {
        let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".py");
        match self.find(self.roots, stem) {
            Some((found, _)) if found == path && !stem.contains('.') && is_importable(stem) => stem,
            _ => "__main__",
        }
    }

    /// Notes a module, or that it is loaded more certainly than was known.
    fn add(&mut self, name: &str, path: &str, source: Option<Arc<str>>, when: When) {
        let index = match self.loaded.position(name) {
            Some(index) if self.loaded.modules[index].when <= when => return,
            Some(index) => index,
            None => {
                self.loaded.modules.push(Module {
                    name: name.to_string(),
                    path: path.to_string(),
                    when,
                    parsed: source.as_ref().and_then(|text| self.files.tree(text, self.version)),
                    source,
                    is_package: path.ends_with("/__init__.py"),
                    is_script: false,
                });
                self.loaded.modules.len() - 1
            }
        };
        self.loaded.modules[index].when = when;
        self.pending.push_back(index);
    }

    /// Loads a dotted name, its packages first.
    fn import(&mut self, dotted: &str, when: When) {
        let is_known = self.seen.get(dotted).is_some_and(|seen| *seen <= when);
        if is_known || self.seen.len() > MOST_NAMES {
            return;
        }
        self.seen.insert(dotted.to_string(), when);
        let mut directories = self.roots.to_vec();
        for name in prefixes(dotted) {
            let part = name.rsplit('.').next().unwrap_or(name);
            directories = match self.find(&directories, part) {
                Some((path, source)) => {
                    self.add(name, &path, source, when);
                    let package = path.strip_suffix("/__init__.py").map(str::to_string);
                    package.into_iter().collect()
                }
                None => {
                    let mut inner: Vec<_> = directories.iter().map(|directory| join(directory, part)).collect();
                    inner.retain(|path| !self.files.names(path).is_empty());
                    inner
                }
            };
            if directories.is_empty() && self.loaded.position(name).is_none() {
                let is_package = name == part && when == When::Always && !stdlib::is_reserved(name);
                if is_package && !self.loaded.packages.iter().any(|package| package == name) {
                    self.loaded.packages.push(name.to_string());
                }
                return;
            }
            if self.loaded.position(name).is_none() {
                self.loaded.namespaces.insert(name.to_string());
            }
        }
    }

    /// Loads what the statements of a module import.
    fn follow(&mut self, index: usize) {
        let module = &self.loaded.modules[index];
        let mut imports: Vec<(When, String, Option<String>)> = Vec::new();
        for (when, statement) in statements::imports(module.suite().unwrap_or_default(), module.when) {
            let import = |one: Binding<'_>| Some((when, module.absolute(&one.module)?, one.member.map(str::to_string)));
            imports.extend(bindings(statement).into_iter().filter_map(import));
        }
        for (when, base, member) in imports {
            self.import(&base, when);
            let package = self.loaded.position(&base).map(|index| &self.loaded.modules[index]);
            let is_package = package.map_or(self.loaded.namespaces.contains(&base), |package| package.is_package);
            let suite = package.and_then(Module::suite).unwrap_or_default();
            let is_bound = |name: &String| syntax::bound_names(suite).contains(name);
            if let Some(module) = member.filter(|member| is_package && !is_bound(member)) {
                self.import(&format!("{base}.{module}"), when);
            }
        }
    }
}

fn join(directory: &str, name: &str) -> String {
    format!("{}/{name}", directory.trim_end_matches('/'))
}

#[cfg(test)]
mod tests;
