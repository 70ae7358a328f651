//! JSON with comments, as devcontainers and Bake have it.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

/// The object that a text holds.
///
/// # Errors
/// Why there is none.
pub(super) fn object(text: &str, allow_comments: bool) -> Result<Object<'_>, String> {
    let options = ParseOptions {
        allow_comments,
        allow_trailing_commas: allow_comments,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| error.to_string())?;
    match parsed.value {
        Some(Value::Object(object)) => Ok(object),
        _ => Err("it is not a JSON object".to_string()),
    }
}
