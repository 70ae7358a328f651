//! The calls that do nothing.

use std::sync::LazyLock;

use ruff_python_ast::{ExprCall, Keyword};

use super::Reader;
use super::values::PythonValue;
use crate::python::{NameList, name_list};

/// What does nothing, by kind and by module, a line each: `call` whatever the arguments are, if they are the same at every start; `make` likewise,
/// a thing that is not looked into; `number` likewise, and the machine decides what it gives; `text-to-text` and the like for any string, too, with what they give then; `decorate` a
/// function or a class; `method`, by its name alone. A `hook` is a method
/// that runs when a class is made or subscripted, or the members of an enum are; `of-command` is what the command, not the image, decides.
pub(super) static HARMLESS: NameList = NameList(LazyLock::new(|| name_list(include_str!("harmless.txt"))));

impl Reader<'_> {
    pub(super) fn call(&mut self, call: &ExprCall) -> Option<PythonValue> {
        let arguments = self.values(&call.arguments.args)?;
        let given = self.values(call.arguments.keywords.iter().map(|keyword| &keyword.value))?;
        let keywords: Vec<(&Keyword, PythonValue)> = call.arguments.keywords.iter().zip(given).collect();
        let is_same = arguments
            .iter()
            .chain(keywords.iter().map(|(_, value)| value))
            .all(PythonValue::is_same);
        // `key=` is called, `strict=` asks for a file, and what `**` gives is not known.
        let is_risky = |name: &str| matches!(name, "key" | "strict");
        let may_act = keywords
            .iter()
            .any(|(keyword, _)| keyword.arg.as_deref().is_none_or(is_risky));
        if let Some(attribute) = call.func.as_attribute_expr() {
            let (value, method) = (self.value(&attribute.value)?, attribute.attr.as_str());
            match &value {
                // Its argument is `strict`.
                _ if method == "resolve" && !arguments.is_empty() => return None,
                PythonValue::Text(_) if keywords.is_empty() => return of_text(&value, method, &arguments),
                PythonValue::Literal(_) if method == "join" && matches!(*arguments, [PythonValue::Parts(_)]) => {
                    return Some(PythonValue::Text(None));
                }
                PythonValue::Same | PythonValue::Literal(_) => {
                    // `Path.replace(to)` moves a file.
                    let is_replace = method == "replace" && arguments.len() > 1;
                    let is_known = is_replace || HARMLESS.has("method", "same", method);
                    return (is_known && is_same && !may_act).then_some(PythonValue::Same);
                }
                PythonValue::Logger => {
                    let is_known = match (method, &*arguments) {
                        ("setLevel", [level]) => is_level(level),
                        _ => HARMLESS.has("method", "logger", method),
                    };
                    return (is_known && is_same && keywords.is_empty()).then_some(PythonValue::Same);
                }
                PythonValue::Path if HARMLESS.has("method", "path", method) => {
                    let fits = is_same && keywords.is_empty();
                    return fits.then_some(PythonValue::Path);
                }
                _ => {}
            }
        }
        let PythonValue::Library(path) = self.value(&call.func)? else {
            return None;
        };
        match (path.as_str(), &*arguments) {
            ("os.getenv" | "os.environ.get", [PythonValue::Literal(name), default @ ..]) => {
                let named = keywords.first().map(|(_, default)| default);
                self.variable(name, default.first().or(named).unwrap_or(&PythonValue::Absent))
            }
            ("builtins.int" | "builtins.float", [PythonValue::Number]) => Some(PythonValue::Number),
            ("builtins.int" | "builtins.float", [PythonValue::Text(Some(text))]) => {
                let (text, is_int) = (text.trim(), path.ends_with("int"));
                let is_number = text.parse::<i64>().is_ok() || (!is_int && text.parse::<f64>().is_ok());
                is_number.then_some(PythonValue::Number)
            }
            ("builtins.getattr", [PythonValue::Library(_), name, _]) if name.is_text() => Some(PythonValue::Number),
            ("logging.basicConfig", []) => {
                let fits = |(keyword, value): &(&Keyword, PythonValue)| match keyword.arg.as_deref() {
                    Some("level") => is_level(value),
                    name => value.is_same() && name != Some("filename"),
                };
                keywords.iter().all(fits).then_some(PythonValue::Same)
            }
            ("logging.getLogger", names) => {
                let is_name = |name: &PythonValue| name.is_same() || name.is_text();
                (keywords.is_empty() && names.iter().all(is_name)).then_some(PythonValue::Logger)
            }
            ("dataclasses.field", _) if !is_same => Some(PythonValue::Unsure),
            ("socket.gethostname", []) => Some(PythonValue::Text(None)),
            _ if is_same && !may_act && HARMLESS.has_member("call", &path) => Some(PythonValue::Same),
            _ if is_same && HARMLESS.has_member("make", &path) => Some(PythonValue::Unsure),
            _ if is_same => HARMLESS.has_member("number", &path).then_some(PythonValue::Number),
            ("builtins.str", [_]) if keywords.is_empty() => Some(PythonValue::Text(None)),
            (_, texts) => {
                let is_texts = |value: &PythonValue| value.is_same() || value.is_text() || *value == PythonValue::Path;
                match keywords.is_empty() && texts.iter().all(is_texts) {
                    true if HARMLESS.has_member("text-to-text", &path) => Some(PythonValue::Text(None)),
                    true if HARMLESS.has_member("text-to-number", &path) => Some(PythonValue::Number),
                    true if HARMLESS.has_member("text-to-path", &path) => Some(PythonValue::Path),
                    _ => None,
                }
            }
        }
    }

    /// `os.getenv(name, default)`
    fn variable(&self, name: &str, default: &PythonValue) -> Option<PythonValue> {
        // The base image, the builder or the runtime may set these, whatever the Dockerfile says.
        let starts = ["LC_", "PYTHON", "SSL_CERT_", "BUILDKIT_"];
        let from_outside = HARMLESS.has("variable", "perhaps", &name.to_uppercase())
            || starts.iter().any(|start| name.starts_with(start));
        let is_text = default.is_text();
        Some(match self.environment.get(name) {
            Some(value) if is_text || *default == PythonValue::Absent => PythonValue::Text(value.clone()),
            None if !from_outside && is_text => PythonValue::Text(default.text().map(str::to_string)),
            None if !from_outside && *default == PythonValue::Absent => PythonValue::Absent,
            _ if is_text => PythonValue::Text(None),
            _ => PythonValue::Unsure,
        })
    }
}

