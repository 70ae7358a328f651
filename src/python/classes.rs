//! Class definitions: their bodies run when they are defined, and their bases may run code, too.

use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use super::evaluator::{Doubt, Evaluator, Frame, Scope, doubt};
use super::value::{Class, Family, Kind, Value};

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

/// Methods that run while a class or its subclass is made.
const MAKING: &[&str] = &[
    "__init_subclass__",
    "__class_getitem__",
    "__set_name__",
    "__new__",
    "__init__",
    "_generate_next_value_",
    "_missing_",
    "__prepare__",
];

struct Bases {
    family: Family,
    root: bool,
    dataclass: Option<bool>,
    transparent: bool,
    strings: bool,
    integers: bool,
}

impl Evaluator<'_, '_> {
    pub fn define_class(&mut self, class: &StmtClassDef) -> Result<Value, Doubt> {
        if class.type_params.is_some() {
            return doubt(&class.name, "has type parameters");
        }
        let bases = self.bases(class)?;
        self.frames.push(Frame {
            scope: Scope::Class,
            names: BTreeMap::new(),
        });
        let outcome = self.class_body(class, bases.family);
        let names = self.frames.pop().map(|frame| frame.names).unwrap_or_default();
        outcome?;
        self.check_body(class, &bases, &names)?;
        let quiet = !names.contains_key("__init_subclass__")
            && !names.contains_key("__set_name__")
            && !names.contains_key("__class_getitem__");
        let dunder =
            |name: &String| name.starts_with("__") && !matches!(name.as_str(), "__slots__" | "__doc__" | "__module__");
        let transparent = bases.transparent && (bases.family != Family::Enum || !names.keys().any(dunder));
        let value = Class {
            names,
            family: bases.family,
            root: bases.root,
            quiet,
            dataclass: bases.dataclass,
            transparent,
        };
        Ok(Value::Class(Rc::new(value)))
    }

    fn class_body(&mut self, class: &StmtClassDef, family: Family) -> Result<(), Doubt> {
        for statement in &class.body {
            let simple = matches!(
                statement,
                Stmt::Assign(_) | Stmt::FunctionDef(_) | Stmt::Expr(_) | Stmt::Pass(_) | Stmt::AnnAssign(_)
            );
            if family == Family::Enum && (!simple || matches!(statement, Stmt::AnnAssign(_))) {
                return doubt(statement, "is unusual in an enumeration");
            }
            if matches!(family, Family::NamedTuple | Family::TypedDict) && !simple {
                return doubt(statement, "is unusual in such a class");
            }
            if let (Family::Enum, Stmt::Assign(assign)) = (family, statement) {
                for target in &assign.targets {
                    let known = target.as_name_expr().is_some_and(|name| {
                        self.frames
                            .last()
                            .is_some_and(|frame| !frame.names.contains_key(name.id.as_str()))
                    });
                    if !known
                        || target
                            .as_name_expr()
                            .is_some_and(|name| name.id.starts_with('_') || name.id == "mro")
                    {
                        return doubt(target, "is unusual in an enumeration");
                    }
                }
            }
            self.execute(statement)?;
        }
        Ok(())
    }

