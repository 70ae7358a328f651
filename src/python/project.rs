//! The modules that may import one another: each is gone through once, when it is first needed.

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::{PythonVersion, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::environment::Environment;
use super::evaluator::{Doubt, Evaluator, Frame, Scope};
use super::value::Value;
use super::{parse, syntax};

/// One of the files, parsed; without a suite if it does not parse.
#[derive(Clone, Copy)]
pub struct File<'a> {
    pub name: Option<&'a str>,
    pub source: &'a str,
    pub suite: Option<&'a [Stmt]>,
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
    pub fn new(files: &'a [File<'a>], environment: Environment, version: PythonVersion) -> Self {
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

    /// The names that a module has once it was imported, or why importing it may fail or act.
    pub fn names_of(&mut self, index: usize) -> Result<Rc<BTreeMap<String, Value>>, String> {
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
