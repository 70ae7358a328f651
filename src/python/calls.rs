//! Functions and classes of the standard library that cannot fail, and do not act, on the arguments given.

mod builtins;
mod library;

use super::value::Value;

/// The evaluated arguments of a call.
pub struct Arguments {
    pub positional: Vec<Value>,
    pub keywords: Vec<(String, Value)>,
}

impl Arguments {
    /// The positional arguments when there are no others.
    pub fn plain(&self) -> Option<&[Value]> {
        self.keywords.is_empty().then_some(self.positional.as_slice())
    }

    fn keywords_within(&self, allowed: &[&str]) -> bool {
        self.keywords.iter().all(|(name, _)| allowed.contains(&name.as_str()))
    }

    fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords
            .iter()
            .find(|(keyword, _)| keyword == name)
            .map(|(_, value)| value)
    }
}

/// Calls the function or class with this dotted name; `Err` says that it may raise or act.
pub fn call(path: &str, arguments: &Arguments) -> Result<Value, String> {
    let result = match path.strip_prefix("builtins.") {
        Some(name) => builtins::call(name, arguments),
        None => library::call(path, arguments),
    };
    result.ok_or_else(|| format!("calls {}, which may raise or act", path.trim_start_matches("builtins.")))
}

/// The constants of `logging` that are levels.
pub fn is_log_level(path: &str) -> bool {
    matches!(
        path.strip_prefix("logging."),
        Some("DEBUG" | "INFO" | "WARNING" | "WARN" | "ERROR" | "CRITICAL" | "FATAL" | "NOTSET")
    )
}
