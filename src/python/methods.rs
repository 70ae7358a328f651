//! Methods of built-in values and of the standard library's objects that cannot fail on the arguments given.

use super::calls::Arguments;
use super::value::{Kind, Value};

/// What a method call gives, and whether it changed its receiver.
pub struct Called {
    pub result: Value,
    pub changes: bool,
}

/// Calls `receiver.name(arguments)`; `Err` says that it may raise or act.
pub fn call(receiver: &Value, name: &str, arguments: &Arguments) -> Result<Called, String> {
    let unchanged = |result| Ok(Called { result, changes: false });
    let result = match receiver.kind() {
        Kind::Str => text_method(receiver, name, arguments),
        Kind::List | Kind::Strings => return list_method(name, arguments),
        Kind::Dict => return dict_method(receiver, name, arguments),
        Kind::Set => return set_method(name, arguments),
        Kind::Path => path_method(name, arguments),
        Kind::Logger => logger_method(name, arguments),
        _ => None,
    };
    match result {
        Some(result) => unchanged(result),
        None => Err("calls what may raise or act".into()),
    }
}

fn text_method(receiver: &Value, name: &str, arguments: &Arguments) -> Option<Value> {
    if !arguments.keywords.is_empty() {
        return None;
    }
    let positional = arguments.positional.as_slice();
    let unknown = |kind| Some(Value::Any(kind));
    let Value::Str(text) = receiver else {
        return match (name, positional) {
            (
                "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "title" | "capitalize" | "casefold" | "swapcase",
                [],
            ) => unknown(Kind::Str),
            ("strip" | "lstrip" | "rstrip" | "removeprefix" | "removesuffix", [part]) if part.is_str() => {
                unknown(Kind::Str)
            }
            ("replace", [from, to]) if from.is_str() && to.is_str() => unknown(Kind::Str),
            ("split" | "rsplit" | "splitlines", []) => unknown(Kind::Strings),
            ("split" | "rsplit", [Value::Str(separator)]) if !separator.is_empty() => unknown(Kind::Strings),
            ("startswith" | "endswith", [part]) if part.is_str() => unknown(Kind::Bool),
            (
                "isdigit" | "isalpha" | "isalnum" | "isupper" | "islower" | "isspace" | "isnumeric" | "isidentifier",
                [],
            ) => unknown(Kind::Bool),
            _ => None,
        };
    };
    let string = |text: &str| Some(Value::Str(text.to_owned()));
    let strings = |parts: Vec<&str>| {
        Some(Value::List(
            parts.into_iter().map(|part| Value::Str(part.to_owned())).collect(),
        ))
    };
    match (name, positional) {
        ("strip", []) => string(text.trim()),
        ("lstrip", []) => string(text.trim_start()),
        ("rstrip", []) => string(text.trim_end()),
        ("strip", [Value::Str(set)]) => string(text.trim_matches(|c| set.contains(c))),
        ("lstrip", [Value::Str(set)]) => string(text.trim_start_matches(|c| set.contains(c))),
        ("rstrip", [Value::Str(set)]) => string(text.trim_end_matches(|c| set.contains(c))),
        ("lower", []) => string(&text.to_lowercase()),
        ("upper", []) => string(&text.to_uppercase()),
        ("title" | "capitalize" | "casefold" | "swapcase", []) => unknown(Kind::Str),
        ("removeprefix", [Value::Str(part)]) => string(text.strip_prefix(part.as_str()).unwrap_or(text)),
        ("removesuffix", [Value::Str(part)]) => string(text.strip_suffix(part.as_str()).unwrap_or(text)),
        ("replace", [Value::Str(from), Value::Str(to)]) if !from.is_empty() && to.len() < 100 => {
            string(&text.replace(from.as_str(), to))
        }
        ("split" | "rsplit", []) => strings(text.split_whitespace().collect()),
        ("split" | "rsplit", [Value::Str(separator)]) if !separator.is_empty() => {
            strings(text.split(separator.as_str()).collect())
        }
        ("split", [Value::Str(separator), Value::Int(times @ 0..=1000)]) if !separator.is_empty() => strings(
            text.splitn(usize::try_from(*times).ok()? + 1, separator.as_str())
                .collect(),
        ),
        ("rsplit", [Value::Str(separator), Value::Int(times @ 0..=1000)]) if !separator.is_empty() => {
            let mut parts: Vec<&str> = text
                .rsplitn(usize::try_from(*times).ok()? + 1, separator.as_str())
                .collect();
            parts.reverse();
            strings(parts)
        }
        ("partition" | "rpartition", [Value::Str(separator)]) if !separator.is_empty() => {
            let cut = if name == "partition" {
                text.split_once(separator.as_str())
            } else {
                text.rsplit_once(separator.as_str())
            };
            let parts = match (cut, name) {
                (Some((before, after)), _) => [before, separator, after],
                (None, "partition") => [text, "", ""],
                (None, _) => ["", "", text],
            };
            Some(Value::Tuple(
                parts.iter().map(|part| Value::Str((*part).to_owned())).collect(),
            ))
        }
        ("startswith", [Value::Str(part)]) => Some(Value::Bool(text.starts_with(part.as_str()))),
        ("endswith", [Value::Str(part)]) => Some(Value::Bool(text.ends_with(part.as_str()))),
        ("isdigit", []) if text.is_ascii() => Some(Value::Bool(
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
        )),
        ("count" | "find" | "rfind", [Value::Str(_)]) => unknown(Kind::Int),
        ("encode", []) => unknown(Kind::Bytes),
        ("encode", [Value::Str(encoding)]) if matches!(encoding.as_str(), "utf-8" | "utf8") => unknown(Kind::Bytes),
        ("splitlines", []) => unknown(Kind::Strings),
        ("join", [items]) => match items {
            Value::List(items) | Value::Tuple(items) => {
                let parts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                match parts {
                    Some(parts) => string(&parts.join(text)),
                    None => items.iter().all(Value::is_str).then_some(Value::Any(Kind::Str)),
                }
            }
            items if items.kind() == Kind::Strings || items.is_str() => unknown(Kind::Str),
            _ => None,
        },
        _ => text_method(&Value::Any(Kind::Str), name, arguments),
    }
}

