//! Arrays that Docker does not read as such.

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

/// What is wrong with an array that is in shell form, and what an array that Docker reads changes for the command that it holds.
pub(crate) fn fault(text: &str) -> (&'static str, &'static str) {
    match is_followed(text) {
        true => (
            "is followed by text: Docker runs it in shell form, which fails; its older versions ignore the text",
            "where Docker runs it in shell form, it fails today",
        ),
        false => (
            "is not JSON: Docker runs it in shell form, which fails",
            "it fails today",
        ),
    }
}

/// Whether a shell form begins with an array in JSON.
pub(crate) fn is_followed(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Vec<String>>();
    matches!(values.next(), Some(Ok(_)))
}

/// Whether a shell form is meant to be an array of strings; `[ "$A" ]` is a command.
pub(crate) fn is_array(text: &str) -> bool {
    text.starts_with("['") || text.starts_with("[\"") || array(text).is_some_and(|words| words.len() > 1)
}
