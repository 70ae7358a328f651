//! Dotted names of modules.

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
