//! Calls into imported modules of the standard library: what they give where they are sure to succeed.

use super::{Arguments, is_log_level};
use crate::python::patterns;
use crate::python::value::{Kind, Value};

/// Calls the function or class with this dotted name; `None` says that it may raise or act.
pub fn call(path: &str, arguments: &Arguments) -> Option<Value> {
    plain_function(path, arguments).or_else(|| with_keywords(path, arguments))
}

/// Calls that are understood with positional arguments only.
fn plain_function(path: &str, arguments: &Arguments) -> Option<Value> {
    let any = |kind| Some(Value::Any(kind));
    let is_function = |value: &Value| matches!(value, Value::Any(Kind::Function));
    match (path, arguments.plain()?) {
        ("pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath" | "pathlib.PurePosixPath", parts)
            if parts.iter().all(Value::is_path) =>
        {
            any(Kind::Path)
        }
        ("pathlib.Path.cwd", []) => any(Kind::Path),
        ("os.getcwd", []) => any(Kind::Str),
        ("os.getpid" | "os.getuid" | "os.getgid" | "os.getppid", []) => any(Kind::Int),
        ("os.path.join", [first, rest @ ..]) if first.is_path() && rest.iter().all(Value::is_path) => any(Kind::Str),
        (
            "os.path.dirname" | "os.path.basename" | "os.path.abspath" | "os.path.realpath" | "os.path.normpath"
            | "os.path.expanduser",
            [part],
        ) if part.is_path() => any(Kind::Str),
        ("os.path.exists" | "os.path.isfile" | "os.path.isdir", [part]) if part.is_path() => any(Kind::Bool),
        ("logging.getLogger", []) => any(Kind::Logger),
        ("logging.getLogger", [name]) if name.is_str() => any(Kind::Logger),
        ("logging.NullHandler", []) => any(Kind::Object),
        ("collections.Counter" | "collections.OrderedDict" | "collections.deque" | "collections.defaultdict", []) => {
            any(container(path))
        }
        ("collections.Counter", [Value::Any(Kind::Strings | Kind::Str)]) => any(Kind::Dict),
        ("collections.deque", [items]) if items.elements().is_ok() => any(Kind::Container),
        ("collections.defaultdict", [factory]) if is_factory(factory) => any(Kind::Container),
        ("collections.OrderedDict", [items]) if items.kind() == Kind::Dict => any(Kind::Dict),
        ("threading.Lock" | "threading.RLock" | "threading.Event" | "threading.Condition" | "threading.local", []) => {
            any(Kind::Object)
        }
        ("threading.Semaphore" | "threading.BoundedSemaphore", [Value::Int(0..)]) => any(Kind::Object),
        ("queue.Queue" | "queue.LifoQueue" | "queue.PriorityQueue" | "queue.SimpleQueue", []) => any(Kind::Object),
        ("queue.Queue", [size]) if size.is_int() => any(Kind::Object),
        (
            "contextvars.ContextVar" | "typing.TypeVar" | "typing.ParamSpec" | "typing.NewType",
            [Value::Str(name), rest @ ..],
        ) => {
            let fits = match path {
                "typing.TypeVar" => rest.len() != 1 && rest.iter().all(is_class),
                "typing.NewType" => matches!(rest, [kind] if is_class(kind)),
                _ => rest.is_empty(),
            };
            (fits && !name.is_empty()).then_some(Value::Any(match path {
                "contextvars.ContextVar" => Kind::Object,
                "typing.TypeVar" => Kind::TypeVariable,
                _ => Kind::Type,
            }))
        }
        ("re.compile", [Value::Str(pattern), rest @ ..])
            if rest.iter().all(is_regex_flag) && patterns::is_plain(pattern) =>
        {
            any(Kind::Object)
        }
        ("re.escape", [text]) if text.is_str() => any(Kind::Str),
        ("time.time" | "time.monotonic" | "time.perf_counter", []) => any(Kind::Float),
        ("datetime.datetime.now" | "datetime.datetime.utcnow" | "datetime.date.today", []) => any(Kind::Object),
        ("datetime.datetime.now", [Value::Library(zone)]) if zone == "datetime.timezone.utc" => any(Kind::Object),
        ("dataclasses.field", []) => any(Kind::Field { default: false }),
        ("enum.auto", []) => any(Kind::Auto),
        ("uuid.uuid4", []) => any(Kind::Object),
        (
            "socket.gethostname" | "platform.node" | "platform.system" | "platform.machine" | "platform.python_version",
            [],
        ) => any(Kind::Str),
        ("functools.partial", [function, ..]) if is_function(function) => any(Kind::Function),
        ("sys.getrecursionlimit", []) => any(Kind::Int),
        ("collections.namedtuple", [Value::Str(name), fields]) => named_tuple(name, fields),
        _ => None,
    }
}

fn container(path: &str) -> Kind {
    if matches!(path, "collections.Counter" | "collections.OrderedDict") {
        Kind::Dict
    } else {
        Kind::Container
    }
}

