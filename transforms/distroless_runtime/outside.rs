//! What a Python file uses outside Python, as far as its syntax shows: programs that it starts, libraries that it loads, modules that a
//! small image lacks, files that it writes.

use std::collections::HashMap;
use std::sync::LazyLock;

use ruff_python_ast::statement_visitor::{self, StatementVisitor};
use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Arguments, Expr, ExprCall, PythonVersion, Stmt};
use ruff_text_size::{Ranged, TextSize};

use crate::python::dotted::{bindings, full_name};
use crate::python::parse::parse;
use crate::python::{NameList, name_list, stdlib};
use crate::text::Positions;

/// What is known to reach outside: a `module` that is there to start programs, or that distroless lacks; a `library` that every image has; a
/// function that starts a `program`, that may `load` a library, looks up an `account`, or changes an `owner`; one that may `open` a file for writing, or does `write` to its first
/// argument, or to its second, or makes or removes what that names; a `method` that does so to its path, or to the one that it is given.
static OUTSIDE: NameList = NameList(LazyLock::new(|| name_list(include_str!("outside/catalog.txt"))));

/// What a Python file uses outside Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outside {
    /// It starts a program; its name where that is written there.
    Program(Option<String>),
    /// It loads or looks for a shared library.
    Library(String),
    /// It imports a module of the standard library that distroless lacks.
    Module(String),
    /// It looks up a user or a group that distroless may not know; its name where that is written there.
    Account(Option<String>),
    /// It calls a function that gives files, or itself, to another user, which only root may.
    Owner(String),
    /// It writes to a file or makes a directory; the path where that is written there.
    Write(Option<String>),
}

/// Everything that a file uses outside Python, in the order of the text, each with its line, counted from 1.
///
/// # Errors
/// The text is no Python.
pub(crate) fn uses(source: &str, version: PythonVersion) -> Result<Vec<(usize, Outside)>, String> {
    let parsed = parse(source, version)?;
    let mut names = ImportedNames::default();
    names.visit_body(parsed.suite());
    let mut walk = OutsideWalk {
        positions: Positions::new(source),
        version,
        names: names.0,
        found: Vec::new(),
    };
    walk.visit_body(parsed.suite());
    Ok(walk.found)
}

/// The names that imports bind anywhere in a file, and what each stands for.
#[derive(Default)]
struct ImportedNames(HashMap<String, String>);

impl<'a> StatementVisitor<'a> for ImportedNames {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let names = bindings(statement).into_iter();
        self.0.extend(names.map(|one| (one.name.to_string(), one.meaning)));
        statement_visitor::walk_stmt(self, statement);
    }
}

struct OutsideWalk<'a> {
    positions: Positions<'a>,
    version: PythonVersion,
    names: HashMap<String, String>,
    found: Vec<(usize, Outside)>,
}

impl<'a> OutsideWalk<'a> {
    fn add(&mut self, at: TextSize, what: Outside) {
        let (line, _) = self.positions.position(at.to_usize());
        self.found.push((line, what));
    }

    fn import(&mut self, at: TextSize, module: &str) {
        let top = module.split('.').next().unwrap_or(module);
        if OUTSIDE.has("module", "runner", top) {
            self.add(at, Outside::Program(None));
        }
        let older = (9..self.version.minor).map(|minor| PythonVersion { major: 3, minor });
        let was_there = |module| older.clone().any(|older| stdlib::has_module(module, older));
        let is_gone = !stdlib::has_module(top, self.version) && was_there(top);
        if OUTSIDE.has("module", "missing", top) || is_gone {
            self.add(at, Outside::Module(top.to_string()));
        }
    }

