//! May this module be imported while the image is built?
//!
//! Importing a module runs its top level. It is gone through here with the environment that the Dockerfile sets:
//! only where every statement is known to define things, and to succeed, is the module worth importing in a build.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_python_ast::{ModModule, PythonVersion, Stmt};
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};

use super::environment::Environment;
use super::evaluator::{Doubt, Evaluator, Frame, Scope};
use super::value::Value;
use super::{parse, stdlib, syntax};
use crate::settings::VerifyImports;

/// A Python file that the runtime verification can name.
#[derive(Debug, Clone, Copy)]
pub struct Module<'a> {
    /// The dotted name that it is importable under; `pkg/__init__.py` is `pkg`. `None` if there is none, as for
    /// `tunnel-manager.py`.
    pub name: Option<&'a str>,
    /// Its text.
    pub source: &'a str,
}

/// How the runtime verification looks at a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Importing it only defines things.
    Import,
    /// It parses, but importing it would, or might, do something: the reason names the line.
    Compile(String),
    /// It does not parse as this version of Python, and is not to be named.
    Skip(String),
}

/// Decides for the entrypoint and for the modules beside it: the entrypoint's check, then one for each module in order.
///
/// `environment` has every variable that the RUN will see: ENV and ARG of the runtime stage, inherited ones, too. A
/// variable without a value here is set to something that is not known. `modules` has every file that the names may
/// mean: a package whose `__init__.py` is not among them is taken to have none.
pub fn classify(
    entrypoint: &Module,
    modules: &[Module],
    environment: &BTreeMap<String, Option<String>>,
    version: PythonVersion,
    mode: VerifyImports,
) -> Vec<Check> {
    let all: Vec<Module> = [*entrypoint].into_iter().chain(modules.iter().copied()).collect();
    let parsed: Vec<Result<Parsed<ModModule>, String>> = all
        .iter()
        .map(|module| parse::parse(module.source, version).map_err(|problem| problem.to_string()))
        .collect();
    let files: Vec<File> = all
        .iter()
        .zip(&parsed)
        .map(|(module, parsed)| File {
            name: module.name.filter(|name| is_importable(name)),
            source: module.source,
            suite: parsed.as_ref().ok().map(|parsed| parsed.suite().as_slice()),
        })
        .collect();
    let doubts = match mode {
        VerifyImports::Auto => doubts(&files, environment, version),
        VerifyImports::Always => vec![None; files.len()],
        VerifyImports::Never => vec![Some("verify.imports = never".to_owned()); files.len()],
    };
    let checks = files.iter().zip(&parsed).zip(doubts);
    checks
        .map(|((file, parsed), doubt)| match (parsed, doubt) {
            (Err(problem), _) => Check::Skip(problem.clone()),
            (Ok(_), Some(doubt)) => Check::Compile(doubt),
            (Ok(_), None) if file.name.is_none() => Check::Compile("its name is no identifier".into()),
            (Ok(_), None) => Check::Import,
        })
        .collect()
}

/// Why each file may not be imported.
fn doubts(
    files: &[File],
    environment: &BTreeMap<String, Option<String>>,
    version: PythonVersion,
) -> Vec<Option<String>> {
    let tops = files.iter().filter_map(|file| file.name?.split('.').next());
    if let Some(name) = tops.into_iter().find(|name| stdlib::is_reserved(name)) {
        return vec![Some(format!("{name}.py is in the way of the standard library's {name}")); files.len()];
    }
    // Variables that some module sets are not known to the others: all are gone through again with that in mind.
    let mut written = BTreeSet::new();
    loop {
        let before = written.len();
        let mut project = Project::new(files, Environment::new(environment, written), version);
        let doubts = (0..files.len()).map(|index| project.names_of(index).err()).collect();
        written = project.environment.into_written();
        if written.len() == before {
            return doubts;
        }
    }
}

#[derive(Clone, Copy)]
struct File<'a> {
    name: Option<&'a str>,
    source: &'a str,
    suite: Option<&'a [Stmt]>,
}

