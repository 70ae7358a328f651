//! The environment in which a RUN of the runtime stage imports the modules.

use std::collections::{BTreeMap, BTreeSet};

use super::calls::Arguments;
use super::value::{Kind, Value};

/// Variables that the base image, the builder or the runtime may set, whatever the Dockerfile says.
const PERHAPS_SET: &[&str] = &[
    "PATH",
    "HOME",
    "HOSTNAME",
    "PWD",
    "OLDPWD",
    "SHLVL",
    "TERM",
    "USER",
    "LOGNAME",
    "SHELL",
    "TZ",
    "LANG",
    "SOURCE_DATE_EPOCH",
    "_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "FTP_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
];

/// What is known of the variables: set to a value, set to an unknown value, or, when missing here, not set.
pub struct Environment {
    variables: BTreeMap<String, Option<String>>,
    /// Set by some module, so that what it is depends on the order of imports.
    written: BTreeSet<String>,
}

impl Environment {
    pub fn new(variables: &BTreeMap<String, Option<String>>, written: BTreeSet<String>) -> Self {
        Self {
            variables: variables.clone(),
            written,
        }
    }

    pub fn write(&mut self, name: &str) {
        self.written.insert(name.to_owned());
    }

    /// The variables that modules have set.
    pub fn into_written(self) -> BTreeSet<String> {
        self.written
    }

    /// `os.environ[name]`
    pub fn index(&self, name: &str) -> Result<Value, String> {
        match self.variables.get(name) {
            Some(_) if self.written.contains(name) => Ok(Value::Any(Kind::Str)),
            Some(Some(value)) => Ok(Value::Str(value.clone())),
            Some(None) => Ok(Value::Any(Kind::Str)),
            None => Err(format!("fails where {name} is not set")),
        }
    }

    /// `os.getenv(name, default)`
    pub fn get(&self, arguments: &Arguments) -> Result<Value, String> {
        let (name, default) = match (arguments.positional.as_slice(), arguments.keywords.as_slice()) {
            ([name], []) => (name, Value::None),
            ([name, default], []) => (name, default.clone()),
            ([name], [(keyword, default)]) if keyword == "default" => (name, default.clone()),
            _ => return Err("is not understood".into()),
        };
        match name {
            Value::Str(name) if self.is_certain(name) => match self.index(name) {
                Ok(value) => Ok(value),
                Err(_) => Ok(default),
            },
            name if name.is_str() => Ok(Value::Any(Kind::Str).or(&default)),
            _ => Err("may not be the name of a variable".into()),
        }
    }

    /// `os.environ.setdefault(name, value)`
    pub fn set(&mut self, arguments: &Arguments) -> Result<Value, String> {
        match arguments.plain() {
            Some([Value::Str(name), value]) if can_be_set(name, value) => {
                self.write(name);
                Ok(Value::Any(Kind::Str))
            }
            _ => Err("may not be possible to set".into()),
        }
    }

    fn is_certain(&self, name: &str) -> bool {
        let upper = name.to_uppercase();
        let from_outside = PERHAPS_SET.contains(&upper.as_str())
            || ["LC_", "PYTHON", "SSL_CERT_", "BUILDKIT_"]
                .iter()
                .any(|prefix| upper.starts_with(prefix));
        self.variables.contains_key(name) || !(from_outside || self.written.contains(name))
    }
}

/// Whether the system takes the variable: no equals sign in its name, no null byte.
pub fn can_be_set(name: &str, value: &Value) -> bool {
    let clean = match value {
        Value::Str(value) => !value.contains('\0'),
        value => value.is_str(),
    };
    clean && !name.is_empty() && !name.contains(['=', '\0'])
}