fn list_method(name: &str, arguments: &Arguments) -> Result<Called, String> {
    let iterable = |value: &Value| value.elements().is_ok();
    match (name, arguments.plain()) {
        ("append", Some([_])) => changed(),
        ("insert", Some([place, _])) if place.is_int() => changed(),
        ("extend", Some([items])) if iterable(items) => changed(),
        ("reverse", Some([])) => changed(),
        ("copy", Some([])) => Ok(Called {
            result: Value::Any(Kind::List),
            changes: false,
        }),
        _ => Err("calls what may raise or act".into()),
    }
}

fn dict_method(receiver: &Value, name: &str, arguments: &Arguments) -> Result<Called, String> {
    let gives = |result| Ok(Called { result, changes: false });
    match (name, arguments.plain()) {
        ("keys" | "values" | "items", Some([])) => match (receiver, name) {
            (Value::Dict(pairs), "values") => {
                gives(Value::List(pairs.iter().map(|(_, value)| value.clone()).collect()))
            }
            (Value::Dict(pairs), "items") => gives(Value::List(
                pairs
                    .iter()
                    .map(|(key, value)| Value::Tuple(vec![key.clone(), value.clone()]))
                    .collect(),
            )),
            _ => gives(Value::Any(Kind::Iterator)),
        },
        ("copy", Some([])) => gives(Value::Any(Kind::Dict)),
        ("get", Some([key] | [key, _])) if key.is_hashable() && key.is_showable() => gives(Value::Any(Kind::Unknown)),
        ("setdefault", Some([key, _])) if key.is_hashable() && key.is_showable() => Ok(Called {
            result: Value::Any(Kind::Unknown),
            changes: true,
        }),
        ("update", Some([items])) if items.kind() == Kind::Dict => changed(),
        ("update", None) if arguments.positional.is_empty() => changed(),
        _ => Err("calls what may raise or act".into()),
    }
}

fn set_method(name: &str, arguments: &Arguments) -> Result<Called, String> {
    match (name, arguments.plain()) {
        ("add" | "discard", Some([item])) if item.is_hashable() && item.is_showable() => changed(),
        ("copy", Some([])) => Ok(Called {
            result: Value::Any(Kind::Set),
            changes: false,
        }),
        ("union" | "intersection" | "difference", Some([Value::Any(Kind::Set)])) => Ok(Called {
            result: Value::Any(Kind::Set),
            changes: false,
        }),
        _ => Err("calls what may raise or act".into()),
    }
}

/// Only what does not look at the disk, and `resolve`, `absolute`, which do not need the file.
fn path_method(name: &str, arguments: &Arguments) -> Option<Value> {
    match (name, arguments.plain()?) {
        ("resolve" | "absolute", []) => Some(Value::Any(Kind::Path)),
        ("joinpath", parts) if parts.iter().all(Value::is_path) => Some(Value::Any(Kind::Path)),
        ("as_posix", []) => Some(Value::Any(Kind::Str)),
        _ => None,
    }
}

fn logger_method(name: &str, arguments: &Arguments) -> Option<Value> {
    match (name, arguments.plain()?) {
        ("setLevel", [Value::Int(_)]) => Some(Value::None),
        ("setLevel", [Value::Library(level)]) if super::calls::is_log_level(level) => Some(Value::None),
        ("setLevel", [Value::Str(level)])
            if matches!(level.as_str(), "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL") =>
        {
            Some(Value::None)
        }
        ("getChild", [name]) if name.is_str() => Some(Value::Any(Kind::Logger)),
        _ => None,
    }
}

fn changed() -> Result<Called, String> {
    Ok(Called {
        result: Value::None,
        changes: true,
    })
}
