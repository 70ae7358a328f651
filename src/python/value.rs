//! What is known about a value that a module makes while it is imported.

use std::collections::BTreeMap;
use std::rc::Rc;

/// A value, as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(String),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    /// Of this kind; which one is not known.
    Any(Kind),
    /// A module of the standard library, by its dotted name.
    Module(String),
    /// A function, class or constant of the standard library, by its dotted name.
    Library(String),
    /// A class of the project.
    Class(Rc<Class>),
    /// A module of the project, with what it defines.
    Project(Rc<BTreeMap<String, Value>>),
    /// Perhaps not bound at all: reading it may raise.
    Unbound,
}

/// The kinds that values of unknown content have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Str,
    Bytes,
    Int,
    Float,
    Bool,
    /// A list of strings, such as `split` gives.
    Strings,
    List,
    Tuple,
    Set,
    Dict,
    /// Something to iterate over without error, once.
    Iterator,
    Path,
    Logger,
    Property,
    /// What `typing` makes: an alias, a union.
    Type,
    /// `TypeVar(...)`.
    TypeVariable,
    /// A function or a lambda of the project: never called here.
    Function,
    /// `field(...)` of a dataclass, with a default or without.
    Field {
        default: bool,
    },
    /// `enum.auto()`.
    Auto,
    /// An object of the standard library that can be hashed, compared and shown.
    Object,
    /// An object of the standard library that can be shown only.
    Container,
    /// Anything at all. It may be kept, and nothing else.
    Unknown,
}

/// What making a subclass or reading an attribute must know of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// What its body bound.
    pub names: BTreeMap<String, Value>,
    /// What it is, by its bases.
    pub family: Family,
    /// It has no base but `object`.
    pub root: bool,
    /// Subclassing it runs no code of the project.
    pub quiet: bool,
    /// For a dataclass: whether some field has a default.
    pub dataclass: Option<bool>,
    /// Reading an attribute gives what the body bound.
    pub transparent: bool,
}

/// The families of classes that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Plain,
    Exception,
    Enum,
    NamedTuple,
    TypedDict,
    Protocol,
    /// A subclass of some other class of the standard library.
    Other,
}

impl Value {
    /// The kind that this value has, contents aside.
    pub fn kind(&self) -> Kind {
        match self {
            Value::None => Kind::Object,
            Value::Bool(_) => Kind::Bool,
            Value::Int(_) => Kind::Int,
            Value::Float(_) => Kind::Float,
            Value::Str(_) => Kind::Str,
            Value::Tuple(_) => Kind::Tuple,
            Value::List(items) if !items.is_empty() && items.iter().all(Value::is_str) => Kind::Strings,
            Value::List(_) => Kind::List,
            Value::Dict(_) => Kind::Dict,
            Value::Any(kind) => *kind,
            Value::Module(_) | Value::Library(_) | Value::Class(_) | Value::Project(_) => Kind::Object,
            Value::Unbound => Kind::Unknown,
        }
    }

