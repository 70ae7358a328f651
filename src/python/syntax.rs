//! The errors that CPython finds after parsing: a `return` outside a function, a `nonlocal` without its variable.
//!
//! Ruff's checker knows the errors; this gives it the walk over the tree and the scopes around each node.

mod context;
mod scopes;

use std::cell::OnceCell;

use ruff_python_ast::visitor::{
    Visitor, walk_body, walk_expr, walk_interpolated_string_element, walk_keyword, walk_stmt,
};
use ruff_python_ast::{
    Comprehension, ConversionFlag, ExceptHandler, Expr, ExprContext, Identifier, InterpolatedElement,
    InterpolatedStringElement, Keyword, PythonVersion, Stmt,
};
use ruff_python_parser::semantic_errors::SemanticSyntaxChecker;
use ruff_text_size::Ranged;
use scopes::{PythonScope, ScopeKind};

use super::dotted::bindings;

/// CPython allows 20 blocks within another, and some statements take two.
const DEEPEST_BLOCKS: usize = 9;

/// The first error that CPython's compiler would report in a module that parses.
pub(super) fn first_error(source: &str, suite: &[Stmt], version: PythonVersion) -> Option<String> {
    let mut walk = SyntaxWalk {
        checker: SemanticSyntaxChecker::new(),
        first_error: OnceCell::new(),
        source,
        version,
        future_annotations: has_future_annotations(suite),
        outer: Vec::new(),
        scope: PythonScope::new(ScopeKind::Module, suite),
        next_body: Body::Plain,
    };
    walk.visit_body(suite);
    walk.first_error.into_inner()
}

/// The names that the statements of a module bind, imports left out.
pub(super) fn bound_names(suite: &[Stmt]) -> Vec<String> {
    PythonScope::new(ScopeKind::Module, suite).bound
}

/// Whether annotations stay unevaluated.
pub(super) fn has_future_annotations(suite: &[Stmt]) -> bool {
    let mut bound = suite.iter().flat_map(bindings);
    bound.any(|one| one.meaning == "__future__.annotations")
}

/// The iterations of a comprehension or generator expression, and what it gives.
pub(super) fn comprehension(expression: &Expr) -> Option<(&[Comprehension], Vec<&Expr>)> {
    match expression {
        Expr::ListComp(each) => Some((&each.generators, vec![&each.elt])),
        Expr::SetComp(each) => Some((&each.generators, vec![&each.elt])),
        Expr::Generator(each) => Some((&each.generators, vec![&each.elt])),
        Expr::DictComp(each) => Some((
            &each.generators,
            each.key.as_deref().into_iter().chain([&*each.value]).collect(),
        )),
        _ => None,
    }
}

/// What stands in braces in the format of a part of an f-string.
fn in_format(part: &InterpolatedElement) -> impl Iterator<Item = &InterpolatedElement> {
    let format = part.format_spec.iter();
    format.flat_map(|format| format.elements.interpolations())
}

struct SyntaxWalk<'a> {
    checker: SemanticSyntaxChecker,
    first_error: OnceCell<String>,
    source: &'a str,
    version: PythonVersion,
    future_annotations: bool,
    /// The scopes around the innermost one, the module first.
    outer: Vec<PythonScope>,
    scope: PythonScope,
    /// What the statement whose parts are being visited has for a body.
    next_body: Body,
}

enum Body {
    Plain,
    Loop,
    Scope(PythonScope),
}

impl SyntaxWalk<'_> {
    fn check(&mut self, look: impl FnOnce(&mut SemanticSyntaxChecker, &Self)) {
        let mut checker = std::mem::take(&mut self.checker);
        look(&mut checker, self);
        self.checker = checker;
    }

    fn within(&mut self, scope: PythonScope, walk: impl FnOnce(&mut Self)) {
        self.outer.push(std::mem::replace(&mut self.scope, scope));
        walk(self);
        if let Some(outer) = self.outer.pop() {
            self.scope = outer;
        }
    }

    /// The kinds of the scopes around, the innermost first.
    fn kinds(&self) -> impl Iterator<Item = ScopeKind> {
        let scopes = std::iter::once(&self.scope).chain(self.outer.iter().rev());
        scopes.map(|scope| scope.kind)
    }

    /// The innermost scope that is no comprehension.
    fn enclosing_kind(&self) -> ScopeKind {
        let kind = self.kinds().find(|kind| !kind.is_comprehension());
        kind.unwrap_or(ScopeKind::Module)
    }

    /// Whether comprehensions alone lie between this place and a class body.
    fn is_in_a_class_comprehension(&self) -> bool {
        self.scope.kind.is_comprehension() && self.enclosing_kind() == ScopeKind::Class
    }

    fn refuse(&self, message: &str) {
        self.first_error.get_or_init(|| message.to_string());
    }

    /// A `*x` where the checker does not look for one.
    fn refuse_starred(&self, expression: &Expr) {
        if expression.is_starred_expr() {
            self.refuse("can't use starred expression here");
        }
    }

    /// What an f-string may have since Python 3.12, and the parser does not know as new.
    fn refuse_later_f_string(&self, part: &InterpolatedElement) {
        let after = &self.source[usize::from(part.expression.end())..usize::from(part.end())];
        let after_conversion = after.split_once('!').and_then(|(_, conversion)| conversion.get(1..));
        if part.conversion != ConversionFlag::None && !after_conversion.is_some_and(|text| text.starts_with([':', '}']))
        {
            self.refuse("f-string: expecting '}'");
        }
        if in_format(part).any(|inner| in_format(inner).next().is_some()) {
            self.refuse("f-string: expressions nested too deeply");
        }
    }

    /// A `yield` without a value and parentheses within an expression, and `__debug__` where it would be assigned to.
    fn refuse_lone(&self, expression: &Expr) {
        let is_debug = |name: &Identifier| name == "__debug__";
        match expression {
            Expr::Yield(lone) if lone.value.is_none() => {
                let after = self.source[usize::from(lone.end())..].trim_start_matches([' ', '\t', '\u{c}']);
                if !after.is_empty() && !after.starts_with([')', '}', '=', ';', '#', '\r', '\n']) {
                    self.refuse("invalid syntax");
                }
            }
            // In the condition or the element, too: the names there are those of the comprehension.
            Expr::Named(_) if self.is_in_a_class_comprehension() => {
                self.refuse("assignment expression within a comprehension cannot be used in a class body");
            }
            Expr::Attribute(attribute) if is_debug(&attribute.attr) => self.refuse("cannot assign to __debug__"),
            _ => {}
        }
    }

    fn visit_comprehension_of(&mut self, generators: &[Comprehension], generator: bool, elements: &[&Expr]) {
        let Some((first, others)) = generators.split_first() else {
            return;
        };
        self.visit_expr(&first.iter);
        let is_async = generators.iter().any(|part| part.is_async);
        let kind = ScopeKind::Comprehension { is_async, generator };
        self.within(PythonScope::new(kind, &[]), |walk| {
            walk.visit_expr(&first.target);
            first.ifs.iter().for_each(|test| walk.visit_expr(test));
            others.iter().for_each(|part| walk.visit_comprehension(part));
            elements.iter().for_each(|element| walk.visit_expr(element));
        });
    }
}

