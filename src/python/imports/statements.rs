//! The import statements of a module.

use ruff_python_ast::helpers::{any_over_body, extract_handled_exceptions};
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{CmpOp, ExceptHandler, Expr, Stmt};

use super::When;
use crate::python::lists;

/// The import statements that run when a module is imported, in order, each with when it runs.
pub(super) fn imports(suite: &[Stmt], when: When) -> Vec<(When, &Stmt)> {
    let mut statements = Statements {
        when,
        found: Vec::new(),
    };
    for statement in suite {
        statements.visit_stmt(statement);
        if may_end(statement) {
            statements.when = statements.when.max(When::Perhaps);
        }
    }
    statements.found
}

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
                let when = match expect_import_errors(&attempt.handlers) {
                    true => When::Attempted,
                    false => When::Tolerated,
                };
                self.at_most(when, |statements| {
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

/// Whether a statement names what ends or replaces the process: what follows may never run.
fn may_end(statement: &Stmt) -> bool {
    let ends = |name: &str| lists("exit _exit quit SystemExit", name) || name.starts_with("exec");
    let names_end = |expression: &Expr| match expression {
        Expr::Name(name) => ends(&name.id),
        Expr::Attribute(attribute) => ends(&attribute.attr),
        _ => false,
    };
    !matches!(statement, Stmt::FunctionDef(_) | Stmt::ClassDef(_))
        && any_over_body(std::slice::from_ref(statement), &names_end)
}

/// Whether some handlers are for imports that fail, and nothing else.
fn expect_import_errors(handlers: &[ExceptHandler]) -> bool {
    let is_bare = |ExceptHandler::ExceptHandler(handler): &ExceptHandler| handler.type_.is_none();
    let is_import_error =
        |error: &&Expr| matches!(error, Expr::Name(name) if lists("ImportError ModuleNotFoundError", &name.id));
    !handlers.iter().any(is_bare) && extract_handled_exceptions(handlers).iter().all(is_import_error)
}

/// Whether a condition is false wherever a module is imported: `__name__ == "__main__"`, `TYPE_CHECKING`.
pub(crate) fn is_false_in_a_build(test: &Expr) -> bool {
    match test {
        Expr::Compare(compare) => match (&*compare.left, &*compare.comparators) {
            (Expr::Name(name), [Expr::StringLiteral(text)]) | (Expr::StringLiteral(text), [Expr::Name(name)]) => {
                *compare.ops == [CmpOp::Eq] && name.id == "__name__" && text.value.to_str() == "__main__"
            }
            _ => false,
        },
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}
