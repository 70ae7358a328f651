//! Access to a TOML table. Every error says where it is, and what to write instead.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::KEYS;

/// The bytes of an error, and the message.
pub(super) type Fault = (Range<usize>, String);

/// Rejects the first key of `table` that is not one of `keys`; `what` is the word for such a key.
pub(super) fn known_keys(table: &DeTable<'_>, keys: &[&str], what: &str) -> Result<(), Fault> {
    let unknown = table
        .keys()
        .filter(|key| !keys.contains(&key.get_ref().as_ref()))
        .min_by_key(|key| key.span().start);
    match unknown {
        Some(key) => Err((
            key.span(),
            format!("unknown {what} `{}`; there are: {}", key.get_ref(), keys.join(", ")),
        )),
        None => Ok(()),
    }
}

/// The error for a value of the wrong type.
pub(super) fn wrong_type(value: &Spanned<DeValue<'_>>, wanted: &str) -> Fault {
    let found = match value.get_ref().type_str() {
        kind @ ("integer" | "array") => format!("an {kind}"),
        kind => format!("a {kind}"),
    };
    (
        value.span(),
        format!("expected {wanted}, found {found}; the keys are: {}", KEYS.join(", ")),
    )
}

/// A table; `name` is its key.
pub(super) fn table_at<'a, 'i>(value: &'a Spanned<DeValue<'i>>, name: &str) -> Result<&'a DeTable<'i>, Fault> {
    let table = value.get_ref().as_table();
    table.ok_or_else(|| wrong_type(value, &format!("a table such as [{name}]")))
}

/// A string that passes `check`.
pub(super) fn checked<T>(
    value: &Spanned<DeValue<'_>>,
    wanted: &str,
    check: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Fault> {
    let text = value.get_ref().as_str().ok_or_else(|| wrong_type(value, wanted))?;
    check(text).map_err(|message| (value.span(), message))
}

/// An array of strings that pass `check`.
pub(super) fn list<T>(
    value: &Spanned<DeValue<'_>>,
    check: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Fault> {
    let array = value
        .get_ref()
        .as_array()
        .ok_or_else(|| wrong_type(value, "an array of strings"))?;
    array.iter().map(|item| checked(item, "a string", &check)).collect()
}

/// A number of seconds.
pub(super) fn seconds(value: &Spanned<DeValue<'_>>) -> Result<f64, Fault> {
    let text = match value.get_ref() {
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.as_str().to_string(),
        _ => return Err(wrong_type(value, "a number of seconds such as 2")),
    };
    let number: f64 = text.parse().unwrap_or(f64::NAN);
    if number > 0.0 && number <= 3600.0 {
        return Ok(number);
    }
    Err((
        value.span(),
        "a time limit is a number of seconds above 0 and up to 3600".into(),
    ))
}
