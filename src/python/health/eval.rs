//! Values of expressions, as far as the exit code of a health check depends on them.

use std::collections::BTreeMap;

use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCall, Number, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::survey::{Kind, Survey};

/// What `connect_ex` gives when nothing listens (`ECONNREFUSED`).
const REFUSED: i64 = 111;

/// A value, where it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A whole number, or a truth value.
    Number(i64),
    /// `None`.
    None,
    /// A string: whether it is not empty.
    Text(bool),
    /// Anything.
    Unknown,
}

impl Value {
    /// Whether it counts as true, if that is known.
    pub fn truth(self) -> Option<bool> {
        match self {
            Self::Number(number) => Some(number != 0),
            Self::None => Some(false),
            Self::Text(filled) => Some(filled),
            Self::Unknown => None,
        }
    }
}

/// The exit code of the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Healthy.
    Zero,
    /// Unhealthy.
    NonZero,
    /// One or the other.
    Either,
}

/// What ends the evaluation of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// An exception.
    Raise,
    /// The end of the script.
    Exit(Status),
}

/// The values of the names.
pub type Env = BTreeMap<String, Value>;

/// Evaluates the expressions of one script, with one of its network calls failing.
pub struct Evaluator<'s> {
    /// What is known of the script.
    pub survey: &'s Survey<'s>,
    /// The call that fails, if one does.
    pub failing: Option<TextRange>,
}

impl Evaluator<'_> {
    /// The value of `expr`.
    pub fn value(&self, expr: &Expr, env: &mut Env) -> Result<Value, Stop> {
        Ok(match expr {
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => int.as_i64().map_or(Value::Unknown, Value::Number),
                _ => Value::Unknown,
            },
            Expr::BooleanLiteral(literal) => Value::Number(literal.value.into()),
            Expr::NoneLiteral(_) => Value::None,
            Expr::StringLiteral(literal) => Value::Text(!literal.value.is_empty()),
            Expr::Name(name) => env.get(name.id.as_str()).copied().unwrap_or(Value::Unknown),
            Expr::Named(named) => {
                let value = self.value(&named.value, env)?;
                if let Expr::Name(name) = &*named.target {
                    env.insert(name.id.to_string(), value);
                }
                value
            }
            Expr::UnaryOp(unary) => {
                let value = self.value(&unary.operand, env)?;
                match (unary.op, value) {
                    (UnaryOp::Not, value) => value
                        .truth()
                        .map_or(Value::Unknown, |truth| Value::Number((!truth).into())),
                    (UnaryOp::USub, Value::Number(number)) => Value::Number(number.wrapping_neg()),
                    _ => Value::Unknown,
                }
            }
            Expr::BoolOp(bool_op) => self.chain(bool_op.op, &bool_op.values, env)?,
            Expr::Compare(compare) => {
                let left = self.value(&compare.left, env)?;
                let mut rights = Vec::new();
                for right in &compare.comparators {
                    rights.push(self.value(right, env)?);
                }
                match (&*compare.ops, &*rights) {
                    ([op], [right]) => compared(left, *op, *right),
                    _ => Value::Unknown,
                }
            }
            Expr::If(choice) => match self.value(&choice.test, env)?.truth() {
                Some(true) => self.value(&choice.body, env)?,
                Some(false) => self.value(&choice.orelse, env)?,
                None => either(
                    self.value(&choice.body, &mut env.clone()),
                    self.value(&choice.orelse, env),
                )?,
            },
            Expr::Attribute(attribute) => {
                self.value(&attribute.value, env)?;
                Value::Unknown
            }
            Expr::Call(call) => self.call(call, env)?,
            _ => self.opaque(expr.range())?,
        })
    }

    fn call(&self, call: &ExprCall, env: &mut Env) -> Result<Value, Stop> {
        self.value(&call.func, env)?;
        let mut arguments = Vec::new();
        for argument in call.arguments.iter_source_order() {
            arguments.push(self.value(argument.value(), env)?);
        }
        let range = call.range();
        if self.survey.exits.contains(&range) {
            let value = arguments.first().copied().unwrap_or(Value::None);
            return Err(Stop::Exit(status(value)));
        }
        let failing = self.failing == Some(range);
        if self
            .survey
            .calls
            .iter()
            .any(|other| other.kind == Kind::ConnectEx && other.call.range() == range)
        {
            return Ok(Value::Number(if failing { REFUSED } else { 0 }));
        }
        if failing {
            return Err(Stop::Raise);
        }
        Ok(match (&*call.func, &*arguments) {
            (Expr::Name(name), [value]) if name.id == "bool" => value
                .truth()
                .map_or(Value::Unknown, |truth| Value::Number(truth.into())),
            (Expr::Name(name), [Value::Number(number)]) if name.id == "int" || name.id == "abs" => {
                Value::Number(*number)
            }
            _ => Value::Unknown,
        })
    }

    fn chain(&self, op: BoolOp, values: &[Expr], env: &mut Env) -> Result<Value, Stop> {
        let mut last = Value::Unknown;
        for (index, expr) in values.iter().enumerate() {
            if index > 0 {
                match (last.truth(), op) {
                    (Some(true), BoolOp::Or) | (Some(false), BoolOp::And) => return Ok(last),
                    (Some(_), _) => {}
                    (None, _) => {
                        let rest = self.chain(op, &values[index..], &mut env.clone());
                        return either(Ok(Value::Unknown), rest);
                    }
                }
            }
            last = self.value(expr, env)?;
        }
        Ok(last)
    }

    /// An expression that is not looked into: it raises if the failing call is in it, and may exit if it says so.
    fn opaque(&self, range: TextRange) -> Result<Value, Stop> {
        if self.survey.exits.iter().any(|exit| range.contains_range(*exit)) {
            return Err(Stop::Exit(Status::Either));
        }
        match self.failing {
            Some(failing) if range.contains_range(failing) && self.survey.raising.contains(&failing) => {
                Err(Stop::Raise)
            }
            _ => Ok(Value::Unknown),
        }
    }
}

