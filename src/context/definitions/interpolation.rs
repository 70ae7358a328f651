//! Variables in a Compose file's values: what comes out when nobody sets any.

use super::WrittenPath;
use crate::dockerfile::expansion::closing_braces;

/// Defaults can have variables themselves; beyond this depth nothing is resolved.
const DEEPEST: usize = 8;

/// A path with each variable replaced by its default.
pub(super) fn path(text: &str) -> WrittenPath {
    value(text).ok_or_else(|| text.to_string())
}

/// A value with each variable replaced by its default; `None` where one has no default.
pub(super) fn value(text: &str) -> Option<String> {
    interpolated(text, DEEPEST)
}

fn interpolated(text: &str, depth: usize) -> Option<String> {
    let closing = closing_braces(text, None);
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        result.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            result.push('$');
            rest = after;
            continue;
        }
        let inner = after.strip_prefix('{')?;
        let start = text.len() - inner.len();
        let close = closing[start - 1].filter(|close| *close < text.len())? - start;
        let operator = inner[..close].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        // `:?`, `:+` and the like give no default.
        let default = operator.strip_prefix(":-").or_else(|| operator.strip_prefix('-'))?;
        result.push_str(&interpolated(default, depth.checked_sub(1)?)?);
        rest = &inner[close + 1..];
    }
    result.push_str(rest);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_its_default_or_unknown() {
        for (text, expected) in [
            ("services/api", Some("services/api")),
            ("${ROOT:-.}/api", Some("./api")),
            ("${ROOT-..}", Some("..")),
            ("${A:-${B:-x}/y}", Some("x/y")),
            ("${A:-}", Some("")),
            ("a$$b", Some("a$b")),
            ("$ROOT/api", None),
            ("${ROOT}", None),
            ("${ROOT:?set it - please}", None),
            ("${ROOT:+a-b}", None),
            ("${A:-${B}}", None),
            ("${A:-", None),
            ("$", None),
        ] {
            assert_eq!(value(text).as_deref(), expected, "{text}");
        }
        let deep = "${A:-".repeat(100) + &"}".repeat(100);
        assert_eq!(value(&deep), None);
    }
}
