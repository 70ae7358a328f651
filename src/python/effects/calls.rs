//! The calls that do nothing.

use ruff_python_ast::{ExprCall, Keyword};

use super::Reader;
use super::values::Value;

/// What does nothing, by kind and by module, a line each: `call` whatever the arguments are, if they are the same at every start; `text` also
/// for any string, and `text-to-text` gives one then; `decorate` a function or a class; `method`, by its name alone.
const HARMLESS: &str = include_str!("harmless.txt");

/// Whether a name stands in a line of the list.
fn is_listed(kind: &str, of: &str, name: &str) -> bool {
    let line = |line: &&str| {
        let names = line
            .strip_prefix(kind)?
            .strip_prefix(' ')?
            .strip_prefix(of)?
            .strip_prefix(": ")?;
        Some(names.split(' ').any(|listed| listed == name))
    };
    HARMLESS.lines().any(|text| line(&text) == Some(true))
}

/// Whether a dotted name of the standard library stands in the list.
pub(super) fn is_harmless(kind: &str, path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(module, name)| is_listed(kind, module, name))
}

fn is_named(keyword: &Keyword, name: &str) -> bool {
    keyword.arg.as_ref().is_some_and(|given| given == name)
}

impl Reader<'_> {
    pub(super) fn call(&mut self, call: &ExprCall) -> Option<Value> {
        let arguments = self.values(&call.arguments.args)?;
        let given = self.values(call.arguments.keywords.iter().map(|keyword| &keyword.value))?;
        let keywords: Vec<(&Keyword, Value)> = call.arguments.keywords.iter().zip(given).collect();
        let is_same = arguments
            .iter()
            .chain(keywords.iter().map(|(_, value)| value))
            .all(Value::is_same);
        // `key=` is called, and what `**` gives is not known.
        let calls_back = keywords
            .iter()
            .any(|(keyword, _)| keyword.arg.is_none() || is_named(keyword, "key"));
        if let Some(attribute) = call.func.as_attribute_expr() {
            let (value, method) = (self.value(&attribute.value)?, attribute.attr.as_str());
            match &value {
                Value::Text(_) if keywords.is_empty() => return of_text(&value, method, &arguments),
                Value::Literal(_) if method == "join" && matches!(*arguments, [Value::Parts(_)]) => {
                    return Some(Value::Text(None));
                }
                Value::Same | Value::Literal(_) => {
                    // `Path.replace(to)` moves a file.
                    let is_replace = method == "replace" && arguments.len() > 1;
                    let is_known = is_replace || is_listed("method", "same", method);
                    return (is_known && is_same && !calls_back).then_some(Value::Same);
                }
                _ => {}
            }
        }
        let Value::Library(path) = self.value(&call.func)? else {
            return None;
        };
        match (path.as_str(), &*arguments) {
            ("os.getenv" | "os.environ.get", [Value::Literal(name), default @ ..]) => {
                let named = keywords.first().map(|(_, default)| default);
                self.variable(name, default.first().or(named).unwrap_or(&Value::Absent))
            }
            ("builtins.int" | "builtins.float", [Value::Number]) => Some(Value::Number),
            ("builtins.int", [Value::Text(Some(text))]) => text.trim().parse::<i64>().is_ok().then_some(Value::Number),
            ("builtins.float", [Value::Text(Some(text))]) => {
                text.trim().parse::<f64>().is_ok().then_some(Value::Number)
            }
            ("builtins.getattr", [Value::Library(_), name, _]) if name.is_text() => Some(Value::Same),
            ("logging.basicConfig", []) => {
                let is_level = |value: &Value| {
                    value
                        .text()
                        .is_some_and(|text| ["CRITICAL", "DEBUG", "ERROR", "INFO", "WARNING"].contains(&text))
                };
                let fits = |(keyword, value): &(&Keyword, Value)| match is_named(keyword, "level") {
                    true => value.is_same() || is_level(value),
                    false => value.is_same() && !is_named(keyword, "filename"),
                };
                keywords.iter().all(fits).then_some(Value::Same)
            }
            ("dataclasses.field", _) if !is_same => Some(Value::Unsure),
            _ if is_same => (is_harmless("call", &path) && !calls_back).then_some(Value::Same),
            ("builtins.str", [_]) if keywords.is_empty() => Some(Value::Text(None)),
            (_, texts) => {
                let all_text = keywords.is_empty() && texts.iter().all(|value| value.is_same() || value.is_text());
                let to_text = is_harmless("text-to-text", &path).then_some(Value::Text(None));
                to_text
                    .or(is_harmless("text", &path).then_some(Value::Same))
                    .filter(|_| all_text)
            }
        }
    }

    /// `os.getenv(name, default)`
    fn variable(&self, name: &str, default: &Value) -> Option<Value> {
        // The base image, the builder or the runtime may set these, whatever the Dockerfile says.
        let from_outside = is_listed("variable", "perhaps", &name.to_uppercase())
            || ["LC_", "PYTHON", "SSL_CERT_", "BUILDKIT_"]
                .iter()
                .any(|start| name.starts_with(start));
        Some(match (self.environment.get(name), default) {
            (Some(value), default) if default.is_text() || *default == Value::Absent => Value::Text(value.clone()),
            (None, default) if !from_outside && default.is_text() => Value::Text(default.text().map(str::to_string)),
            (None, Value::Absent) if !from_outside => Value::Absent,
            (_, default) if default.is_text() => Value::Text(None),
            _ => Value::Unsure,
        })
    }
}

/// A method of a string that the environment decides.
fn of_text(value: &Value, method: &str, arguments: &[Value]) -> Option<Value> {
    let fits = |argument: &Value| argument.is_text() || *argument == Value::Same;
    let made = match (method, arguments, value.text()) {
        ("lower", _, Some(text)) => Value::Text(Some(text.to_lowercase())),
        ("upper", _, Some(text)) => Value::Text(Some(text.to_uppercase())),
        ("strip", [], Some(text)) => Value::Text(Some(text.trim().to_string())),
        ("split" | "rsplit", [Value::Literal(separator)], text) if !separator.is_empty() => {
            Value::Parts(text.map(|text| text.split(separator).map(str::to_string).collect()))
        }
        ("replace", [_, _], _) => Value::Text(None),
        _ if is_listed("method", "text-to-text", method) => Value::Text(None),
        _ if is_listed("method", "text", method) => Value::Same,
        _ => return None,
    };
    arguments.iter().all(fits).then_some(made)
}
