//! Calls of built-in functions and classes: what they give where they are sure to succeed.

use super::Arguments;
use crate::python::value::{Kind, Value};

/// Calls the built-in of this name; `None` says that it may raise or act.
pub fn call(name: &str, arguments: &Arguments) -> Option<Value> {
    let any = |kind| Some(Value::Any(kind));
    if name == "dict" && arguments.positional.is_empty() {
        return Some(Value::Dict(
            arguments
                .keywords
                .iter()
                .map(|(key, value)| (Value::Str(key.clone()), value.clone()))
                .collect(),
        ));
    }
    match (name, arguments.plain()?) {
        ("int", [value]) => integer(value),
        ("int", []) => Some(Value::Int(0)),
        ("float", [value]) => float(value),
        ("str", [value]) if value.is_str() => Some(value.clone()),
        ("str", [Value::Int(value)]) => Some(Value::Str(value.to_string())),
        ("str" | "repr", [value]) if value.is_showable() => any(Kind::Str),
        ("str", []) => Some(Value::Str(String::new())),
        ("bool", [value]) => Some(value.truth().ok()?.map_or(Value::Any(Kind::Bool), Value::Bool)),
        ("bool", []) => Some(Value::Bool(false)),
        ("len", [value]) => length(value),
        ("abs", [value]) if value.is_int() => any(Kind::Int),
        ("round", [value]) if value.is_int() => any(Kind::Int),
        ("min" | "max", values) => extreme(name, values),
        ("sorted", [value]) if value.kind() == Kind::Strings => any(Kind::Strings),
        ("sorted", [value]) => {
            let items = value.elements().ok()??;
            let alike = items.iter().all(Value::is_str) || items.iter().all(Value::is_number);
            alike.then_some(Value::Any(Kind::List))
        }
        ("sum", [Value::List(items) | Value::Tuple(items)]) if items.iter().all(Value::is_int) => any(Kind::Int),
        ("list", []) => Some(Value::List(Vec::new())),
        ("tuple", []) => Some(Value::Tuple(Vec::new())),
        ("set" | "frozenset", []) => Some(set_of(name)),
        ("list", [value]) => Some(value.elements().ok()?.map_or(
            Value::Any(if value.kind() == Kind::Strings {
                Kind::Strings
            } else {
                Kind::List
            }),
            Value::List,
        )),
        ("tuple", [value]) => Some(value.elements().ok()?.map_or(Value::Any(Kind::Tuple), Value::Tuple)),
        ("set" | "frozenset", [Value::Any(kind @ (Kind::Strings | Kind::Str | Kind::Set | Kind::Dict))]) => {
            Some(if *kind == Kind::Set && name == "frozenset" {
                set_of("frozenset")
            } else {
                set_of(name)
            })
        }
        ("set" | "frozenset", [value]) => value
            .elements()
            .ok()??
            .iter()
            .all(|item| item.is_hashable() && item.is_showable())
            .then(|| set_of(name)),
        ("dict", [value]) if value.kind() == Kind::Dict => any(Kind::Dict),
        ("range", [Value::Int(end)]) if (0..=100).contains(end) => {
            Some(Value::List((0..*end).map(Value::Int).collect()))
        }
        ("range", values @ ([_] | [_, _])) if values.iter().all(Value::is_int) => any(Kind::Iterator),
        ("enumerate" | "reversed" | "zip", [value])
            if name != "reversed" || matches!(value, Value::List(_) | Value::Tuple(_)) =>
        {
            value.elements().ok()?;
            any(Kind::Iterator)
        }
        ("zip", [a, b]) if a.elements().is_ok() && b.elements().is_ok() => any(Kind::Iterator),
        ("object", []) => any(Kind::Object),
        ("bytes" | "bytearray", []) => any(Kind::Bytes),
        ("property" | "staticmethod" | "classmethod", [Value::Any(Kind::Function)]) => any(Kind::Property),
        ("type", [_]) | ("id", [_]) => any(Kind::Object),
        ("isinstance", [_, Value::Library(class)])
            if matches!(
                class.as_str(),
                "builtins.str" | "builtins.int" | "builtins.dict" | "builtins.list"
            ) =>
        {
            any(Kind::Bool)
        }
        _ => None,
    }
}

fn set_of(name: &str) -> Value {
    Value::Any(if name == "set" { Kind::Set } else { Kind::Iterator })
}

/// `int(value)`, for texts that Python and Rust read alike.
fn integer(value: &Value) -> Option<Value> {
    match value {
        Value::Str(text) => text.trim_matches([' ', '\t', '\n']).parse().ok().map(Value::Int),
        Value::Bool(value) => Some(Value::Int(i64::from(*value))),
        Value::Float(value) if value.is_finite() => Some(Value::Any(Kind::Int)),
        value if value.is_int() => Some(value.clone()),
        _ => None,
    }
}

fn float(value: &Value) -> Option<Value> {
    match value {
        Value::Str(text) => {
            let text = text.trim_matches([' ', '\t', '\n']);
            let digits = text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
            text.parse().ok().filter(|_| digits).map(Value::Float)
        }
        Value::Int(value) => Some(Value::Float(*value as f64)),
        Value::Float(_) | Value::Any(Kind::Float) => Some(value.clone()),
        _ => None,
    }
}

fn length(value: &Value) -> Option<Value> {
    match value {
        Value::Str(text) => i64::try_from(text.chars().count()).ok().map(Value::Int),
        Value::List(items) | Value::Tuple(items) => i64::try_from(items.len()).ok().map(Value::Int),
        value => matches!(
            value.kind(),
            Kind::Str | Kind::Bytes | Kind::Strings | Kind::List | Kind::Tuple | Kind::Set | Kind::Dict
        )
        .then_some(Value::Any(Kind::Int)),
    }
}

fn extreme(name: &str, values: &[Value]) -> Option<Value> {
    match values {
        [Value::Int(a), Value::Int(b)] => Some(Value::Int(if name == "min" { *a.min(b) } else { *a.max(b) })),
        [_, _, ..] if values.iter().all(Value::is_int) => Some(Value::Any(Kind::Int)),
        [_, _, ..] if values.iter().all(Value::is_number) => Some(Value::Any(Kind::Float)),
        [_, _, ..] if values.iter().all(Value::is_str) => Some(Value::Any(Kind::Str)),
        _ => None,
    }
}