    /// The text of a string that is known.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    pub fn is_str(&self) -> bool {
        matches!(self, Value::Str(_) | Value::Any(Kind::Str))
    }

    pub fn is_int(&self) -> bool {
        matches!(
            self,
            Value::Int(_) | Value::Bool(_) | Value::Any(Kind::Int | Kind::Bool)
        )
    }

    pub fn is_number(&self) -> bool {
        self.is_int() || matches!(self, Value::Float(_) | Value::Any(Kind::Float))
    }

    pub fn is_path(&self) -> bool {
        self.is_str() || matches!(self, Value::Any(Kind::Path))
    }

    /// `bool(value)`: `Err` when it may raise, `Ok(None)` when it is not known.
    pub fn truth(&self) -> Result<Option<bool>, String> {
        Ok(match self {
            Value::None => Some(false),
            Value::Bool(value) => Some(*value),
            Value::Int(value) => Some(*value != 0),
            Value::Float(value) => Some(*value != 0.0),
            Value::Str(value) => Some(!value.is_empty()),
            Value::Tuple(items) | Value::List(items) => Some(!items.is_empty()),
            Value::Dict(items) => Some(!items.is_empty()),
            Value::Module(_) | Value::Class(_) | Value::Project(_) | Value::Any(Kind::Function) => Some(true),
            Value::Any(Kind::Unknown) | Value::Unbound => return Err("its truth is not known".into()),
            Value::Any(_) | Value::Library(_) => None,
        })
    }

    /// Whether it can be a key.
    pub fn is_hashable(&self) -> bool {
        match self {
            Value::Tuple(items) => items.iter().all(Value::is_hashable),
            Value::List(_) | Value::Dict(_) | Value::Unbound => false,
            // A tuple of unknown content may hold a list.
            Value::Any(Kind::Tuple | Kind::Strings | Kind::List | Kind::Set | Kind::Dict) => false,
            Value::Any(Kind::Container | Kind::Unknown | Kind::Field { .. } | Kind::Iterator | Kind::Auto) => false,
            Value::Library(path) => !path.starts_with("os.environ"),
            _ => true,
        }
    }

    /// Whether `str(value)` and `repr(value)` run no code of the project.
    pub fn is_showable(&self) -> bool {
        match self {
            Value::Tuple(items) | Value::List(items) => items.iter().all(Value::is_showable),
            Value::Dict(items) => items
                .iter()
                .all(|(key, value)| key.is_showable() && value.is_showable()),
            Value::Any(Kind::Unknown | Kind::List | Kind::Tuple | Kind::Set | Kind::Dict) | Value::Unbound => false,
            Value::Any(Kind::Container) => false,
            _ => true,
        }
    }

    /// Whether all of it is known, so that operations on it can be worked out.
    pub fn is_known(&self) -> bool {
        match self {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => true,
            Value::Tuple(items) | Value::List(items) => items.iter().all(Value::is_known),
            Value::Dict(items) => items.iter().all(|(key, value)| key.is_known() && value.is_known()),
            _ => false,
        }
    }

    /// The elements in order: `Err` when iterating may raise, `Ok(None)` when they are not known.
    pub fn elements(&self) -> Result<Option<Vec<Value>>, String> {
        match self {
            Value::Str(text) => Ok(Some(text.chars().map(|c| Value::Str(c.to_string())).collect())),
            Value::Tuple(items) | Value::List(items) => Ok(Some(items.clone())),
            Value::Dict(items) => Ok(Some(items.iter().map(|(key, _)| key.clone()).collect())),
            Value::Any(kind) if kind.element().is_some() => Ok(None),
            _ => Err("may not be something to iterate over".into()),
        }
    }

    /// The same value without what another holder could change behind our back.
    pub fn without_contents(&self) -> Value {
        match self {
            Value::List(_) | Value::Dict(_) if matches!(self.kind(), Kind::Strings) => Value::Any(Kind::List),
            Value::List(_) | Value::Dict(_) => Value::Any(self.kind()),
            Value::Tuple(items) => Value::Tuple(items.iter().map(Value::without_contents).collect()),
            Value::Any(Kind::Strings) => Value::Any(Kind::List),
            other => other.clone(),
        }
    }

    /// What is known when it may be either of two values.
    pub fn or(&self, other: &Value) -> Value {
        if self == other {
            self.clone()
        } else if *self == Value::Unbound || *other == Value::Unbound {
            Value::Unbound
        } else if self.kind() == other.kind() {
            Value::Any(self.kind())
        } else {
            Value::Any(Kind::Unknown)
        }
    }
}

impl Kind {
    /// What iterating over it gives; `None` if that may raise.
    pub fn element(self) -> Option<Kind> {
        match self {
            Kind::Str | Kind::Strings => Some(Kind::Str),
            Kind::Bytes => Some(Kind::Int),
            Kind::List | Kind::Tuple | Kind::Set | Kind::Dict | Kind::Iterator => Some(Kind::Unknown),
            _ => None,
        }
    }
}
