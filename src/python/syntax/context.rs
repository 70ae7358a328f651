//! What Ruff's checker asks about the place of the node that it looks at.

use ruff_python_ast::PythonVersion;
use ruff_python_parser::semantic_errors::{LazyImportContext, SemanticSyntaxContext, SemanticSyntaxError};
use ruff_text_size::TextRange;

use super::SyntaxWalk;
use super::scopes::{PythonScope, ScopeKind};

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
        let mut globals = self.scope.globals.iter();
        globals.find(|(global, _)| global == name).map(|(_, range)| *range)
    }

    fn has_nonlocal_binding(&self, name: &str) -> bool {
        let is_bound = |scope: &PythonScope| {
            let is_global = scope.globals.iter().any(|(global, _)| global == name);
            !is_global && scope.parameters.iter().chain(&scope.bound).any(|bound| bound == name)
        };
        self.outer
            .iter()
            .any(|scope| scope.kind.is_function() && is_bound(scope))
    }

    fn in_async_context(&self) -> bool {
        self.enclosing_kind() == ScopeKind::Function { is_async: true }
    }

    fn in_await_allowed_context(&self) -> bool {
        self.enclosing_kind().is_function()
    }

    fn in_yield_allowed_context(&self) -> bool {
        self.scope.kind.is_function()
    }

    fn in_sync_comprehension(&self) -> bool {
        let (is_async, generator) = (false, false);
        let mut kinds = self.kinds().take_while(|kind| kind.is_comprehension());
        kinds.any(|kind| kind == ScopeKind::Comprehension { is_async, generator })
    }

    fn in_class_body_comprehension(&self) -> bool {
        self.scope.kind.is_comprehension() && self.enclosing_kind() == ScopeKind::Class
    }

    fn in_module_scope(&self) -> bool {
        self.outer.is_empty()
    }

    fn in_function_scope(&self) -> bool {
        matches!(self.scope.kind, ScopeKind::Function { .. })
    }

    fn in_generator_context(&self) -> bool {
        matches!(self.scope.kind, ScopeKind::Comprehension { generator: true, .. })
    }

    fn in_notebook(&self) -> bool {
        false
    }

    fn in_loop_context(&self) -> bool {
        self.scope.loops > 0
    }

    fn is_bound_parameter(&self, name: &str) -> bool {
        self.scope.parameters.iter().any(|parameter| parameter == name)
    }

    fn report_semantic_error(&self, error: SemanticSyntaxError) {
        self.refuse(&error.to_string());
    }
}
