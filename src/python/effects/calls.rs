//! The calls that do nothing.

use ruff_python_ast::{ExprCall, Keyword};

use super::Reader;
use super::values::Value;

/// Modules of the standard library, or classes in them, and what of them does nothing when it is called; whether that fails depends on the
/// arguments alone.
type List = &'static [(&'static str, &'static str)];

const CALLS: List = &[
    (
        "builtins",
        "abs all any bool bytearray bytes chr complex dict divmod enumerate float frozenset int isinstance issubclass len list max min object ord pow range repr reversed round set slice sorted str sum tuple type zip",
    ),
    (
        "collections",
        "ChainMap Counter OrderedDict defaultdict deque namedtuple",
    ),
    ("contextvars", "ContextVar"),
    ("dataclasses", "field"),
    ("datetime", "date datetime time timedelta timezone"),
    ("datetime.datetime", "now utcnow"),
    ("decimal", "Decimal"),
    ("enum", "Enum Flag IntEnum IntFlag StrEnum auto"),
    ("fractions", "Fraction"),
    ("functools", "partial"),
    ("io", "BytesIO StringIO"),
    ("ipaddress", "ip_address ip_network"),
    ("itertools", "chain count product"),
    ("json", "dumps loads"),
    (
        "logging",
        "Formatter LoggerAdapter NullHandler StreamHandler addLevelName getLogger",
    ),
    ("operator", "attrgetter itemgetter methodcaller"),
    ("os", "cpu_count getpid"),
    (
        "os.path",
        "abspath basename dirname expanduser join normpath realpath splitext",
    ),
    ("pathlib", "Path PosixPath PurePath PurePosixPath"),
    ("queue", "LifoQueue PriorityQueue Queue SimpleQueue"),
    ("re", "compile escape"),
    ("socket", "gethostname"),
    ("string", "Template"),
    ("struct", "Struct calcsize"),
    ("textwrap", "dedent"),
    (
        "threading",
        "BoundedSemaphore Condition Event Lock RLock Semaphore local",
    ),
    ("time", "monotonic perf_counter time"),
    ("types", "MappingProxyType SimpleNamespace"),
    (
        "typing",
        "NamedTuple NewType ParamSpec TypeVar TypeVarTuple TypedDict cast",
    ),
    ("urllib.parse", "quote urlencode urljoin urlparse urlsplit"),
    ("uuid", "UUID uuid4"),
    ("weakref", "WeakKeyDictionary WeakSet WeakValueDictionary"),
];

/// Those that take any text.
const OF_TEXT: List = &[
    ("builtins", "bool len repr str"),
    ("logging", "getLogger"),
    ("os.path", "abspath basename dirname expanduser join normpath splitext"),
    ("pathlib", "Path PosixPath PurePath PurePosixPath"),
];

pub const DECORATORS: List = &[
    (
        "abc",
        "abstractclassmethod abstractmethod abstractproperty abstractstaticmethod",
    ),
    ("builtins", "classmethod property staticmethod"),
    ("contextlib", "asynccontextmanager contextmanager"),
    ("dataclasses", "dataclass"),
    ("enum", "unique"),
    (
        "functools",
        "cache cached_property lru_cache singledispatch singledispatchmethod total_ordering wraps",
    ),
    ("typing", "final no_type_check overload override runtime_checkable"),
];

/// Methods of strings, containers, paths, patterns, loggers that do nothing but to their own object.
const METHODS: &str = "absolute add addFilter addHandler append appendleft as_posix astimezone capitalize casefold copy count decode difference encode endswith expanduser \
    extend find format get hex index insert intersection is_absolute isdigit isoformat items join joinpath keys lower lstrip partition remove resolve rpartition rsplit rstrip \
    setFormatter setLevel setdefault sort split splitlines startswith strip strftime symmetric_difference title total_seconds translate union update upper values with_name \
    with_suffix zfill removeprefix removesuffix";

/// Methods of strings that no text makes fail.
const TEXT_TO_TEXT: &str = "capitalize casefold lower lstrip removeprefix removesuffix rstrip strip title upper";

/// Variables that the base image, the builder or the runtime may set, whatever the Dockerfile says.
const PERHAPS_SET: &str = "PATH HOME HOSTNAME PWD OLDPWD SHLVL TERM USER LOGNAME SHELL TZ LANG SOURCE_DATE_EPOCH _ HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY";

/// Whether a dotted name stands in a list.
pub fn is_among(list: List, path: &str) -> bool {
    let Some((module, name)) = path.rsplit_once('.') else {
        return false;
    };
    let is_listed = |(listed, names): &(&str, &str)| *listed == module && has_word(names, name);
    list.iter().any(is_listed)
}

fn has_word(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|listed| listed == word)
}

