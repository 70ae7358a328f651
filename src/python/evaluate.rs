//! Evaluates expressions as far as they are known, and doubts whatever may raise or act.

use std::collections::BTreeMap;

use ruff_python_ast::{
    BoolOp, Comprehension, Expr, ExprCall, ExprFString, InterpolatedStringElement, Number, Operator, Parameters,
};
use ruff_text_size::{Ranged, TextRange};

use super::calls::{self, Arguments};
use super::methods;
use super::module::Project;
use super::operators;
use super::value::{Family, Kind, Value};
use super::{annotations, stdlib};

/// Expressions and statements that are looked at for one module: what takes longer is doubted.
const MOST_STEPS: usize = 50_000;

/// Levels of imports, statements and expressions within one another.
const DEEPEST_NESTING: usize = 60;

/// Why importing a module might do something, and where in its source.
pub struct Doubt {
    pub at: TextRange,
    pub why: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Module,
    Class,
    Comprehension,
}

/// The names of one scope.
#[derive(Clone)]
pub struct Frame {
    pub scope: Scope,
    pub names: BTreeMap<String, Value>,
}

/// The state of one module while its top level is gone through.
pub struct Evaluator<'p, 'a> {
    pub project: &'p mut Project<'a>,
    pub index: usize,
    pub frames: Vec<Frame>,
    pub future_annotations: bool,
    /// Handlers around the present statement that catch a failed import.
    pub import_guards: usize,
    /// An import in the present `try` may fail.
    pub import_may_fail: bool,
    /// Modules of the standard library that this module has imported, by dotted name.
    pub submodules: Vec<String>,
    pub steps: usize,
}

pub fn doubt<T>(at: &impl Ranged, why: impl Into<String>) -> Result<T, Doubt> {
    Err(Doubt {
        at: at.range(),
        why: why.into(),
    })
}

impl Evaluator<'_, '_> {
    pub fn bind(&mut self, name: &str, value: Value) {
        if let Some(frame) = self.frames.last_mut() {
            frame.names.insert(name.to_owned(), value);
        }
    }

    pub fn scope(&self) -> Scope {
        self.frames.last().map_or(Scope::Module, |frame| frame.scope)
    }

    /// Something was changed in place: whoever else holds it sees the change, so no container's content is known any more.
    pub fn forget_contents(&mut self) {
        for value in self.frames.iter_mut().flat_map(|frame| frame.names.values_mut()) {
            *value = value.without_contents();
        }
    }

