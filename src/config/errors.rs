//! What serde says of a wrong settings file, in the words of TOML and with what to write instead.

use similar::get_close_matches;
use toml::de::{DeTable, DeValue};

/// Keys that described one runtime image for all files, and the key of a row of [[runtime]] that has taken the place of each.
const REPLACED: [(&str, &str); 4] = [
    ("python-version", "python"),
    ("builder-image", "builder"),
    ("runtime-images", "image"),
    ("interpreter", "interpreter"),
];

/// How similar a key must be to what was written to be meant.
const SIMILAR: f32 = 0.7;

/// The message about a wrong key or value of `table`.
pub(super) fn explained(message: &str, table: &DeTable<'_>) -> String {
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return message.replace("missing field", "a row of [[runtime]] needs");
    };
    if let Some(found) = found.strip_prefix("invalid type: ") {
        let expected = expected.replace("a sequence", "an array").replace("f64", "a number");
        let found = match found {
            "map" => "a table",
            "sequence" => "an array",
            value => value,
        };
        return format!("expected {expected}, found {found}");
    }
    let kinds = [("unknown field ", "key"), ("unknown variant ", "value")];
    let unknown = |(start, kind)| Some((kind, found.strip_prefix(start)?.trim_matches('`')));
    let Some((kind, found)) = kinds.into_iter().find_map(unknown) else {
        return message.to_string();
    };
    if found == "per-file-ignores" {
        let (files, rules) = table
            .get(found)
            .and_then(first_entry)
            .unwrap_or_else(|| ("…".into(), "\"…\"".into()));
        return format!(
            "`per-file-ignores` has become [[overrides]]: write `files = [\"{files}\"]` and `ignore = [{rules}]` below a line [[overrides]]"
        );
    }
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let old = REPLACED.iter().find(|(old, _)| *old == found);
    if let Some((old, new)) = old.filter(|_| known.contains(&"extend")) {
        return replaced(old, new, table);
    }
    let meant = get_close_matches(found, &known, 1, SIMILAR);
    let meant: String = meant.iter().map(|meant| format!("; did you mean `{meant}`?")).collect();
    format!("unknown {kind} `{found}`; expected one of: {}{meant}", known.join(", "))
}

/// A key of a table, and the texts of its list.
fn first_entry(table: &toml::Spanned<DeValue<'_>>) -> Option<(String, String)> {
    let (key, list) = table.get_ref().as_table()?.iter().next()?;
    let words = list.get_ref().as_array()?.iter();
    let words: Vec<_> = words
        .filter_map(|word| Some(format!("\"{}\"", word.get_ref().as_str()?)))
        .collect();
    Some((key.get_ref().to_string(), words.join(", ")))
}

fn replaced(old: &str, new: &str, table: &DeTable<'_>) -> String {
    let value = table.get(old).and_then(|value| value.get_ref().as_str());
    let line = value
        .map(|text| format!(", and `{new} = \"{text}\"`"))
        .unwrap_or_default();
    format!(
        "`{old}` has become `{new}` of a [[runtime]] row, of which each runtime image has one: write a line `[[runtime]]`, below it \
         `image = \"NAME\"` without a tag{line}; what is left out is as in the built-in row, and `lucid-fix config` prints those"
    )
}