/// Whether a value is the level of a log, whatever levels a start has added by then.
fn is_level(value: &PythonValue) -> bool {
    match value.text() {
        Some(text) => HARMLESS.has("level", "logging", text),
        None => value.is_same() || *value == PythonValue::Number,
    }
}

/// A method of a string that the environment decides.
fn of_text(value: &PythonValue, method: &str, arguments: &[PythonValue]) -> Option<PythonValue> {
    let fits = |argument: &PythonValue| argument.is_text() || *argument == PythonValue::Same;
    let made = match (method, arguments, value.text()) {
        ("lower", _, Some(text)) => PythonValue::Text(Some(text.to_lowercase())),
        ("upper", _, Some(text)) => PythonValue::Text(Some(text.to_uppercase())),
        ("strip", [], Some(text)) => PythonValue::Text(Some(text.trim().to_string())),
        ("split" | "rsplit", [PythonValue::Literal(separator)], text) if !separator.is_empty() => {
            PythonValue::Parts(text.map(|text| text.split(separator).map(str::to_string).collect()))
        }
        ("replace", [_, _], _) => PythonValue::Text(None),
        // Another encoding may not know the text, or not exist.
        ("encode", [], _) => PythonValue::Unsure,
        ("encode", [PythonValue::Literal(name)], _) if matches!(name.as_str(), "utf-8" | "utf8") => PythonValue::Unsure,
        _ if HARMLESS.has("method", "text-to-text", method) => PythonValue::Text(None),
        _ if HARMLESS.has("method", "text-to-number", method) => PythonValue::Number,
        _ => return None,
    };
    arguments.iter().all(fits).then_some(made)
}
