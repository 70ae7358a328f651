//! The errors that CPython finds after parsing: a `return` outside a function, a `nonlocal` without its variable.
//!
//! Ruff's checker knows the errors; this gives it the walk over the tree and the scopes around each node.

mod context;
mod scopes;

use std::cell::RefCell;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_interpolated_string_element, walk_stmt};
use ruff_python_ast::{Comprehension, Expr, ExprContext, InterpolatedStringElement, Parameters, PythonVersion, Stmt};
use ruff_python_parser::semantic_errors::SemanticSyntaxChecker;
use ruff_text_size::{Ranged, TextSize};
use scopes::{PythonScope, ScopeKind};

/// CPython allows 20 blocks within another, and some statements take two.
const DEEPEST_BLOCKS: usize = 9;

/// The first error that CPython's compiler would report in a module that parses.
pub(super) fn first_error(source: &str, suite: &[Stmt], version: PythonVersion) -> Option<(TextSize, String)> {
    let mut walk = SyntaxWalk {
        checker: SemanticSyntaxChecker::new(),
        errors: RefCell::default(),
        source,
        version,
        future_annotations: has_future_annotations(suite),
        scopes: vec![PythonScope::new(ScopeKind::Module, suite)],
    };
    for statement in suite {
        walk.visit_stmt(statement);
    }
    walk.errors.into_inner().into_iter().next()
}

/// The names that the statements of a module bind, imports left out.
pub(super) fn bound_names(suite: &[Stmt]) -> Vec<String> {
    PythonScope::new(ScopeKind::Module, suite).bound
}

/// Whether annotations stay unevaluated.
pub(super) fn has_future_annotations(suite: &[Stmt]) -> bool {
    suite.iter().any(|statement| match statement {
        Stmt::ImportFrom(import) => {
            import.module.as_deref() == Some("__future__")
                && import.names.iter().any(|alias| &alias.name == "annotations")
        }
        _ => false,
    })
}

struct SyntaxWalk<'a> {
    checker: SemanticSyntaxChecker,
    errors: RefCell<Vec<(TextSize, String)>>,
    source: &'a str,
    version: PythonVersion,
    future_annotations: bool,
    scopes: Vec<PythonScope>,
}

impl SyntaxWalk<'_> {
    fn check(&mut self, look: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = std::mem::take(&mut self.checker);
        look(&mut checker, self);
        self.checker = checker;
    }

    fn within(&mut self, scope: PythonScope, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        walk(self);
        self.scopes.pop();
    }

    fn kind(&self) -> ScopeKind {
        self.scopes.last().map_or(ScopeKind::Module, |scope| scope.kind)
    }

    /// The innermost scope that is no comprehension.
    fn enclosing_kind(&self) -> ScopeKind {
        let kinds = self.scopes.iter().rev().map(|scope| scope.kind);
        kinds
            .into_iter()
            .find(|kind| !matches!(kind, ScopeKind::Comprehension { .. }))
            .unwrap_or(ScopeKind::Module)
    }

    /// A `*x` where the checker does not look for one.
    fn refuse_starred(&self, expression: &Expr) {
        if expression.is_starred_expr() {
            self.errors
                .borrow_mut()
                .push((expression.start(), "can't use starred expression here".into()));
        }
    }

    /// What runs in the scope around a definition: decorators, defaults, annotations.
    fn visit_signature(&mut self, parameters: &Parameters) {
        for parameter in parameters {
            if let Some(default) = parameter.default() {
                self.visit_expr(default);
            }
            if let Some(annotation) = parameter.annotation() {
                self.visit_annotation(annotation);
            }
        }
    }

    fn visit_comprehension_of(&mut self, generators: &[Comprehension], generator: bool, elements: &[&Expr]) {
        let Some((first, others)) = generators.split_first() else {
            return;
        };
        self.visit_expr(&first.iter);
        let is_async = generators.iter().any(|part| part.is_async);
        self.within(
            PythonScope::new(ScopeKind::Comprehension { is_async, generator }, &[]),
            |walk| {
                walk.visit_expr(&first.target);
                first.ifs.iter().for_each(|test| walk.visit_expr(test));
                others.iter().for_each(|part| walk.visit_comprehension(part));
                elements.iter().for_each(|element| walk.visit_expr(element));
            },
        );
    }
}

