//! What Ruff's checker asks about the place of the node that it looks at.

use ruff_python_ast::PythonVersion;
use ruff_python_parser::semantic_errors::{LazyImportContext, SemanticSyntaxContext, SemanticSyntaxError};
use ruff_text_size::TextRange;

use super::SyntaxWalk;
use super::scopes::ScopeKind;

impl SemanticSyntaxContext for SyntaxWalk<'_> {
    fn future_annotations_or_stub(&self) -> bool {
        self.future_annotations
    }

    fn lazy_import_context(&self) -> Option<LazyImportContext> {
        None
    }

    fn python_version(&self) -> PythonVersion {
        self.version
    }

    fn source(&self) -> &str {
        self.source
    }

    fn global(&self, name: &str) -> Option<TextRange> {
        self.scopes
            .last()?
            .globals
            .iter()
            .find(|(global, _)| global == name)
            .map(|(_, range)| *range)
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        let around = self.scopes.iter().rev().skip(1);
        around
            .filter(|scope| matches!(scope.kind, ScopeKind::Function { .. } | ScopeKind::Lambda))
            .any(|scope| {
                let is_global = scope.globals.iter().any(|(global, _)| global == name);
                !is_global && scope.parameters.iter().chain(&scope.bound).any(|bound| bound == name)
            })
    }

    fn in_async_context(&self) -> bool {
        self.enclosing_kind() == ScopeKind::Function { is_async: true }
    }

    fn in_await_allowed_context(&self) -> bool {
        matches!(self.enclosing_kind(), ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_yield_allowed_context(&self) -> bool {
        matches!(self.kind(), ScopeKind::Function { .. } | ScopeKind::Lambda)
    }

    fn in_sync_comprehension(&self) -> bool {
        let inner = self.scopes.iter().rev().map(|scope| scope.kind);
        inner
            .take_while(|kind| matches!(kind, ScopeKind::Comprehension { .. }))
            .any(|kind| {
                matches!(
                    kind,
                    ScopeKind::Comprehension {
                        is_async: false,
                        generator: false
                    }
                )
            })
    }

    fn in_class_body_comprehension(&self) -> bool {
        matches!(self.kind(), ScopeKind::Comprehension { .. }) && self.enclosing_kind() == ScopeKind::Class
    }

    fn in_module_scope(&self) -> bool {
        self.scopes.len() == 1
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.kind(), ScopeKind::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        matches!(self.kind(), ScopeKind::Comprehension { generator: true, .. })
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn in_loop_context(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.loops > 0)
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scopes
            .last()
            .is_some_and(|scope| scope.parameters.iter().any(|parameter| parameter == name))
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.errors.borrow_mut().push((error.range.start(), error.to_string()));
    }
}
