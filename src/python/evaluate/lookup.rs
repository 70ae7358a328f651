//! What a name or an attribute stands for.

use crate::python::evaluator::{Evaluator, Scope};
use crate::python::stdlib;
use crate::python::value::{Family, Kind, Value};

impl Evaluator<'_, '_> {
    pub fn name(&self, name: &str) -> Result<Value, String> {
        let top = self.frames.len().saturating_sub(1);
        for (at, frame) in self.frames.iter().enumerate().rev() {
            if frame.scope == Scope::Class && at != top {
                continue;
            }
            match frame.names.get(name) {
                Some(Value::Unbound) => return Err("may not be defined".into()),
                Some(value) => return Ok(value.clone()),
                None => {}
            }
        }
        match name {
            "__name__" => Ok(Value::Str(self.project.name(self.index).to_owned())),
            "__file__" => Ok(Value::Any(Kind::Str)),
            "__doc__" | "__package__" | "__spec__" => Ok(Value::Any(Kind::Unknown)),
            "Ellipsis" | "NotImplemented" => Ok(Value::Any(Kind::Object)),
            _ if stdlib::has_name("builtins", name, self.project.version) => {
                Ok(Value::Library(format!("builtins.{name}")))
            }
            _ => Err("is not defined".into()),
        }
    }

    pub fn attribute(&self, value: &Value, name: &str) -> Result<Value, String> {
        let version = self.project.version;
        let missing = || Err(format!("may have no attribute {name}"));
        match value {
            Value::Module(module) => {
                let path = format!("{module}.{name}");
                if path == "os.path" || self.submodules.contains(&path) {
                    Ok(Value::Module(path))
                } else if stdlib::has_name(module, name, version) {
                    Ok(library(path))
                } else {
                    missing()
                }
            }
            Value::Library(path) => match (path.as_str(), name) {
                ("datetime.datetime", "now" | "utcnow") | ("datetime.date", "today") | ("datetime.timezone", "utc") => {
                    Ok(library(format!("{path}.{name}")))
                }
                ("os.environ", "get" | "setdefault") | ("pathlib.Path", "cwd") => Ok(library(format!("{path}.{name}"))),
                ("sys.version_info", "major" | "minor" | "micro") => Ok(Value::Any(Kind::Int)),
                _ => missing(),
            },
            Value::Project(names) => match names.get(name) {
                Some(Value::Unbound) | None => missing(),
                Some(found) => Ok(found.without_contents()),
            },
            Value::Class(class) => match class.names.get(name) {
                Some(Value::Unbound) | None => missing(),
                Some(found) if class.transparent && class.family != Family::Enum => Ok(found.without_contents()),
                Some(Value::Any(Kind::Function | Kind::Property)) => missing(),
                Some(_) if class.family == Family::Enum && class.transparent && !name.starts_with('_') => {
                    Ok(Value::Any(Kind::Object))
                }
                Some(_) => missing(),
            },
            Value::Any(Kind::Path) => match name {
                "parent" => Ok(Value::Any(Kind::Path)),
                "name" | "stem" | "suffix" => Ok(Value::Any(Kind::Str)),
                _ => missing(),
            },
            Value::Any(Kind::Property) if matches!(name, "setter" | "getter" | "deleter") => {
                Ok(Value::Library("builtins.property.setter".into()))
            }
            _ => missing(),
        }
    }
}

/// A name of the standard library; those whose value or kind matters are given it.
pub fn library(path: String) -> Value {
    match path.as_str() {
        "typing.TYPE_CHECKING" => Value::Bool(false),
        "os.sep" | "os.linesep" | "os.pathsep" | "os.name" | "sys.platform" | "sys.executable" | "sys.version" => {
            Value::Any(Kind::Str)
        }
        "string.ascii_letters"
        | "string.digits"
        | "string.ascii_lowercase"
        | "string.ascii_uppercase"
        | "string.punctuation" => Value::Any(Kind::Str),
        "math.pi" | "math.e" | "math.inf" | "math.nan" => Value::Any(Kind::Float),
        "sys.maxsize" => Value::Any(Kind::Int),
        _ => Value::Library(path),
    }
}
