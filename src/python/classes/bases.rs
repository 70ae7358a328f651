//! The base classes of a class: whether making a subclass of them is sure to work.

use ruff_python_ast::{Expr, StmtClassDef};

use crate::python::evaluator::{Doubt, Evaluator, doubt};
use crate::python::value::{Family, Value};

/// Classes of the standard library, other than exceptions, that subclassing runs no surprising code of.
const BASES: &[&str] = &[
    "builtins.dict",
    "builtins.list",
    "builtins.set",
    "builtins.str",
    "builtins.int",
    "builtins.float",
    "builtins.tuple",
    "threading.Thread",
    "json.JSONEncoder",
    "json.JSONDecoder",
    "logging.Handler",
    "logging.Formatter",
    "logging.Filter",
    "logging.StreamHandler",
    "http.server.BaseHTTPRequestHandler",
    "http.server.SimpleHTTPRequestHandler",
    "http.server.HTTPServer",
    "http.server.ThreadingHTTPServer",
    "socketserver.ThreadingMixIn",
    "socketserver.BaseRequestHandler",
    "socketserver.StreamRequestHandler",
    "socketserver.TCPServer",
    "argparse.Action",
    "argparse.ArgumentParser",
    "html.parser.HTMLParser",
    "unittest.TestCase",
    "collections.UserDict",
    "collections.UserList",
    "collections.OrderedDict",
    "collections.defaultdict",
    "asyncio.Protocol",
    "asyncio.DatagramProtocol",
    "multiprocessing.Process",
    "ast.NodeVisitor",
    "string.Template",
    "contextlib.ContextDecorator",
    "contextlib.AbstractContextManager",
];

const ENUMS: &[&str] = &["enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"];

/// What the bases of a class make of it.
pub struct Bases {
    pub family: Family,
    pub root: bool,
    pub dataclass: Option<bool>,
    pub transparent: bool,
    pub strings: bool,
    pub integers: bool,
}

impl Evaluator<'_, '_> {
    /// The bases, if making a subclass of them is sure to work.
    pub fn bases(&mut self, class: &StmtClassDef) -> Result<Bases, Doubt> {
        let mut bases = Bases {
            family: Family::Plain,
            root: true,
            dataclass: None,
            transparent: true,
            strings: false,
            integers: false,
        };
        let Some(arguments) = &class.arguments else {
            return Ok(bases);
        };
        for keyword in &arguments.keywords {
            let value = self.evaluate(&keyword.value)?;
            let abstract_base = keyword.arg.as_deref() == Some("metaclass")
                && value == Value::Library("abc.ABCMeta".into())
                && arguments.args.is_empty();
            if !abstract_base {
                return doubt(keyword, "is given to the class's making");
            }
        }
        let mut last_rank = 0;
        let mut deep = 0;
        for (at, expression) in arguments.args.iter().enumerate() {
            let base = self.evaluate(expression)?;
            let alone = arguments.args.len() == 1;
            let Some(rank) = self.add_base(&mut bases, &base, alone) else {
                return doubt(expression, "is a base class that may run code");
            };
            deep += usize::from(!(rank >= 4 || matches!(&base, Value::Class(own) if own.root)));
            let mixed_enum = at == 1
                && bases.family == Family::Enum
                && arguments.args.len() == 2
                && (bases.strings || bases.integers);
            let repeated = arguments.args[..at]
                .iter()
                .any(|earlier| same_name(earlier, expression));
            if rank < last_rank || repeated || (deep > 1 && !mixed_enum) {
                return doubt(expression, "is a base class that may not go with the others");
            }
            last_rank = rank;
        }
        Ok(bases)
    }

    /// Adds one base and says where in the order of bases it may stand; `None` if it may run code.
    fn add_base(&self, bases: &mut Bases, base: &Value, alone: bool) -> Option<usize> {
        match base {
            Value::Class(own) => {
                let usual = matches!(own.family, Family::Plain | Family::Exception | Family::Other)
                    || (own.family == Family::NamedTuple && alone);
                if !own.quiet || !usual {
                    return None;
                }
                bases.family = if own.family == Family::NamedTuple {
                    Family::Other
                } else {
                    own.family
                };
                bases.dataclass = own.dataclass.or(bases.dataclass);
                bases.transparent &= own.transparent && own.family == Family::Plain;
                bases.root = false;
                // A base before one of its own subclasses has no order of resolution.
                Some(if own.root { 2 } else { 1 })
            }
            Value::Library(path) if path == "builtins.object" => alone.then_some(1),
            Value::Library(path) if path == "abc.ABC" => Some(4),
            Value::Library(path) if path == "typing.Protocol" => {
                bases.family = Family::Protocol;
                bases.transparent = false;
                alone.then_some(5)
            }
            Value::Library(path) if path == "typing.Generic" => {
                bases.transparent = false;
                bases.root = false;
                Some(5)
            }
            Value::Library(path) if path == "typing.NamedTuple" || path == "typing.TypedDict" => {
                bases.family = if path.ends_with("TypedDict") {
                    Family::TypedDict
                } else {
                    Family::NamedTuple
                };
                bases.transparent = false;
                bases.root = false;
                alone.then_some(3)
            }
            Value::Library(path) if ENUMS.contains(&path.as_str()) => {
                let mixed = !alone && path == "enum.Enum" && (bases.strings || bases.integers);
                bases.strings |= path == "enum.StrEnum";
                bases.integers |= path != "enum.StrEnum" && path != "enum.Enum";
                bases.family = Family::Enum;
                bases.root = false;
                (alone || mixed).then_some(3)
            }
            Value::Library(path) => {
                let exception = path
                    .strip_prefix("builtins.")
                    .is_some_and(|name| name == "Exception" || name.ends_with("Error"));
                if !exception && !BASES.contains(&path.as_str()) {
                    return None;
                }
                bases.strings = path == "builtins.str" && bases.root;
                bases.integers = path == "builtins.int" && bases.root;
                bases.family = if exception { Family::Exception } else { Family::Other };
                bases.transparent = bases.strings || bases.integers;
                bases.root = false;
                Some(3)
            }
            _ => None,
        }
    }
}

fn same_name(left: &Expr, right: &Expr) -> bool {
    matches!((left, right), (Expr::Name(left), Expr::Name(right)) if left.id == right.id)
}
