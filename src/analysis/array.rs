//! Arrays that are no JSON.

use ruff_python_ast::{Expr, PythonVersion, Stmt};

use crate::python::parse;

/// The strings of an array that is written as Python writes a list: in single quotes, or with a comma after the last. `None` if it is no list of
/// plain strings.
pub(crate) fn array(text: &str) -> Option<Vec<String>> {
    let parsed = parse::parse(text, PythonVersion::PY311).ok()?;
    let [Stmt::Expr(only)] = &parsed.suite()[..] else {
        return None;
    };
    let words = only.value.as_list_expr()?.elts.iter().map(|word| match word {
        // Two strings side by side are one in Python, and in JSON a comma that was forgotten.
        Expr::StringLiteral(word) => word.as_single_part_string().map(|part| part.value.to_string()),
        _ => None,
    });
    words.collect()
}

/// Whether a shell form is meant to be an array of strings; `[ "$A" ]` is a command.
pub(crate) fn is_array(text: &str) -> bool {
    text.starts_with("['") || text.starts_with("[\"") || array(text).is_some_and(|words| words.len() > 1)
}