impl<'a> Visitor<'a> for SyntaxWalk<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.check(|checker, context| checker.visit_stmt(statement, context));
        match statement {
            Stmt::Expr(expression) => self.refuse_starred(&expression.value),
            Stmt::With(with) => with
                .items
                .iter()
                .filter_map(|item| item.optional_vars.as_deref())
                .for_each(|target| self.refuse_starred(target)),
            _ => {}
        }
        match statement {
            Stmt::FunctionDef(function) => {
                function
                    .decorator_list
                    .iter()
                    .for_each(|decorator| self.visit_decorator(decorator));
                function
                    .type_params
                    .iter()
                    .for_each(|parameters| self.visit_type_params(parameters));
                self.visit_signature(&function.parameters);
                function
                    .returns
                    .iter()
                    .for_each(|returns| self.visit_annotation(returns));
                let scope = PythonScope::new(
                    ScopeKind::Function {
                        is_async: function.is_async,
                    },
                    &function.body,
                );
                self.within(scope.with_parameters(&function.parameters), |walk| {
                    walk.visit_body(&function.body)
                });
            }
            Stmt::ClassDef(class) => {
                class
                    .decorator_list
                    .iter()
                    .for_each(|decorator| self.visit_decorator(decorator));
                class
                    .type_params
                    .iter()
                    .for_each(|parameters| self.visit_type_params(parameters));
                class
                    .arguments
                    .iter()
                    .for_each(|arguments| self.visit_arguments(arguments));
                self.within(PythonScope::new(ScopeKind::Class, &class.body), |walk| {
                    walk.visit_body(&class.body)
                });
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) => self.visit_block(statement),
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.check(|checker, context| checker.visit_expr(expression, context));
        match expression {
            Expr::Lambda(lambda) => {
                let mut scope = PythonScope::new(ScopeKind::Lambda, &[]);
                if let Some(parameters) = &lambda.parameters {
                    self.visit_signature(parameters);
                    scope = scope.with_parameters(parameters);
                }
                self.within(scope, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(list) => self.visit_comprehension_of(&list.generators, false, &[&list.elt]),
            Expr::SetComp(set) => self.visit_comprehension_of(&set.generators, false, &[&set.elt]),
            Expr::Generator(each) => self.visit_comprehension_of(&each.generators, true, &[&each.elt]),
            Expr::DictComp(dict) => {
                let elements: Vec<&Expr> = dict.key.as_deref().into_iter().chain([&*dict.value]).collect();
                self.visit_comprehension_of(&dict.generators, false, &elements);
            }
            _ => walk_expr(self, expression),
        }
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Interpolation(part) = element {
            self.refuse_starred(&part.expression);
        }
        walk_interpolated_string_element(self, element);
    }

    fn visit_expr_context(&mut self, _: &'a ExprContext) {}
}

impl<'b> SyntaxWalk<'_> {
    /// A statement that CPython keeps on its stack of blocks; only in a loop's body may one break.
    fn visit_block(&mut self, statement: &'b Stmt) {
        let enter = |walk: &mut Self, by: isize, loops: isize| {
            if let Some(scope) = walk.scopes.last_mut() {
                scope.blocks = scope.blocks.saturating_add_signed(by);
                scope.loops = scope.loops.saturating_add_signed(loops);
            }
        };
        enter(self, 1, 0);
        if self.scopes.last().is_some_and(|scope| scope.blocks > DEEPEST_BLOCKS) {
            self.errors
                .borrow_mut()
                .push((statement.start(), "too many nested blocks".into()));
        }
        if let Stmt::Try(attempt) = statement
            && let Some((_, others)) = attempt.handlers.split_last()
        {
            let bare = others
                .iter()
                .filter_map(|handler| handler.as_except_handler())
                .find(|handler| handler.type_.is_none());
            let found = bare.map(|handler| (handler.range.start(), "default 'except:' must be last".to_owned()));
            self.errors.borrow_mut().extend(found);
        }
        match statement {
            Stmt::For(each) => {
                self.visit_expr(&each.iter);
                self.visit_expr(&each.target);
                enter(self, 0, 1);
                self.visit_body(&each.body);
                enter(self, 0, -1);
                self.visit_body(&each.orelse);
            }
            Stmt::While(again) => {
                self.visit_expr(&again.test);
                enter(self, 0, 1);
                self.visit_body(&again.body);
                enter(self, 0, -1);
                self.visit_body(&again.orelse);
            }
            _ => walk_stmt(self, statement),
        }
        enter(self, -1, 0);
    }
}
