//! The scopes of a module, and what the statements of each bind and declare.

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{AnyParameterRef, Expr, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Module,
    Class,
    Function { is_async: bool },
    Lambda,
    Comprehension { is_async: bool, generator: bool },
}

pub(super) struct PythonScope {
    pub kind: ScopeKind,
    pub parameters: Vec<String>,
    pub bound: Vec<String>,
    pub globals: Vec<(String, TextRange)>,
    pub loops: usize,
    pub blocks: usize,
}

impl PythonScope {
    pub(super) fn new(kind: ScopeKind, body: &[Stmt]) -> Self {
        let mut bindings = Bindings::default();
        bindings.visit_body(body);
        let Bindings { names: bound, globals } = bindings;
        Self {
            kind,
            parameters: Vec::new(),
            bound,
            globals,
            loops: 0,
            blocks: 0,
        }
    }

    pub(super) fn with_parameters(mut self, parameters: &Parameters) -> Self {
        self.parameters = parameters
            .iter()
            .map(|parameter: AnyParameterRef| parameter.name().to_string())
            .collect();
        self
    }
}

/// What the statements of one scope bind and declare global, without the scopes inside it.
/// Names bound by an expression (`:=`) or a pattern are left out: then a `nonlocal` of them is refused, which is safe.
#[derive(Default)]
struct Bindings {
    names: Vec<String>,
    globals: Vec<(String, TextRange)>,
}

impl Bindings {
    fn bind(&mut self, target: &Expr) {
        match target {
            Expr::Name(name) => self.names.push(name.id.to_string()),
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|element| self.bind(element)),
            Expr::List(list) => list.elts.iter().for_each(|element| self.bind(element)),
            Expr::Starred(starred) => self.bind(&starred.value),
            _ => {}
        }
    }
}

impl<'a> StatementVisitor<'a> for Bindings {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.names.push(function.name.to_string()),
            Stmt::ClassDef(class) => return self.names.push(class.name.to_string()),
            Stmt::Global(global) => {
                self.globals
                    .extend(global.names.iter().map(|name| (name.to_string(), statement.range())));
            }
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.bind(target)),
            Stmt::AnnAssign(assign) => self.bind(&assign.target),
            Stmt::AugAssign(assign) => self.bind(&assign.target),
            Stmt::For(each) => self.bind(&each.target),
            Stmt::With(with) => with
                .items
                .iter()
                .filter_map(|item| item.optional_vars.as_deref())
                .for_each(|to| self.bind(to)),
            _ => {}
        }
        walk_stmt(self, statement);
    }
}
