//! The scopes of a module, and what the statements of each bind and declare.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::comprehension;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ScopeKind {
    #[default]
    Module,
    Class,
    Function {
        is_async: bool,
    },
    Lambda,
    Comprehension {
        is_async: bool,
        generator: bool,
    },
}

impl ScopeKind {
    pub(super) fn is_function(self) -> bool {
        matches!(self, Self::Function { .. } | Self::Lambda)
    }

    pub(super) fn is_comprehension(self) -> bool {
        matches!(self, Self::Comprehension { .. })
    }
}

/// A scope, with what its statements bind and declare global, without the scopes inside it.
#[derive(Default)]
pub(super) struct PythonScope {
    pub kind: ScopeKind,
    pub parameters: Vec<String>,
    /// Without the names that an import, a handler or a pattern binds: then a `nonlocal` of them is refused, which is safe.
    pub bound: Vec<String>,
    pub globals: Vec<(String, TextRange)>,
    pub loops: usize,
    pub blocks: usize,
}

impl PythonScope {
    pub(super) fn new(kind: ScopeKind, body: &[Stmt]) -> Self {
        let mut scope = Self {
            kind,
            ..Self::default()
        };
        scope.visit_body(body);
        scope
    }

    pub(super) fn with_parameters(mut self, parameters: &Parameters) -> Self {
        let names = parameters.iter().map(|parameter| parameter.name().to_string());
        self.parameters.extend(names);
        self
    }
}

impl<'a> Visitor<'a> for PythonScope {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.bound.push(function.name.to_string()),
            Stmt::ClassDef(class) => self.bound.push(class.name.to_string()),
            Stmt::Global(global) => {
                let names = global.names.iter().map(|name| (name.to_string(), statement.range()));
                self.globals.extend(names);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.ctx.is_store() => self.bound.push(name.id.to_string()),
            Expr::Lambda(_) => {}
            _ if comprehension(expression).is_some() => {}
            _ => walk_expr(self, expression),
        }
    }
}