impl<'a> Visitor<'a> for SyntaxWalk<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.check(|checker, context| checker.visit_stmt(statement, context));
        match statement {
            Stmt::Expr(expression) => self.refuse_starred(&expression.value),
            Stmt::Assign(assignment) => assignment.targets.iter().for_each(|target| self.refuse_starred(target)),
            Stmt::AugAssign(assignment) => self.refuse_starred(&assignment.value),
            Stmt::AnnAssign(assignment) => assignment.value.iter().for_each(|value| self.refuse_starred(value)),
            Stmt::With(with) => {
                let targets = with.items.iter().filter_map(|item| item.optional_vars.as_deref());
                targets.for_each(|target| self.refuse_starred(target));
            }
            Stmt::Try(attempt) => {
                let mut handlers = attempt.handlers.iter().rev().skip(1);
                let is_bare = |ExceptHandler::ExceptHandler(handler): &ExceptHandler| handler.type_.is_none();
                if handlers.any(is_bare) {
                    self.refuse("default 'except:' must be last");
                }
            }
            _ => {}
        }
        self.next_body = match statement {
            Stmt::FunctionDef(function) => {
                let is_async = function.is_async;
                let scope = PythonScope::new(ScopeKind::Function { is_async }, &function.body);
                Body::Scope(scope.with_parameters(&function.parameters))
            }
            Stmt::ClassDef(class) => Body::Scope(PythonScope::new(ScopeKind::Class, &class.body)),
            // Only there may one break.
            Stmt::For(_) | Stmt::While(_) => Body::Loop,
            _ => Body::Plain,
        };
        // What CPython keeps on its stack of blocks.
        let is_block = matches!(statement, Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_));
        self.scope.blocks += usize::from(is_block);
        if self.scope.blocks > DEEPEST_BLOCKS {
            self.refuse("too many nested blocks");
        }
        walk_stmt(self, statement);
        self.scope.blocks -= usize::from(is_block);
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        match std::mem::replace(&mut self.next_body, Body::Plain) {
            Body::Plain => walk_body(self, body),
            Body::Loop => {
                self.scope.loops += 1;
                walk_body(self, body);
                self.scope.loops -= 1;
            }
            Body::Scope(scope) => self.within(scope, |walk| walk_body(walk, body)),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        self.check(|checker, context| checker.visit_expr(expression, context));
        self.refuse_lone(expression);
        if let Some((generators, elements)) = comprehension(expression) {
            self.visit_comprehension_of(generators, expression.is_generator_expr(), &elements);
        } else if let Expr::Lambda(lambda) = expression {
            let mut scope = PythonScope::new(ScopeKind::Lambda, &[]);
            if let Some(parameters) = &lambda.parameters {
                self.visit_parameters(parameters);
                scope = scope.with_parameters(parameters);
            }
            self.within(scope, |walk| walk.visit_expr(&lambda.body));
        } else {
            walk_expr(self, expression);
        }
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Interpolation(part) = element {
            self.refuse_starred(&part.expression);
            if self.version < PythonVersion::PY312 {
                self.refuse_later_f_string(part);
            }
        }
        walk_interpolated_string_element(self, element);
    }

    fn visit_keyword(&mut self, keyword: &'a Keyword) {
        if keyword.arg.as_deref() == Some("__debug__") {
            self.refuse("cannot assign to __debug__");
        }
        walk_keyword(self, keyword);
    }

    fn visit_expr_context(&mut self, _: &'a ExprContext) {}
}