    /// Looks at a call; whether its function needs no look by itself.
    fn call(&mut self, call: &'a ExprCall) -> bool {
        let path = full_name(&call.func, &self.names).unwrap_or_default();
        if OUTSIDE.has_member("program", &path) {
            if !self.is_python(&call.arguments) {
                let text = first_word(&call.arguments).and_then(literal);
                let program = text.and_then(|text| text.split_whitespace().next());
                self.add(call.start(), Outside::Program(program.map(str::to_string)));
            }
            return true;
        }
        if OUTSIDE.has_member("load", &path) {
            let name = call.arguments.args.first().and_then(literal);
            let is_own_process = call.arguments.args.first().is_some_and(Expr::is_none_literal_expr);
            let is_there = |name: &&str| OUTSIDE.has("library", "there", name);
            if !is_own_process && name.filter(is_there).is_none() {
                self.add(call.start(), Outside::Library(name.unwrap_or("a library").to_string()));
            }
            return true;
        }
        if OUTSIDE.has_member("account", &path) {
            let name = call.arguments.args.first().and_then(literal);
            if !name.is_some_and(|name| matches!(name, "root" | "nobody" | "nonroot")) {
                self.add(call.start(), Outside::Account(name.map(str::to_string)));
            }
        } else if OUTSIDE.has_member("owner", &path) {
            self.add(call.start(), Outside::Owner(path.clone()));
        }
        let (method, receiver) = match &*call.func {
            Expr::Attribute(attribute) => (attribute.attr.as_str(), Some(&*attribute.value)),
            _ => ("", None),
        };
        let is_open = path.is_empty() && matches!(&*call.func, Expr::Name(name) if name.id == "open");
        let first = call.arguments.args.first();
        let (writes, target) = match () {
            () if is_open || OUTSIDE.has_member("open", &path) => (may_write(&call.arguments, 1), first),
            () if OUTSIDE.has_member("write", &path) => (true, first),
            () if OUTSIDE.has_member("write-second", &path) => (true, call.arguments.args.get(1)),
            () if method == "open" => (may_write(&call.arguments, 0), receiver),
            () if OUTSIDE.has("method", "of-path", method) => (true, receiver),
            () => (first.is_some() && OUTSIDE.has("method", "to-path", method), first),
        };
        if writes {
            let path = target.and_then(|target| self.written_path(target));
            self.add(call.start(), Outside::Write(path));
        }
        false
    }

    /// The path in `"…"` or `Path("…")`.
    fn written_path(&self, expression: &Expr) -> Option<String> {
        let inner = match expression {
            Expr::Call(call) if full_name(&call.func, &self.names).as_deref() == Some("pathlib.Path") => {
                call.arguments.args.first()?
            }
            other => other,
        };
        literal(inner).map(str::to_string)
    }

    /// Whether a call starts nothing but the Python that runs it, without a shell.
    fn is_python(&self, arguments: &Arguments) -> bool {
        let is_shell = arguments
            .find_keyword("shell")
            .is_some_and(|keyword| !matches!(&keyword.value, Expr::BooleanLiteral(value) if !value.value));
        let Some(first) = first_word(arguments).filter(|_| !is_shell) else {
            return false;
        };
        full_name(first, &self.names).as_deref() == Some("sys.executable")
            || matches!(literal(first), Some("python" | "python3"))
    }
}

impl<'a> Visitor<'a> for OutsideWalk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let mut modules: Vec<_> = bindings(statement).into_iter().map(|one| one.module).collect();
        modules.dedup();
        modules.iter().for_each(|module| self.import(statement.start(), module));
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) if self.call(call) => return self.visit_arguments(&call.arguments),
            Expr::Name(_) | Expr::Attribute(_) => {
                // Handed on, it may be called with anything.
                let path = full_name(expression, &self.names).unwrap_or_default();
                if OUTSIDE.has_member("program", &path) {
                    self.add(expression.start(), Outside::Program(None));
                } else if OUTSIDE.has_member("load", &path) {
                    self.add(expression.start(), Outside::Library("a library".to_string()));
                }
            }
            Expr::StringLiteral(text) => {
                let text = text.value.to_str();
                if is_program_path(text) {
                    self.add(expression.start(), Outside::Program(Some(text.to_string())));
                } else if let Some(path) = text.strip_prefix("sqlite:///") {
                    self.add(expression.start(), Outside::Write(Some(path.to_string())));
                }
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}

/// Whether a text is the path of a program other than a Python that every image has.
fn is_program_path(text: &str) -> bool {
    let directories = ["/bin/", "/sbin/", "/usr/bin/", "/usr/local/bin/", "/usr/sbin/"];
    let name = directories.iter().find_map(|directory| text.strip_prefix(directory));
    let is_name = |name: &str| !name.is_empty() && !name.contains([' ', '\n']);
    name.is_some_and(is_name) && !matches!(text, "/usr/bin/python" | "/usr/bin/python3" | "/usr/bin/env")
}

/// Whether `open` with these arguments may write; `at` is the place of the mode.
fn may_write(arguments: &Arguments, at: usize) -> bool {
    let mode = arguments.find_argument_value("mode", at);
    mode.is_some_and(|mode| literal(mode).is_none_or(|mode| mode.contains(['w', 'a', 'x', '+'])))
}

/// The first argument, or the first string of the list that it is.
fn first_word(arguments: &Arguments) -> Option<&Expr> {
    match arguments.args.first()? {
        Expr::List(list) => list.elts.first(),
        Expr::Tuple(tuple) => tuple.elts.first(),
        other => Some(other),
    }
}

fn literal(expression: &Expr) -> Option<&str> {
    expression.as_string_literal_expr().map(|text| text.value.to_str())
}

#[cfg(test)]
mod tests;