/// The exit code that `exit(value)` gives.
pub fn status(value: Value) -> Status {
    match value {
        // Only the low byte of a number reaches the caller.
        Value::Number(number) if number & 0xff == 0 => Status::Zero,
        Value::None => Status::Zero,
        Value::Number(_) | Value::Text(_) => Status::NonZero,
        Value::Unknown => Status::Either,
    }
}

fn compared(left: Value, op: CmpOp, right: Value) -> Value {
    let truth = match (left, right) {
        (Value::Number(left), Value::Number(right)) => match op {
            CmpOp::Eq | CmpOp::Is => left == right,
            CmpOp::NotEq | CmpOp::IsNot => left != right,
            CmpOp::Lt => left < right,
            CmpOp::LtE => left <= right,
            CmpOp::Gt => left > right,
            CmpOp::GtE => left >= right,
            CmpOp::In | CmpOp::NotIn => return Value::Unknown,
        },
        (Value::None, Value::None) | (Value::Number(_), Value::None) | (Value::None, Value::Number(_)) => match op {
            CmpOp::Eq | CmpOp::Is => left == right,
            CmpOp::NotEq | CmpOp::IsNot => left != right,
            _ => return Value::Unknown,
        },
        _ => return Value::Unknown,
    };
    Value::Number(truth.into())
}

/// What holds after one of two ways was taken.
fn either(one: Result<Value, Stop>, other: Result<Value, Stop>) -> Result<Value, Stop> {
    match (one, other) {
        (one, other) if one == other => one,
        (Ok(_), Ok(_)) => Ok(Value::Unknown),
        (Err(Stop::Exit(Status::NonZero)), Err(Stop::Raise)) | (Err(Stop::Raise), Err(Stop::Exit(Status::NonZero))) => {
            Err(Stop::Raise)
        }
        _ => Err(Stop::Exit(Status::Either)),
    }
}