impl Reader<'_> {
    pub(super) fn call(&mut self, call: &ExprCall) -> Option<Value> {
        let mut arguments = Vec::new();
        for argument in &call.arguments.args {
            arguments.push(self.value(argument)?);
        }
        let mut keywords = Vec::new();
        for keyword in &call.arguments.keywords {
            keywords.push((keyword, self.value(&keyword.value)?));
        }
        let is_same = arguments
            .iter()
            .chain(keywords.iter().map(|(_, value)| value))
            .all(Value::is_same);
        if let Some(attribute) = call.func.as_attribute_expr() {
            match self.value(&attribute.value)? {
                text @ Value::Text(_) => {
                    return keywords
                        .is_empty()
                        .then(|| of_text(&text, attribute.attr.as_str(), &arguments))?;
                }
                Value::Literal(_) if attribute.attr.as_str() == "join" && !is_same => {
                    return matches!(arguments.as_slice(), [Value::Parts(_)]).then_some(Value::Text(None));
                }
                Value::Same | Value::Literal(_) => {
                    let calls_back = keywords.iter().any(|(keyword, _)| has_name(keyword, "key"));
                    // `Path.replace(to)` moves a file.
                    let is_listed = has_word(METHODS, attribute.attr.as_str())
                        || (attribute.attr.as_str() == "replace" && arguments.len() > 1);
                    let fits = is_same
                        || (attribute.attr.as_str() == "joinpath"
                            && arguments.iter().all(|value| value.is_same() || value.is_text()));
                    return (is_listed && fits && !calls_back).then_some(Value::Same);
                }
                _ => {}
            }
        }
        let Value::Library(path) = self.value(&call.func)? else {
            return None;
        };
        let default = || match (arguments.get(1), keywords.first()) {
            (Some(default), None) => Some(default.clone()),
            (None, Some((keyword, default))) if has_name(keyword, "default") => Some(default.clone()),
            (None, None) => Some(Value::Absent),
            _ => None,
        };
        match (path.as_str(), arguments.as_slice()) {
            ("os.getenv" | "os.environ.get", [Value::Literal(name), ..]) => self.variable(name, &default()?),
            ("builtins.int" | "builtins.float", [value]) if !is_same => {
                let text = value.text().map(str::trim);
                let is_number = match path.as_str() {
                    "builtins.int" => text.is_some_and(|text| text.parse::<i64>().is_ok()),
                    _ => text.is_some_and(|text| text.parse::<f64>().is_ok()),
                };
                (is_number || *value == Value::Number).then_some(Value::Number)
            }
            ("builtins.getattr", [Value::Library(_), _, _]) if arguments[1].is_text() => Some(Value::Same),
            ("builtins.bool" | "builtins.str", [_]) if !is_same => Some(if path.ends_with("str") {
                Value::Text(None)
            } else {
                Value::Same
            }),
            ("logging.basicConfig", []) => {
                let is_level = |value: &Value| {
                    value.is_same()
                        || value
                            .text()
                            .is_some_and(|text| has_word("CRITICAL DEBUG ERROR INFO WARNING", text))
                };
                let fits = |(keyword, value): &(&Keyword, Value)| match has_name(keyword, "level") {
                    true => is_level(value),
                    false => value.is_same() && !has_name(keyword, "filename"),
                };
                keywords.iter().all(fits).then_some(Value::Same)
            }
            _ if is_same => {
                let calls_back = keywords
                    .iter()
                    .any(|(keyword, _)| has_name(keyword, "key") || keyword.arg.is_none());
                (is_among(CALLS, &path) && !calls_back).then_some(Value::Same)
            }
            ("dataclasses.field", _) => Some(Value::Unsure),
            (_, texts) => {
                let all_text = keywords.is_empty() && texts.iter().all(|value| value.is_same() || value.is_text());
                let made = if path.starts_with("os.path.") && !path.ends_with("splitext") {
                    Value::Text(None)
                } else {
                    Value::Same
                };
                (all_text && is_among(OF_TEXT, &path)).then_some(made)
            }
        }
    }

    /// `os.getenv(name, default)`
    fn variable(&self, name: &str, default: &Value) -> Option<Value> {
        let is_text = default.is_text();
        let from_outside = has_word(PERHAPS_SET, &name.to_uppercase())
            || ["LC_", "PYTHON", "SSL_CERT_", "BUILDKIT_"]
                .iter()
                .any(|start| name.starts_with(start));
        Some(match self.environment.get(name) {
            Some(value) if is_text || *default == Value::Absent => Value::Text(value.clone()),
            None if !from_outside && is_text => Value::Text(default.text().map(str::to_string)),
            None if !from_outside && *default == Value::Absent => Value::Absent,
            _ if is_text => Value::Text(None),
            _ => Value::Unsure,
        })
    }
}

fn has_name(keyword: &Keyword, name: &str) -> bool {
    keyword.arg.as_ref().is_some_and(|given| given == name)
}

/// A method of a string that the environment decides.
fn of_text(value: &Value, method: &str, arguments: &[Value]) -> Option<Value> {
    if !arguments
        .iter()
        .all(|argument| argument.is_text() || *argument == Value::Same)
    {
        return None;
    }
    let text = value.text();
    let separator = match arguments {
        [Value::Literal(separator)] if !separator.is_empty() => Some(separator.as_str()),
        _ => None,
    };
    let known = |parts: Vec<&str>| parts.into_iter().map(str::to_string).collect();
    Some(match method {
        "lower" => Value::Text(text.map(str::to_lowercase)),
        "upper" => Value::Text(text.map(str::to_uppercase)),
        "strip" if arguments.is_empty() => Value::Text(text.map(|text| text.trim().to_string())),
        _ if has_word(TEXT_TO_TEXT, method) => Value::Text(None),
        "replace" if arguments.len() == 2 => Value::Text(None),
        "split" | "rsplit" => {
            let separator = separator?;
            Value::Parts(text.map(|text| known(text.split(separator).collect())))
        }
        "endswith" | "isdigit" | "startswith" | "count" | "find" | "encode" => Value::Same,
        _ => return None,
    })
}
