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

/// The names and values of an object.
pub(super) fn entries<'a, 'b>(object: &'b Object<'a>) -> impl Iterator<Item = (&'b str, &'b Value<'a>)> {
    object.properties.iter().map(|one| (one.name.as_str(), &one.value))
}

/// The names and the texts of an object's strings, numbers and booleans; `None` for any other value.
pub(super) fn texts(object: &Object<'_>) -> Vec<(String, Option<String>)> {
    let text = |value: &Value<'_>| match value {
        Value::StringLit(text) => Some(text.value.to_string()),
        Value::NumberLit(number) => Some(number.value.to_string()),
        Value::BooleanLit(flag) => Some(flag.value.to_string()),
        _ => None,
    };
    entries(object)
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}