    /// The bases, if making a subclass of them is sure to work.
    fn bases(&mut self, class: &StmtClassDef) -> Result<Bases, Doubt> {
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

    /// What the making of the class checks: members of an enumeration, the order of fields, slots.
    fn check_body(&self, class: &StmtClassDef, bases: &Bases, names: &BTreeMap<String, Value>) -> Result<(), Doubt> {
        if let Some(slots) = names.get("__slots__") {
            let fits = slots_of(slots).is_some_and(|slots| !slots.iter().any(|slot| names.contains_key(*slot)));
            if !fits || bases.family != Family::Plain {
                return doubt(&class.name, "has slots that may not go with the rest");
            }
        }
        match bases.family {
            Family::Enum => {
                if MAKING.iter().any(|method| names.contains_key(*method)) {
                    return doubt(&class.name, "runs its own code to make its members");
                }
                let members = names
                    .values()
                    .filter(|value| !matches!(value, Value::Any(Kind::Function | Kind::Property)));
                let automatic = names.values().any(|value| *value == Value::Any(Kind::Auto));
                for member in members {
                    let fits = match member {
                        Value::Any(Kind::Auto) => true,
                        value if bases.strings => value.is_str(),
                        value if bases.integers || automatic => matches!(value, Value::Int(_)),
                        value => value.is_known(),
                    };
                    if !fits {
                        return doubt(&class.name, "has a member of an unusual value");
                    }
                }
                Ok(())
            }
            Family::NamedTuple => {
                let private = |name: &str| name.starts_with('_') || super::module::is_keyword(name);
                let odd = class.body.iter().any(|statement| match statement {
                    Stmt::AnnAssign(field) => field.target.as_name_expr().is_none_or(|name| private(&name.id)),
                    Stmt::FunctionDef(method) => {
                        method.name.starts_with('_') && !matches!(method.name.as_str(), "__str__" | "__repr__")
                    }
                    Stmt::Assign(_) => true,
                    _ => false,
                });
                if odd {
                    doubt(&class.name, "has unusual fields")
                } else {
                    self.check_order(class, false).map(|_| ())
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether a class with fields has a default; one without after one with is an error.
    fn check_order(&self, class: &StmtClassDef, mut defaults: bool) -> Result<bool, Doubt> {
        for statement in &class.body {
            let Stmt::AnnAssign(field) = statement else { continue };
            let has_default = match field.value.as_deref() {
                None => false,
                Some(Expr::Call(call)) if is_field(&call.func) => {
                    call.arguments.find_keyword("default").is_some()
                        || call.arguments.find_keyword("default_factory").is_some()
                }
                Some(_) => true,
            };
            if defaults && !has_default {
                return doubt(statement, "is a field without a default after one with");
            }
            defaults |= has_default;
        }
        Ok(defaults)
    }

    /// `@dataclass` on a class: what its decorator checks.
    pub fn make_dataclass(
        &self,
        class: &StmtClassDef,
        value: &Value,
        options: &[(String, Value)],
    ) -> Result<Value, Doubt> {
        let Value::Class(made) = value else {
            return doubt(&class.name, "may be no dataclass");
        };
        let known = |name: &str| matches!(name, "frozen" | "eq" | "repr" | "init" | "kw_only" | "slots");
        let bools = options
            .iter()
            .all(|(name, value)| known(name) && matches!(value, Value::Bool(_)));
        let special = ["__setattr__", "__delattr__", "__slots__", "__hash__"]
            .iter()
            .any(|name| made.names.contains_key(*name));
        // Frozen and unfrozen dataclasses do not inherit from each other, nor does every order of fields work.
        if !bools || special || made.dataclass.is_some() || !matches!(made.family, Family::Plain | Family::Exception) {
            return doubt(&class.name, "may be no dataclass");
        }
        let nested = |statement: &Stmt| matches!(statement, Stmt::If(_) | Stmt::For(_) | Stmt::Try(_));
        let annotated = |name: &String| {
            let targets = class
                .body
                .iter()
                .filter_map(Stmt::as_ann_assign_stmt)
                .filter_map(|field| field.target.as_name_expr());
            targets.into_iter().any(|target| target.id == *name)
        };
        let bare_field = made
            .names
            .iter()
            .any(|(name, value)| matches!(value, Value::Any(Kind::Field { .. })) && !annotated(name));
        if bare_field || class.body.iter().any(nested) {
            return doubt(&class.name, "has unusual fields");
        }
        for statement in &class.body {
            let Stmt::AnnAssign(field) = statement else { continue };
            let Some(name) = field.target.as_name_expr() else {
                return doubt(statement, "is no field");
            };
            let fits = match made.names.get(name.id.as_str()) {
                Some(Value::Any(Kind::Field { .. })) => field
                    .value
                    .as_deref()
                    .is_some_and(|value| matches!(value, Expr::Call(call) if is_field(&call.func))),
                Some(value) => value.is_hashable(),
                None => field.value.is_none(),
            };
            if !fits {
                return doubt(statement, "is a default that a dataclass may refuse");
            }
        }
        let kw_only = options
            .iter()
            .any(|(name, value)| name == "kw_only" && *value == Value::Bool(true));
        let defaults = if kw_only { true } else { self.check_order(class, false)? };
        Ok(Value::Class(Rc::new(Class {
            dataclass: Some(defaults),
            transparent: false,
            ..(**made).clone()
        })))
    }
}

fn is_field(callee: &Expr) -> bool {
    match callee {
        Expr::Name(name) => name.id == "field",
        Expr::Attribute(attribute) => &attribute.attr == "field",
        _ => false,
    }
}

/// The names of `__slots__`, when all of them are known and can be names.
fn slots_of(value: &Value) -> Option<Vec<&str>> {
    let items = match value {
        Value::Tuple(items) | Value::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let name =
        |value: &Value| matches!(value, Value::Str(name) if super::module::is_importable(name) && !name.contains('.'));
    items.iter().all(name).then(|| {
        items
            .iter()
            .filter_map(|item| {
                if let Value::Str(name) = item {
                    Some(name.as_str())
                } else {
                    None
                }
            })
            .collect()
    })
}

fn same_name(left: &Expr, right: &Expr) -> bool {
    matches!((left, right), (Expr::Name(left), Expr::Name(right)) if left.id == right.id)
}