#[derive(Clone)]
enum State {
    Unseen,
    Running,
    Done(Result<Rc<BTreeMap<String, Value>>, String>),
}

/// The modules, each gone through once, when it is first needed.
pub struct Project<'a> {
    files: &'a [File<'a>],
    states: Vec<State>,
    /// How deep the walk is, all modules that are being imported together.
    pub nesting: usize,
    /// What the entrypoint imports at every start, and what it tries to.
    loaded: Vec<String>,
    tried: Vec<String>,
    /// What the modules read of the environment.
    pub environment: Environment,
    /// The Python that runs them.
    pub version: PythonVersion,
}

impl<'a> Project<'a> {
    fn new(files: &'a [File<'a>], environment: Environment, version: PythonVersion) -> Self {
        let mut loaded = Vec::new();
        let mut tried = Vec::new();
        for statement in files
            .first()
            .and_then(|entrypoint| entrypoint.suite)
            .unwrap_or_default()
        {
            match statement {
                Stmt::Try(attempt) => attempt
                    .body
                    .iter()
                    .for_each(|statement| imported(statement, &mut tried)),
                statement => imported(statement, &mut loaded),
            }
        }
        Self {
            files,
            states: vec![State::Unseen; files.len()],
            nesting: 0,
            loaded,
            tried,
            environment,
            version,
        }
    }

    /// The name that a module is imported under.
    pub fn name(&self, index: usize) -> &'a str {
        self.files.get(index).and_then(|file| file.name).unwrap_or("")
    }

    /// Whether the dotted name is a module of the project, or a package of one.
    pub fn has(&self, dotted: &str) -> bool {
        self.files
            .iter()
            .filter_map(|file| file.name)
            .any(|name| name == dotted || is_within(name, dotted))
    }

    /// Imports a dotted module of the project, packages first: the module itself, and its first part.
    pub fn import(&mut self, dotted: &str) -> Result<(Value, Value), String> {
        let mut names = Vec::new();
        for (end, _) in dotted.match_indices('.').chain([(dotted.len(), "")]) {
            let part = &dotted[..end];
            if !self.has(part) {
                return Err(format!("imports {part}, which is not there"));
            }
            names.push(match self.files.iter().position(|file| file.name == Some(part)) {
                Some(index) => (*self.names_of(index).map_err(|why| format!("imports {part}: {why}"))?).clone(),
                None => BTreeMap::new(),
            });
        }
        // From the innermost outwards: each package gets the module below it as an attribute.
        let mut parts = dotted.split('.').rev();
        let mut whole = None;
        let mut inner: Option<(String, Value)> = None;
        for mut found in names.into_iter().rev() {
            if let Some((name, value)) = inner.take() {
                found.insert(name, value);
            }
            let value = Value::Project(Rc::new(found));
            whole.get_or_insert_with(|| value.clone());
            inner = parts.next().map(|part| (part.to_owned(), value));
        }
        match (whole, inner) {
            (Some(whole), Some((_, top))) => Ok((whole, top)),
            _ => Err(format!("imports {dotted}, which is not there")),
        }
    }

    /// The absolute name of what `from ..module import` means in a file.
    pub fn absolute(&self, index: usize, level: u32, module: Option<&str>) -> Result<String, String> {
        if level == 0 {
            return Ok(module.unwrap_or_default().to_owned());
        }
        let own = self.name(index);
        // Run as a script, the entrypoint is in no package.
        let mut package = own;
        let mut up = level;
        if self
            .files
            .iter()
            .filter_map(|file| file.name)
            .any(|name| is_within(name, own))
        {
            up -= 1;
        }
        for _ in 0..up {
            package = package
                .rsplit_once('.')
                .map(|(package, _)| package)
                .ok_or("imports relative to a package that it is not in")?;
        }
        Ok(module.map_or_else(|| package.to_owned(), |module| format!("{package}.{module}")))
    }

    /// Whether a package that is neither the project's nor the standard library's is there for sure; an error if it
    /// is not known to be there at all.
    pub fn loads_anyway(&self, index: usize, dotted: &str, guarded: bool) -> Result<bool, String> {
        let among = |names: &[String]| names.iter().any(|name| name == dotted || is_within(name, dotted));
        if among(&self.loaded) {
            Ok(true)
        } else if guarded && among(&self.tried) || (index == 0 && among(&self.tried)) {
            Ok(false)
        } else {
            Err(format!(
                "imports {dotted}, which the entrypoint does not load at every start"
            ))
        }
    }

    fn names_of(&mut self, index: usize) -> Result<Rc<BTreeMap<String, Value>>, String> {
        match self.states.get(index) {
            Some(State::Done(result)) => return result.clone(),
            Some(State::Running) => return Err("modules import one another in a circle".into()),
            Some(State::Unseen) | None => {}
        }
        let Some(File {
            source,
            suite: Some(suite),
            ..
        }) = self.files.get(index).copied()
        else {
            return Err("it does not parse".into());
        };
        self.states[index] = State::Running;
        let result = self
            .go_through(index, suite)
            .map(Rc::new)
            .map_err(|doubt| worded(source, &doubt));
        self.states[index] = State::Done(result.clone());
        result
    }

    fn go_through(&mut self, index: usize, suite: &[Stmt]) -> Result<BTreeMap<String, Value>, Doubt> {
        let unguarded = index == 0 && !suite.iter().any(is_main_guard);
        let mut evaluator = Evaluator {
            project: self,
            index,
            frames: vec![Frame {
                scope: Scope::Module,
                names: BTreeMap::new(),
            }],
            future_annotations: syntax::has_future_annotations(suite),
            import_guards: 0,
            import_may_fail: false,
            submodules: Vec::new(),
            steps: 0,
        };
        evaluator.run(suite)?;
        if unguarded {
            let at = suite.last().map_or_else(TextRange::default, Ranged::range);
            return Err(Doubt {
                at,
                why: "ends the entrypoint without `if __name__ == \"__main__\":` around its start".into(),
            });
        }
        Ok(evaluator.into_names())
    }
}

