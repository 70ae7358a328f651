//! Whether a script that runs in a build can fail: one that only looks, and prints what it saw, proves nothing.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, PythonVersion, Stmt};

use crate::python::dotted::{bindings, prefixes};
use crate::python::parse::parse;
use crate::python::{lists, stdlib};

/// Functions that raise for a file or a module that is not there, by the last part of their name.
const DEMANDING: &str =
    "__import__ compile exec getsize import_module open read_bytes read_text run_module run_path stat";

/// Whether a script ends with another code than 0 for something that it finds: it asserts, raises, exits with a code, imports what is not
/// the standard library, or opens a file, and no handler swallows that. `asserts` says whether Python keeps `assert`.
pub(crate) fn can_fail(script: &str, version: PythonVersion, asserts: bool) -> bool {
    // What is no Python always fails.
    let Ok(parsed) = parse(script, version) else {
        return true;
    };
    let mut search = FailureSearch { asserts, found: false };
    search.visit_body(parsed.suite());
    search.found
}

struct FailureSearch {
    asserts: bool,
    found: bool,
}

impl<'a> Visitor<'a> for FailureSearch {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // An assertion of a tuple holds.
            Stmt::Assert(assert) => self.found |= self.asserts && !assert.test.is_tuple_expr(),
            Stmt::Raise(_) => self.found = true,
            // What fails in it counts where a handler fails.
            Stmt::Try(block) if !block.handlers.is_empty() => {
                let handlers = block.handlers.iter().filter_map(|one| one.as_except_handler());
                handlers.for_each(|handler| self.visit_body(&handler.body));
                self.visit_body(&block.orelse);
                self.visit_body(&block.finalbody);
            }
            Stmt::With(block) if block.items.iter().any(|item| suppresses(&item.context_expr)) => {}
            statement => {
                let modules = bindings(statement);
                self.found |= modules.iter().any(|one| {
                    prefixes(&one.module)
                        .next()
                        .is_some_and(|top| !stdlib::is_reserved(top))
                });
                walk_stmt(self, statement);
            }
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            let first = call.arguments.args.first();
            self.found |= match last_name(&call.func) {
                "exit" | "_exit" | "quit" => first.is_some_and(|code| !is_success(code)),
                name => lists(DEMANDING, name),
            };
        }
        walk_expr(self, expression);
    }
}

fn suppresses(context: &Expr) -> bool {
    context
        .as_call_expr()
        .is_some_and(|call| last_name(&call.func) == "suppress")
}

fn is_success(code: &Expr) -> bool {
    let number = code
        .as_number_literal_expr()
        .and_then(|literal| literal.value.as_int()?.as_i64());
    number == Some(0) || code.is_none_literal_expr()
}

fn last_name(function: &Expr) -> &str {
    match function {
        Expr::Name(name) => &name.id,
        Expr::Attribute(attribute) => &attribute.attr,
        _ => "",
    }
}
