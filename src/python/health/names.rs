//! What the names of a script stand for.

use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{ExceptHandler, Expr, ExprContext, ModModule, Stmt};

use super::catalog;
use crate::python::dotted::{Binding, bindings, full_name};

/// The imported, the assigned and the used names of a script.
#[derive(Debug, Default)]
pub(super) struct Names {
    imported: HashMap<String, String>,
    /// How often each is assigned.
    assigned: HashMap<String, usize>,
    read: HashSet<String>,
    refused: Option<String>,
}

impl Names {
    /// Reads the names of `module`. An import of something unknown, and a name that cannot stand for one thing, are errors.
    pub(super) fn of(module: &ModModule) -> Result<Self, String> {
        let mut names = Self::default();
        names.visit_body(&module.body);
        let both = names.assigned.keys().filter(|name| names.imported.contains_key(*name));
        match (names.refused.take(), both.min()) {
            (Some(reason), _) => Err(reason),
            (None, Some(name)) => Err(format!("it both imports and assigns `{name}`")),
            (None, None) => Ok(names),
        }
    }

    /// A name that the script reads although nothing in it sets it: the script fails there.
    pub(super) fn unset(&self, site: bool) -> Option<&str> {
        let unset = |name: &&String| !self.is_bound(name) && !catalog::is_builtin(name, site);
        self.read.iter().filter(unset).min().map(String::as_str)
    }

    /// Whether the script gives `name` a meaning of its own.
    pub(super) fn is_bound(&self, name: &str) -> bool {
        self.imported.contains_key(name) || self.assigned.contains_key(name)
    }

    /// Whether `name` has one value from where it is assigned.
    pub(super) fn is_constant(&self, name: &str) -> bool {
        self.assigned.get(name) == Some(&1)
    }

    /// Whether the script reads `name`.
    pub(super) fn is_read(&self, name: &str) -> bool {
        self.read.contains(name)
    }

    /// `wanted`, or `wanted_2` and so on where the script uses it already.
    pub(super) fn free(&self, wanted: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        std::iter::once(wanted.to_owned())
            .chain(numbered)
            .find(|name| !self.is_bound(name) && !self.is_read(name))
            .unwrap_or_default()
    }

    /// The full name of an expression like `request.urlopen` whose first name is imported.
    pub(super) fn path(&self, expr: &Expr) -> Option<String> {
        full_name(expr, &self.imported)
    }

    fn refuse(&mut self, reason: String) {
        self.refused.get_or_insert(reason);
    }

    fn assign(&mut self, name: &str) {
        *self.assigned.entry(name.to_owned()).or_default() += 1;
    }

    fn import(&mut self, binding: Binding<'_>) {
        let (module, name, meaning) = (binding.module, binding.name, binding.meaning);
        if binding.member == Some("*") {
            self.refuse(format!("it imports everything from `{module}`"));
        }
        if !catalog::is_known_module(&module) {
            self.refuse(format!("it imports `{module}`, and what that does is not known here"));
        }
        if self.imported.get(name).is_some_and(|earlier| *earlier != meaning) {
            self.refuse(format!("it imports two things as `{name}`"));
        }
        self.imported.insert(name.to_owned(), meaning);
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        bindings(stmt).into_iter().for_each(|binding| self.import(binding));
        visitor::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) if name.ctx == ExprContext::Load => drop(self.read.insert(name.id.to_string())),
            Expr::Name(name) => self.assign(&name.id),
            _ => {}
        }
        visitor::walk_expr(self, expr);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(clause) = handler;
        if let Some(name) = &clause.name {
            self.assign(name);
        }
        visitor::walk_except_handler(self, handler);
    }
}
