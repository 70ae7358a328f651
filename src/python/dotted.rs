//! Dotted names: of modules, and of what an import binds.

use std::borrow::Cow;
use std::collections::HashMap;

use ruff_python_ast::helpers::{format_import_from, format_import_from_member};
use ruff_python_ast::name::UnqualifiedName;
use ruff_python_ast::{Alias, Expr, Stmt};
use ruff_python_parser::parse_expression;

/// Whether `import name` can be written.
pub(crate) fn is_importable(name: &str) -> bool {
    let parsed = parse_expression(name);
    let dotted = parsed.as_ref().map(|parsed| UnqualifiedName::from_expr(parsed.expr()));
    dotted.is_ok_and(|dotted| dotted.is_some_and(|dotted| dotted.to_string() == name))
}

/// `a`, `a.b` and `a.b.c` of `a.b.c`.
pub(crate) fn prefixes(dotted: &str) -> impl Iterator<Item = &str> {
    let ends = dotted.match_indices('.').map(|(end, _)| end);
    ends.chain([dotted.len()]).map(|end| &dotted[..end])
}

/// A name that an import statement binds.
pub(crate) struct Binding<'a> {
    /// The module that is imported, with a dot for each package to start from.
    pub module: Cow<'a, str>,
    /// What is imported from it, if not the module itself.
    pub member: Option<&'a str>,
    /// The name.
    pub name: &'a str,
    /// The dotted name that it stands for.
    pub meaning: String,
}

/// What a statement binds, if it imports something.
pub(crate) fn bindings(statement: &Stmt) -> Vec<Binding<'_>> {
    match statement {
        Stmt::Import(import) => import.names.iter().map(of_module).collect(),
        Stmt::ImportFrom(import) => {
            let (level, module) = (import.level, import.module.as_deref());
            let of_member = |alias| of_member(level, module, alias);
            import.names.iter().map(of_member).collect()
        }
        _ => Vec::new(),
    }
}

fn of_module(alias: &Alias) -> Binding<'_> {
    let module = alias.name.as_str();
    let top = prefixes(module).next().unwrap_or(module);
    let (name, meaning) = alias.asname.as_ref().map_or((top, top), |name| (name, module));
    Binding {
        module: module.into(),
        member: None,
        name,
        meaning: meaning.to_string(),
    }
}

fn of_member<'a>(level: u32, module: Option<&'a str>, alias: &'a Alias) -> Binding<'a> {
    Binding {
        module: format_import_from(level, module),
        member: Some(&alias.name),
        name: alias.asname.as_ref().unwrap_or(&alias.name),
        meaning: format_import_from_member(level, module, &alias.name),
    }
}

/// The full name of an expression such as `request.urlopen` whose first name is among the imported ones.
pub(crate) fn full_name(expression: &Expr, imported: &HashMap<String, String>) -> Option<String> {
    match expression {
        Expr::Name(name) => imported.get(name.id.as_str()).cloned(),
        Expr::Attribute(attribute) => Some(format!("{}.{}", full_name(&attribute.value, imported)?, attribute.attr)),
        _ => None,
    }
}