fn with_keywords(path: &str, arguments: &Arguments) -> Option<Value> {
    let any = |kind| Some(Value::Any(kind));
    let numbers = || {
        let values = arguments
            .keywords
            .iter()
            .map(|(_, value)| value)
            .chain(&arguments.positional);
        values
            .into_iter()
            .all(|value| matches!(value, Value::Int(-1_000_000..=1_000_000) | Value::Float(-1e6..=1e6)))
    };
    match path {
        "datetime.timedelta" => {
            let known = [
                "days",
                "seconds",
                "microseconds",
                "milliseconds",
                "minutes",
                "hours",
                "weeks",
            ];
            (arguments.positional.len() <= 3 && arguments.keywords_within(&known) && numbers())
                .then_some(Value::Any(Kind::Object))
        }
        "dataclasses.field" if arguments.positional.is_empty() => field(arguments),
        "collections.deque"
            if arguments.keywords_within(&["maxlen"]) && numbers_or_none(arguments.keyword("maxlen")) =>
        {
            let fine = match arguments.positional.as_slice() {
                [] => true,
                [items] => items.elements().is_ok(),
                _ => false,
            };
            fine.then_some(Value::Any(Kind::Container))
        }
        "queue.Queue" if arguments.positional.is_empty() && arguments.keywords_within(&["maxsize"]) && numbers() => {
            any(Kind::Object)
        }
        "contextvars.ContextVar" if arguments.keywords_within(&["default"]) => {
            matches!(arguments.positional.as_slice(), [Value::Str(_)]).then_some(Value::Any(Kind::Object))
        }
        "typing.TypeVar" if arguments.keywords_within(&["bound"]) => {
            let bound = arguments
                .keyword("bound")
                .is_some_and(|bound| is_class(bound) || identifier(bound));
            (bound && matches!(arguments.positional.as_slice(), [Value::Str(_)]))
                .then_some(Value::Any(Kind::TypeVariable))
        }
        "logging.basicConfig" if arguments.positional.is_empty() => basic_config(arguments),
        _ => None,
    }
}

fn numbers_or_none(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::None | Value::Int(0..=1_000_000)))
}

/// `field()` refuses a default and a factory together; the factory runs when an instance is made, not here.
fn field(arguments: &Arguments) -> Option<Value> {
    let allowed = [
        "default",
        "default_factory",
        "repr",
        "compare",
        "init",
        "hash",
        "metadata",
    ];
    let default = arguments.keyword("default");
    let factory = arguments.keyword("default_factory");
    let fine = arguments.keywords_within(&allowed) && !(default.is_some() && factory.is_some());
    let fine = fine
        && default.is_none_or(Value::is_hashable)
        && arguments
            .keyword("metadata")
            .is_none_or(|value| value.kind() == Kind::Dict);
    fine.then_some(Value::Any(Kind::Field {
        default: default.is_some() || factory.is_some(),
    }))
}

fn basic_config(arguments: &Arguments) -> Option<Value> {
    let fine = arguments
        .keywords
        .iter()
        .all(|(name, value)| match (name.as_str(), value) {
            ("level", Value::Int(_)) => true,
            ("level", Value::Str(level)) => {
                matches!(level.as_str(), "DEBUG" | "INFO" | "WARNING" | "ERROR" | "CRITICAL")
            }
            ("level", Value::Library(level)) => is_log_level(level),
            ("format", Value::Str(format)) => patterns::is_log_format(format),
            ("datefmt", value) => value.is_str(),
            ("stream", Value::Library(stream)) => matches!(stream.as_str(), "sys.stdout" | "sys.stderr"),
            ("force", Value::Bool(_)) => true,
            _ => false,
        });
    fine.then_some(Value::None)
}

fn is_regex_flag(value: &Value) -> bool {
    matches!(value, Value::Library(flag) if matches!(flag.as_str(), "re.I" | "re.IGNORECASE" | "re.M" | "re.MULTILINE" | "re.S" | "re.DOTALL"))
}

/// What a `defaultdict` takes: something to call, or None.
fn is_factory(value: &Value) -> bool {
    match value {
        Value::Library(path) => {
            let known = [
                "builtins.set",
                "builtins.tuple",
                "collections.deque",
                "collections.defaultdict",
                "collections.Counter",
            ];
            is_class(value) || known.contains(&path.as_str())
        }
        value => matches!(value, Value::Any(Kind::Function) | Value::Class(_) | Value::None),
    }
}

fn is_class(value: &Value) -> bool {
    match value {
        Value::Class(_) => true,
        Value::Library(path) => path.strip_prefix("builtins.").is_some_and(|name| {
            matches!(
                name,
                "str" | "int" | "float" | "bool" | "bytes" | "dict" | "list" | "object" | "Exception"
            )
        }),
        _ => false,
    }
}

fn identifier(value: &Value) -> bool {
    matches!(value, Value::Str(name) if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// Field names are checked: no duplicates, no keyword, no underscore in front.
fn named_tuple(name: &str, fields: &Value) -> Option<Value> {
    let fields: Vec<String> = match fields {
        Value::Str(fields) => fields.replace(',', " ").split_whitespace().map(str::to_owned).collect(),
        Value::List(items) | Value::Tuple(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let plain = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !crate::python::identifiers::is_keyword(word)
    };
    let distinct = fields
        .iter()
        .enumerate()
        .all(|(at, field)| !fields[..at].contains(field));
    (plain(name) && distinct && fields.iter().all(|field| plain(field))).then_some(Value::Any(Kind::Object))
}
