//! What a service loads at every start: its entrypoint's imports, followed through the service's own files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{CmpOp, Expr, ModModule, PythonVersion, Stmt};
use ruff_python_parser::Parsed;

use super::{identifiers, parse, stdlib, syntax};

/// So many modules are followed; what loads more is not looked into.
const MOST_MODULES: usize = 400;

/// The files that an import can find.
pub trait Files {
    /// The text of the file at an absolute path. `None` if there is none, `Some(None)` if it cannot be read.
    fn read(&self, path: &str) -> Option<Option<Arc<str>>>;
    /// Whether a directory stands at an absolute path.
    fn is_directory(&self, path: &str) -> bool;
}

/// How certain it is that a start runs an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// At top level.
    Always,
    /// In the body of a top-level `try`.
    Attempted,
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
    /// Its tree; `None` if its text cannot be read, an error if this version of Python refuses it.
    pub parsed: Option<Result<Parsed<ModModule>, String>>,
    /// Whether `from . import x` in it starts at its own name: it is a package's `__init__.py`.
    is_package: bool,
    /// Started by its path: it is in no package.
    is_script: bool,
}

impl Module {
    /// The statements at top level, if it parses.
    pub fn suite(&self) -> Option<&[Stmt]> {
        Some(self.parsed.as_ref()?.as_ref().ok()?.suite())
    }

    /// Whether an import statement can name it.
    pub fn is_importable(&self) -> bool {
        identifiers::is_importable(&self.name)
    }

    /// The absolute name of what `from ..module import` names in this file.
    pub fn absolute(&self, level: u32, module: Option<&str>) -> Option<String> {
        let module = module.unwrap_or_default();
        if level == 0 {
            return Some(module.to_string());
        }
        let mut package = (!self.is_script).then_some(self.name.as_str())?;
        for _ in 0..level - u32::from(self.is_package) {
            package = package.rsplit_once('.')?.0;
        }
        Some(format!("{package}.{module}").trim_end_matches('.').to_string())
    }
}

/// The file that a command starts.
pub struct Entrypoint<'a> {
    /// Its absolute path.
    pub path: &'a str,
    /// The dotted name of `-m`; `None` for a script.
    pub name: Option<&'a str>,
    /// Its text.
    pub source: Option<Arc<str>>,
}

/// What a start loads.
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

