//! Evaluates expressions as far as they are known, and doubts whatever may raise or act.

mod comprehensions;
mod lookup;

use ruff_python_ast::{BoolOp, Expr, ExprCall, ExprFString, InterpolatedStringElement, Number, Operator, Parameters};
use ruff_text_size::Ranged;

pub use lookup::library;

use super::annotations;
use super::calls::{self, Arguments};
use super::evaluator::{Doubt, Evaluator, doubt};
use super::methods;
use super::operators;
use super::value::{Kind, Value};

impl Evaluator<'_, '_> {
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
}
