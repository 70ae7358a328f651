//! Types as values: what subscripts and `|` of types give, for annotations and aliases, which are evaluated.

use ruff_python_ast::{Expr, PythonVersion};
use ruff_text_size::Ranged;

use super::evaluator::{Doubt, Evaluator, doubt};
use super::value::{Kind, Value};

/// Classes whose subscript takes any number of anything.
const GENERIC: &[&str] = &[
    "builtins.list",
    "builtins.dict",
    "builtins.tuple",
    "builtins.set",
    "builtins.frozenset",
    "builtins.type",
    "collections.deque",
    "collections.defaultdict",
    "collections.OrderedDict",
    "collections.Counter",
    "collections.ChainMap",
    "collections.abc.Iterable",
    "collections.abc.Iterator",
    "collections.abc.Generator",
    "collections.abc.Sequence",
    "collections.abc.Mapping",
    "collections.abc.MutableMapping",
    "collections.abc.AsyncIterator",
    "collections.abc.Awaitable",
    "collections.abc.AsyncGenerator",
    "collections.abc.Coroutine",
    "collections.abc.AsyncIterable",
    "collections.abc.Set",
    "collections.abc.MutableSequence",
    "re.Pattern",
    "re.Match",
    "os.PathLike",
    "queue.Queue",
    "asyncio.Task",
    "asyncio.Future",
    "asyncio.Queue",
    "contextlib.AbstractContextManager",
    "subprocess.Popen",
    "subprocess.CompletedProcess",
    "concurrent.futures.Future",
];

/// How many types the subscript of a name of `typing` takes.
fn arity(name: &str) -> Option<std::ops::RangeInclusive<usize>> {
    Some(match name {
        "Optional"
        | "List"
        | "Set"
        | "FrozenSet"
        | "Type"
        | "ClassVar"
        | "Final"
        | "Iterable"
        | "Iterator"
        | "Sequence"
        | "MutableSequence"
        | "Awaitable"
        | "Deque"
        | "AsyncIterator"
        | "AsyncIterable"
        | "Counter"
        | "Collection"
        | "Container"
        | "AbstractSet"
        | "Pattern"
        | "Match"
        | "ContextManager"
        | "AsyncContextManager" => 1..=1,
        "Dict" | "Mapping" | "MutableMapping" | "DefaultDict" | "OrderedDict" | "AsyncGenerator" => 2..=2,
        "Generator" | "Coroutine" => 3..=3,
        "Union" | "Tuple" => 1..=20,
        _ => return None,
    })
}

/// `left | right` where both are types and this version of Python has that.
pub fn union(left: &Value, right: &Value, version: PythonVersion) -> Option<Value> {
    let operand = |value: &Value| *value == Value::None || is_class(value);
    let fits = operand(left) && operand(right) && !(*left == Value::None && *right == Value::None);
    (fits && version >= PythonVersion::PY310).then_some(Value::Any(Kind::Type))
}

fn is_class(value: &Value) -> bool {
    match value {
        Value::Class(_) | Value::Any(Kind::Type | Kind::TypeVariable) => true,
        Value::Library(path) => {
            let name = path.rsplit('.').next().unwrap_or_default();
            // `typing.Any` is a class since 3.11 only; functions like `os.getenv` begin in lower case.
            let builtin = matches!(
                path.as_str(),
                "builtins.str"
                    | "builtins.int"
                    | "builtins.float"
                    | "builtins.bool"
                    | "builtins.bytes"
                    | "builtins.list"
                    | "builtins.dict"
                    | "builtins.tuple"
                    | "builtins.set"
                    | "builtins.frozenset"
                    | "builtins.object"
                    | "builtins.type"
                    | "datetime.datetime"
                    | "datetime.date"
                    | "datetime.time"
                    | "datetime.timedelta"
                    | "socket.socket"
                    | "builtins.bytearray"
            );
            builtin || is_class_name(path, name)
        }
        _ => false,
    }
}

/// The standard library writes its classes in capitals and lower case, its constants in capitals alone.
fn is_class_name(path: &str, name: &str) -> bool {
    let cased = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_lowercase());
    let factory = matches!(path, "threading.Lock" | "threading.RLock" | "multiprocessing.Lock")
        || path.starts_with("typing.")
        || path.starts_with("multiprocessing.");
    cased && !factory
}