    /// Goes one level down, on a stack that is only so deep: modules import one another within statements.
    pub fn step<T>(&mut self, at: &impl Ranged, go: impl FnOnce(&mut Self) -> Result<T, Doubt>) -> Result<T, Doubt> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return doubt(at, "takes long to work out");
        }
        if self.project.nesting >= DEEPEST_NESTING {
            return doubt(at, "is nested deeply");
        }
        self.project.nesting += 1;
        let result = go(self);
        self.project.nesting -= 1;
        result
    }

    pub fn evaluate(&mut self, expression: &Expr) -> Result<Value, Doubt> {
        self.step(expression, |evaluator| evaluator.evaluate_one(expression))
    }

    fn evaluate_one(&mut self, expression: &Expr) -> Result<Value, Doubt> {
        let at = |why: String| Doubt {
            at: expression.range(),
            why,
        };
        match expression {
            Expr::NoneLiteral(_) => Ok(Value::None),
            Expr::BooleanLiteral(literal) => Ok(Value::Bool(literal.value)),
            // The parser writes U+FFFD for a lone surrogate, which cannot be encoded.
            Expr::StringLiteral(literal) if literal.value.to_str().contains('\u{fffd}') => Ok(Value::Any(Kind::Str)),
            Expr::StringLiteral(literal) => Ok(Value::Str(literal.value.to_str().to_owned())),
            Expr::BytesLiteral(_) => Ok(Value::Any(Kind::Bytes)),
            Expr::EllipsisLiteral(_) => Ok(Value::Any(Kind::Object)),
            Expr::NumberLiteral(literal) => Ok(match &literal.value {
                Number::Int(value) => value.as_i64().map_or(Value::Any(Kind::Int), Value::Int),
                Number::Float(value) => Value::Float(*value),
                Number::Complex { .. } => Value::Any(Kind::Object),
            }),
            Expr::FString(string) => self.formatted(string),
            Expr::Name(name) => self.name(&name.id).map_err(at),
            Expr::Tuple(tuple) => Ok(Value::Tuple(self.all(&tuple.elts)?)),
            Expr::List(list) => Ok(Value::List(self.all(&list.elts)?)),
            Expr::Set(set) => match self
                .all(&set.elts)?
                .iter()
                .all(|item| item.is_hashable() && item.is_showable())
            {
                true => Ok(Value::Any(Kind::Set)),
                false => doubt(expression, "puts into a set what may not fit"),
            },
            Expr::Dict(dict) => {
                let mut pairs: Vec<(Value, Value)> = Vec::new();
                for item in &dict.items {
                    let value = self.evaluate(&item.value)?;
                    let Some(key) = &item.key else {
                        if value.kind() == Kind::Dict {
                            pairs.push((Value::Any(Kind::Object), Value::Any(Kind::Unknown)));
                            continue;
                        }
                        return doubt(&item.value, "may not be a dict");
                    };
                    let key = self.evaluate(key)?;
                    if !key.is_hashable() || !key.is_showable() {
                        return doubt(item, "has a key that may not be one");
                    }
                    pairs.retain(|(other, _)| *other != key || !key.is_known());
                    pairs.push((key, value));
                }
                Ok(Value::Dict(pairs))
            }
            Expr::UnaryOp(unary) => {
                let operand = self.evaluate(&unary.operand)?;
                operators::unary(unary.op, &operand).map_err(at)
            }
            Expr::BinOp(binary) => {
                let left = self.evaluate(&binary.left)?;
                let right = self.evaluate(&binary.right)?;
                if binary.op == Operator::BitOr
                    && let Some(union) = annotations::union(&left, &right, self.project.version)
                {
                    return Ok(union);
                }
                operators::binary(binary.op, &left, &right).map_err(at)
            }
            Expr::BoolOp(bool_op) => self.bool_op(bool_op.op, &bool_op.values),
            Expr::Compare(compare) => {
                let mut left = self.evaluate(&compare.left)?;
                let mut result = Some(true);
                for (operator, right) in compare.ops.iter().zip(&compare.comparators) {
                    let right = self.evaluate(right)?;
                    match operators::compare(*operator, &left, &right).map_err(at)? {
                        Some(false) => return Ok(Value::Bool(false)),
                        Some(true) => {}
                        None => result = None,
                    }
                    left = right;
                }
                Ok(result.map_or(Value::Any(Kind::Bool), Value::Bool))
            }
            Expr::If(condition) => {
                let test = self.evaluate(&condition.test)?;
                match test.truth().map_err(at)? {
                    Some(true) => self.evaluate(&condition.body),
                    Some(false) => self.evaluate(&condition.orelse),
                    None => Ok(self.evaluate(&condition.body)?.or(&self.evaluate(&condition.orelse)?)),
                }
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.defaults(parameters)?;
                }
                Ok(Value::Any(Kind::Function))
            }
            Expr::Attribute(attribute) => {
                let value = self.evaluate(&attribute.value)?;
                self.attribute(&value, &attribute.attr).map_err(at)
            }
            Expr::Subscript(subscript) => {
                let value = self.evaluate(&subscript.value)?;
                self.subscript(&value, &subscript.slice)
            }
            Expr::Call(call) => self.call(call),
            Expr::ListComp(list) => self.comprehend(&list.generators, &[&list.elt], |mut rows| match rows.take() {
                Some(rows) => Ok(Value::List(rows.into_iter().flatten().collect())),
                None => Ok(Value::Any(Kind::List)),
            }),
            Expr::SetComp(set) => self.comprehend(&set.generators, &[&set.elt], |rows| {
                let items: Vec<Value> = rows.ok_or("may not be a set")?.into_iter().flatten().collect();
                items
                    .iter()
                    .all(|item| item.is_hashable() && item.is_showable())
                    .then_some(Value::Any(Kind::Set))
                    .ok_or("may not be a set")
            }),
            Expr::DictComp(dict) => {
                let Some(key) = &dict.key else {
                    return doubt(expression, "is not understood");
                };
                self.comprehend(&dict.generators, &[key, &dict.value], |rows| {
                    let keys = rows.ok_or("may not be a dict")?;
                    let fine = keys
                        .iter()
                        .all(|row| row.first().is_some_and(|key| key.is_hashable() && key.is_showable()));
                    if fine {
                        Ok(Value::Any(Kind::Dict))
                    } else {
                        Err("may not be a dict")
                    }
                })
            }
            _ => doubt(expression, "is not understood"),
        }
    }

    fn all(&mut self, expressions: &[Expr]) -> Result<Vec<Value>, Doubt> {
        expressions.iter().map(|expression| self.evaluate(expression)).collect()
    }

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

    fn bool_op(&mut self, operator: BoolOp, values: &[Expr]) -> Result<Value, Doubt> {
        let mut result: Option<Value> = None;
        for (at, expression) in values.iter().enumerate() {
            let value = self.evaluate(expression)?;
            let merged = result.take().map_or(value.clone(), |earlier| earlier.or(&value));
            if at + 1 == values.len() {
                return Ok(merged);
            }
            match value.truth().map_err(|why| Doubt {
                at: expression.range(),
                why,
            })? {
                Some(truth) if truth == (operator == BoolOp::Or) => return Ok(merged),
                // This value is passed over, so what was known of the result before stays as it is.
                Some(_) if at == 0 => {}
                _ => result = Some(merged),
            }
        }
        Ok(Value::Any(Kind::Unknown))
    }

    fn formatted(&mut self, string: &ExprFString) -> Result<Value, Doubt> {
        for element in string.value.elements() {
            let InterpolatedStringElement::Interpolation(part) = element else {
                continue;
            };
            let value = self.evaluate(&part.expression)?;
            let plain = part.format_spec.is_none() && part.debug_text.is_none();
            if !plain || !value.is_showable() {
                return doubt(&*part.expression, "may not be possible to format");
            }
        }
        // The text matters where it is read as a number or taken apart, which is rare enough for f-strings.
        Ok(Value::Any(Kind::Str))
    }

    /// The default values of a function, which are evaluated when it is defined.
    pub fn defaults(&mut self, parameters: &Parameters) -> Result<(), Doubt> {
        for default in parameters.iter().filter_map(|parameter| parameter.default()) {
            self.evaluate(default)?;
        }
        Ok(())
    }

    fn call(&mut self, call: &ExprCall) -> Result<Value, Doubt> {
        let at = |why: String| Doubt { at: call.range(), why };
        let callee = match &*call.func {
            Expr::Attribute(attribute) => {
                let receiver = self.evaluate(&attribute.value)?;
                match receiver {
                    Value::Module(_) | Value::Library(_) | Value::Class(_) | Value::Project(_) => {
                        self.attribute(&receiver, &attribute.attr).map_err(at)?
                    }
                    _ => {
                        let arguments = self.arguments(call)?;
                        let called = methods::call(&receiver, &attribute.attr, &arguments).map_err(at)?;
                        if called.changes {
                            self.forget_contents();
                        }
                        return Ok(called.result);
                    }
                }
            }
            other => self.evaluate(other)?,
        };
        let arguments = self.arguments(call)?;
        match &callee {
            Value::Library(path) => match path.as_str() {
                "os.getenv" | "os.environ.get" => self.project.environment.get(&arguments).map_err(at),
                "os.environ.setdefault" => self.project.environment.set(&arguments).map_err(at),
                path => calls::call(path, &arguments).map_err(at),
            },
            _ => doubt(call, "calls code that is not known to only define things"),
        }
    }

    pub fn arguments(&mut self, call: &ExprCall) -> Result<Arguments, Doubt> {
        let positional = self.all(&call.arguments.args)?;
        let mut keywords = Vec::new();
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else {
                return doubt(&keyword.value, "is unpacked into arguments");
            };
            keywords.push((name.to_string(), self.evaluate(&keyword.value)?));
        }
        Ok(Arguments { positional, keywords })
    }

    /// A comprehension over what is known runs in full; over what is not, its element is evaluated once for any item.
    fn comprehend(
        &mut self,
        generators: &[Comprehension],
        elements: &[&Expr],
        finish: impl Fn(Option<Vec<Vec<Value>>>) -> Result<Value, &'static str>,
    ) -> Result<Value, Doubt> {
        let [generator] = generators else {
            return match generators.first() {
                Some(generator) => doubt(generator, "is not understood"),
                None => Ok(Value::Any(Kind::Unknown)),
            };
        };
        if generator.is_async {
            return doubt(generator, "is not understood");
        }
        let iterable = self.evaluate(&generator.iter)?;
        let items = iterable.elements().map_err(|why| Doubt {
            at: generator.iter.range(),
            why,
        })?;
        let known = items.is_some();
        let element = iterable.kind().element().unwrap_or(Kind::Unknown);
        let items = items.unwrap_or_else(|| vec![Value::Any(element)]);
        self.frames.push(Frame {
            scope: Scope::Comprehension,
            names: BTreeMap::new(),
        });
        let rows = self.rows(generator, items, elements);
        self.frames.pop();
        let (rows, certain) = rows?;
        let all_strings = rows.iter().flatten().all(Value::is_str);
        let result = finish((known && certain).then_some(rows.clone()));
        match result {
            Ok(Value::Any(Kind::List)) if all_strings => Ok(Value::Any(Kind::Strings)),
            Ok(value) => Ok(value),
            // The row of any item stands for all of them.
            Err(_) => finish(Some(rows)).map_err(|why| Doubt {
                at: generator.range(),
                why: why.into(),
            }),
        }
    }

    fn rows(
        &mut self,
        generator: &Comprehension,
        items: Vec<Value>,
        elements: &[&Expr],
    ) -> Result<(Vec<Vec<Value>>, bool), Doubt> {
        let mut rows = Vec::new();
        let mut certain = true;
        for item in items {
            self.assign(&generator.target, item)?;
            let mut taken = true;
            for test in &generator.ifs {
                match self
                    .evaluate(test)?
                    .truth()
                    .map_err(|why| Doubt { at: test.range(), why })?
                {
                    Some(true) => {}
                    Some(false) => {
                        taken = false;
                        break;
                    }
                    None => certain = false,
                }
            }
            if taken {
                let row: Result<Vec<Value>, Doubt> = elements.iter().map(|element| self.evaluate(element)).collect();
                rows.push(row?);
            }
        }
        Ok((rows, certain))
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