/// Follows the imports of an entrypoint through the files below `roots`, the directories at the front of `sys.path`. `None` when there
/// are too many.
pub fn load(entrypoint: Entrypoint, roots: &[String], files: &dyn Files, version: PythonVersion) -> Option<Loaded> {
    let mut loader = Loader {
        roots,
        files,
        version,
        pending: VecDeque::new(),
        seen: BTreeMap::new(),
        loaded: Loaded {
            modules: Vec::new(),
            namespaces: BTreeSet::new(),
            packages: Vec::new(),
        },
    };
    let name = entrypoint
        .name
        .unwrap_or_else(|| loader.name_of_script(entrypoint.path));
    loader.add(name, entrypoint.path, entrypoint.source, When::Always);
    match entrypoint.name {
        Some(name) => loader.import(name, When::Always),
        None => loader.loaded.modules[0].is_script = true,
    }
    while let Some(index) = loader.pending.pop_front() {
        loader.follow(index);
        if loader.loaded.modules.len() > MOST_MODULES {
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
    /// The name that imports a script, or `__main__` where that name is no identifier or means another file.
    fn name_of_script<'s>(&self, path: &'s str) -> &'s str {
        let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".py");
        let found = find(self.files, &beside(self.roots, stem));
        match found {
            Some((found, _)) if found == path && !stem.contains('.') && identifiers::is_importable(stem) => stem,
            _ => "__main__",
        }
    }

    /// Notes a module, or that it is loaded more certainly than was known.
    fn add(&mut self, name: &str, path: &str, source: Option<Arc<str>>, when: When) {
        let index = match self.loaded.position(name) {
            Some(index) if self.loaded.modules[index].when <= when => return,
            Some(index) => index,
            None => {
                let parse = |text: &Arc<str>| parse::parse(text, self.version).map_err(|error| error.to_string());
                self.loaded.modules.push(Module {
                    name: name.to_string(),
                    path: path.to_string(),
                    when,
                    parsed: source.as_ref().map(parse),
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
        if self.seen.get(dotted).is_some_and(|seen| *seen <= when) {
            return;
        }
        self.seen.insert(dotted.to_string(), when);
        let mut directories = self.roots.to_vec();
        for end in dotted.match_indices('.').map(|(end, _)| end).chain([dotted.len()]) {
            let name = &dotted[..end];
            let part = name.rsplit('.').next().unwrap_or(name);
            let inner = beside(&directories, part);
            directories = match find(self.files, &inner) {
                Some((path, source)) => {
                    self.add(name, &path, source, when);
                    path.strip_suffix("/__init__.py")
                        .map(str::to_string)
                        .into_iter()
                        .collect()
                }
                None => inner.into_iter().filter(|path| self.files.is_directory(path)).collect(),
            };
            if directories.is_empty() && self.loaded.position(name).is_none() {
                let is_package = end == part.len() && when == When::Always && !stdlib::is_reserved(name);
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
        let mut statements = Statements {
            when: module.when,
            found: Vec::new(),
        };
        statements.visit_body(module.suite().unwrap_or_default());
        let mut names: Vec<(When, String, Vec<String>)> = Vec::new();
        for (when, statement) in statements.found {
            match statement {
                Stmt::Import(import) => {
                    names.extend(
                        import
                            .names
                            .iter()
                            .map(|alias| (when, alias.name.to_string(), Vec::new())),
                    );
                }
                Stmt::ImportFrom(import) => {
                    let inner = import.names.iter().map(|alias| alias.name.to_string()).collect();
                    let base = module.absolute(import.level, import.module.as_deref());
                    names.extend(base.map(|base| (when, base, inner)));
                }
                _ => {}
            }
        }
        for (when, base, inner) in names {
            self.import(&base, when);
            let package = self.loaded.position(&base).map(|index| &self.loaded.modules[index]);
            let bound = package
                .and_then(Module::suite)
                .map(syntax::bound_names)
                .unwrap_or_default();
            if self.loaded.namespaces.contains(&base) || package.is_some_and(|package| package.is_package) {
                let modules = inner.iter().filter(|name| !bound.contains(name));
                modules.for_each(|name| self.import(&format!("{base}.{name}"), when));
            }
        }
    }
}

fn beside(directories: &[String], name: &str) -> Vec<String> {
    let places = directories.iter();
    places
        .map(|directory| format!("{}/{name}", directory.trim_end_matches('/')))
        .collect()
}

/// The file that an import finds at the first of some places, and its text.
fn find(files: &dyn Files, places: &[String]) -> Option<(String, Option<Arc<str>>)> {
    let mut paths = places
        .iter()
        .flat_map(|place| [format!("{place}/__init__.py"), format!("{place}.py")]);
    paths.find_map(|path| files.read(&path).map(|text| (path, text)))
}

/// The import statements that run when a module is imported.
struct Statements<'a> {
    when: When,
    found: Vec<(When, &'a Stmt)>,
}

impl<'a> Statements<'a> {
    fn at_most(&mut self, when: When, visit: impl FnOnce(&mut Self)) {
        let outer = self.when;
        self.when = outer.max(when);
        visit(self);
        self.when = outer;
    }
}

impl<'a> StatementVisitor<'a> for Statements<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.found.push((self.when, statement)),
            Stmt::FunctionDef(_) => {}
            Stmt::If(condition) if is_false_in_a_build(&condition.test) => self.at_most(When::Perhaps, |statements| {
                let others = condition.elif_else_clauses.iter();
                others.for_each(|clause| statements.visit_elif_else_clause(clause));
            }),
            Stmt::Try(attempt) => {
                self.at_most(When::Attempted, |statements| {
                    statements.visit_body(&attempt.body);
                    statements.visit_body(&attempt.orelse);
                });
                self.at_most(When::Perhaps, |statements| {
                    let handlers = attempt.handlers.iter();
                    handlers.for_each(|handler| statements.visit_except_handler(handler));
                    statements.visit_body(&attempt.finalbody);
                });
            }
            _ => self.at_most(When::Perhaps, |statements| walk_stmt(statements, statement)),
        }
    }
}

/// Whether a condition is false wherever a module is imported: `__name__ == "__main__"`, `TYPE_CHECKING`.
pub fn is_false_in_a_build(test: &Expr) -> bool {
    match test {
        Expr::Compare(compare) => {
            let sides = [&*compare.left, compare.comparators.first().unwrap_or(&compare.left)];
            let is_name = |side: &&Expr| side.as_name_expr().is_some_and(|name| name.id == "__name__");
            let is_main = |side: &&Expr| {
                side.as_string_literal_expr()
                    .is_some_and(|text| text.value.to_str() == "__main__")
            };
            *compare.ops == [CmpOp::Eq] && sides.iter().any(is_name) && sides.iter().any(is_main)
        }
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}