fn worded(source: &str, doubt: &Doubt) -> String {
    let text = source
        .get(doubt.at.start().to_usize()..doubt.at.end().to_usize())
        .unwrap_or_default();
    let first = text.lines().next().unwrap_or_default().trim();
    let shown: String = first.chars().take(60).collect();
    let dots = if shown.len() < text.trim().len() { "…" } else { "" };
    format!(
        "line {}: `{shown}{dots}` {}",
        parse::line_of(source, doubt.at.start()),
        doubt.why
    )
}

/// The dotted names that an import statement loads.
fn imported(statement: &Stmt, into: &mut Vec<String>) {
    match statement {
        Stmt::Import(import) => into.extend(import.names.iter().map(|alias| alias.name.to_string())),
        Stmt::ImportFrom(import) if import.level == 0 => into.extend(import.module.iter().map(ToString::to_string)),
        _ => {}
    }
}

fn is_main_guard(statement: &Stmt) -> bool {
    let Stmt::If(condition) = statement else { return false };
    let Some(compare) = condition.test.as_compare_expr() else {
        return false;
    };
    let is_name =
        |expression: &ruff_python_ast::Expr| expression.as_name_expr().is_some_and(|name| name.id == "__name__");
    is_name(&compare.left) || compare.comparators.iter().any(is_name)
}

/// Whether a dotted name lies within a package.
fn is_within(name: &str, package: &str) -> bool {
    name.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'))
}

/// Whether `import name` can be written.
pub fn is_importable(name: &str) -> bool {
    name.split('.').all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && chars.all(|c| c.is_alphanumeric() || c == '_')
            && !is_keyword(part)
    })
}

/// The words that cannot be names.
pub fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    KEYWORDS.contains(&word)
}

#[cfg(test)]
#[path = "module_tests.rs"]
mod tests;