/// Whether the value may stand as the parameter of a type: `typing` refuses what is no type.
fn is_parameter(value: &Value) -> bool {
    match value {
        Value::None => true,
        Value::Str(text) => text.split('.').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !part.starts_with(|c: char| c.is_ascii_digit())
                && !super::identifiers::is_keyword(part)
        }),
        Value::Library(path) => {
            is_class(value)
                || matches!(
                    path.as_str(),
                    "typing.Any"
                        | "typing.Callable"
                        | "typing.Hashable"
                        | "typing.Sized"
                        | "typing.AnyStr"
                        | "typing.Text"
                )
                || path.strip_prefix("typing.").is_some_and(|name| {
                    arity(name).is_some() && !matches!(name, "Optional" | "Union" | "ClassVar" | "Final")
                })
        }
        value => is_class(value),
    }
}

/// `path[parameters]` for a class or form of the standard library.
pub fn subscript(path: &str, parameters: &[Value], written: &Expr) -> Option<Value> {
    let made = Some(Value::Any(Kind::Type));
    if GENERIC.contains(&path) {
        return made;
    }
    let name = path
        .strip_prefix("typing.")
        .or_else(|| path.strip_prefix("collections.abc."))?;
    match name {
        "Callable" => match parameters {
            [Value::List(inputs), result] if inputs.iter().all(is_parameter) && is_parameter(result) => made,
            [Value::Any(Kind::Object), result] if is_ellipsis_first(written) && is_parameter(result) => made,
            _ => None,
        },
        "Literal" => parameters
            .iter()
            .all(|value| value.is_known() && value.is_hashable())
            .then_some(Value::Any(Kind::Type)),
        "Annotated" => matches!(parameters, [first, _, ..] if is_parameter(first)).then_some(Value::Any(Kind::Type)),
        "Generic" | "Protocol" => {
            let [parameter] = parameters else { return None };
            (*parameter == Value::Any(Kind::TypeVariable) && written.is_name_expr())
                .then(|| Value::Library(path.to_owned()))
        }
        "Tuple" => match parameters {
            [first, Value::Any(Kind::Object)] if is_parameter(first) => made,
            parameters => parameters.iter().all(is_parameter).then_some(Value::Any(Kind::Type)),
        },
        name => (arity(name)?.contains(&parameters.len()) && parameters.iter().all(is_parameter))
            .then_some(Value::Any(Kind::Type)),
    }
}

fn is_ellipsis_first(written: &Expr) -> bool {
    written
        .as_tuple_expr()
        .and_then(|tuple| tuple.elts.first())
        .is_some_and(Expr::is_ellipsis_literal_expr)
}

impl Evaluator<'_, '_> {
    /// `value[slice]`, of types and of containers.
    pub fn subscript(&mut self, value: &Value, slice: &Expr) -> Result<Value, Doubt> {
        if let Expr::Slice(bounds) = slice {
            for bound in [&bounds.lower, &bounds.upper, &bounds.step].into_iter().flatten() {
                let bound = self.evaluate(bound)?;
                if !bound.is_int() || bound == Value::Int(0) && bounds.step.is_some() {
                    return doubt(slice, "may be no place to cut at");
                }
            }
            if bounds
                .step
                .as_deref()
                .is_some_and(|step| !step.is_number_literal_expr())
            {
                return doubt(slice, "may be no step");
            }
            return match value.kind() {
                kind @ (Kind::Str | Kind::Bytes | Kind::Strings | Kind::List | Kind::Tuple) => Ok(Value::Any(kind)),
                _ => doubt(slice, "may cut what cannot be cut"),
            };
        }
        let index = self.evaluate(slice)?;
        let found = match (value, &index) {
            (Value::Library(path), Value::Str(name)) if path == "os.environ" => {
                return self
                    .project
                    .environment
                    .index(name)
                    .map_err(|why| Doubt { at: slice.range(), why });
            }
            (Value::Library(path), Value::Tuple(parameters)) => subscript(path, parameters, slice),
            (Value::Library(path), parameter) => subscript(path, std::slice::from_ref(parameter), slice),
            (Value::List(items) | Value::Tuple(items), Value::Int(at)) => {
                place(*at, items.len()).and_then(|at| items.get(at).cloned())
            }
            (Value::Str(text), Value::Int(at)) => {
                let letters: Vec<char> = text.chars().collect();
                place(*at, letters.len())
                    .and_then(|at| letters.get(at))
                    .map(|letter| Value::Str(letter.to_string()))
            }
            // Only strings: `1`, `1.0` and `True` are the same key.
            (Value::Dict(pairs), Value::Str(_)) if pairs.iter().all(|(key, _)| matches!(key, Value::Str(_))) => pairs
                .iter()
                .find(|(key, _)| *key == index)
                .map(|(_, value)| value.clone()),
            _ => None,
        };
        match found {
            Some(found) => Ok(found),
            None => doubt(slice, "may not be found in what it indexes"),
        }
    }
}

fn place(at: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if at < 0 { at + length } else { at }).ok()
}
