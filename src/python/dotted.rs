//! Dotted names: of modules, and of what an import binds.

use std::collections::HashMap;

use ruff_python_ast::{Alias, Expr};
use ruff_python_parser::parse_expression;

/// Whether `import name` can be written.
pub(super) fn is_importable(name: &str) -> bool {
    let is_name = |part: &str| {
        let parsed = parse_expression(part);
        parsed.is_ok_and(|parsed| parsed.expr().as_name_expr().is_some_and(|name| name.id == part))
    };
    name.split('.').all(is_name)
}

/// `a`, `a.b` and `a.b.c` of `a.b.c`.
pub(super) fn prefixes(dotted: &str) -> impl Iterator<Item = &str> {
    let ends = dotted.match_indices('.').map(|(end, _)| end);
    ends.chain([dotted.len()]).map(|end| &dotted[..end])
}

/// The name that `import a.b` or `import a.b as c` binds, and the module that it stands for.
pub(super) fn binding(alias: &Alias) -> (&str, &str) {
    let module = alias.name.as_str();
    let top = module.split('.').next().unwrap_or(module);
    match &alias.asname {
        Some(name) => (name.as_str(), module),
        None => (top, top),
    }
}

/// The full name of an expression such as `request.urlopen` whose first name is among the imported ones.
pub(super) fn full_name(expression: &Expr, imported: &HashMap<String, String>) -> Option<String> {
    match expression {
        Expr::Name(name) => imported.get(name.id.as_str()).cloned(),
        Expr::Attribute(attribute) => Some(format!("{}.{}", full_name(&attribute.value, imported)?, attribute.attr)),
        _ => None,
    }
}
