//! What is known of a value at top level: whether it is the same at every start, or what the environment makes of it.

use ruff_python_ast::Operator;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum PythonValue {
    /// The same at every start.
    Same,
    /// A string of the source.
    Literal(String),
    /// A string that the environment decides, with what it is in the build.
    Text(Option<String>),
    /// Such a string, split.
    Parts(Option<Vec<String>>),
    /// A number that the environment decides.
    Number,
    /// A path that the environment decides.
    Path,
    /// Something that the environment decides; in the build it is `None`.
    Absent,
    /// Something that the environment decides.
    Unsure,
    /// A logger: a start may have given it a class of its own.
    Logger,
    /// A module of the standard library, or something in it, by its dotted name.
    Library(String),
    /// A module of the service.
    Module(String),
    /// A class of the service.
    Class(Class),
    /// An attribute of such a class: it may have methods of its own.
    Member,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Class {
    /// The environment decides some of its attributes.
    pub is_unsure: bool,
    /// Making it calls its own `__init__`.
    pub is_enum: bool,
}

impl PythonValue {
    /// A container, or anything else, made of some values.
    pub(super) fn made_of(values: &[PythonValue]) -> Self {
        match values.iter().all(Self::is_same) {
            true => Self::Same,
            false => Self::Unsure,
        }
    }

    /// Whether the environment has no part in it.
    pub(super) fn is_same(&self) -> bool {
        use PythonValue::{Absent, Number, Parts, Path, Text, Unsure};
        let is_environment = matches!(self, Self::Library(path) if path == "os.environ");
        !is_environment && !matches!(self, Text(_) | Parts(_) | Number | Path | Absent | Unsure)
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, PythonValue::Literal(_) | PythonValue::Text(_))
    }

    /// What it is in the build, if it is a string and that is known.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            PythonValue::Literal(text) | PythonValue::Text(Some(text)) => Some(text),
            _ => None,
        }
    }

    /// The same, seen from another module: by a start, any module may have set it anew, or changed what is in it.
    pub(super) fn shared(self) -> Self {
        match self {
            Self::Same | Self::Literal(_) => self.varied(),
            other => other,
        }
    }

    /// The same, where the environment decides that it is this one.
    pub(super) fn varied(self) -> Self {
        match self {
            Self::Literal(text) => Self::Text(Some(text)),
            value if value.is_same() => Self::Unsure,
            value => value,
        }
    }

    /// Either of two.
    pub(super) fn or(&self, other: &PythonValue) -> PythonValue {
        match (self, other) {
            _ if self == other => self.clone(),
            _ if self.is_text() && other.is_text() => PythonValue::Text(None),
            (PythonValue::Class(_), _) | (_, PythonValue::Class(_)) => PythonValue::Unsure,
            _ if self.is_same() && other.is_same() => PythonValue::Same,
            _ => PythonValue::Unsure,
        }
    }

    /// `self operator other`, where no text of the environment's makes it fail.
    pub(super) fn operate(&self, operator: Operator, other: &PythonValue) -> Option<PythonValue> {
        use PythonValue::{Number, Path, Same};
        match (self, operator, other) {
            (left, _, right) if left.is_same() && right.is_same() => Some(Same),
            (left, Operator::Add, right) if left.is_text() && right.is_text() => {
                let texts = left.text().zip(right.text());
                Some(Self::Text(texts.map(|(left, right)| format!("{left}{right}"))))
            }
            (Number | Same, Operator::Add | Operator::Sub | Operator::Mult, Number | Same) => Some(Number),
            (Same | Path, Operator::Div, right) if right.is_same() || right.is_text() => Some(Path),
            _ => None,
        }
    }

    /// What a loop over it gives.
    pub(super) fn item(&self) -> Option<PythonValue> {
        match self {
            PythonValue::Parts(_) | PythonValue::Text(_) => Some(PythonValue::Text(None)),
            same if same.is_same() => Some(PythonValue::Same),
            _ => None,
        }
    }

    /// The items that an assignment to so many targets gives them.
    pub(super) fn items(&self, count: usize) -> Option<Vec<PythonValue>> {
        match self {
            PythonValue::Parts(Some(parts)) if parts.len() == count => {
                Some(parts.iter().map(|part| PythonValue::Text(Some(part.clone()))).collect())
            }
            same if same.is_same() => Some(vec![PythonValue::Same; count]),
            _ => None,
        }
    }
}
