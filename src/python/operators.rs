//! Operators on values: the result, or why the operation may raise.

use std::cmp::Ordering;

use ruff_python_ast::{CmpOp, Operator, UnaryOp};

use super::value::{Kind, Value};

/// Longer strings and lists are not worked out.
const LARGEST: usize = 10_000;

pub fn unary(operator: UnaryOp, operand: &Value) -> Result<Value, String> {
    match operator {
        UnaryOp::Not => Ok(operand
            .truth()?
            .map_or(Value::Any(Kind::Bool), |truth| Value::Bool(!truth))),
        _ => match (operator, operand) {
            (UnaryOp::USub, Value::Int(value)) => Ok(value.checked_neg().map_or(Value::Any(Kind::Int), Value::Int)),
            (UnaryOp::USub, Value::Float(value)) => Ok(Value::Float(-value)),
            (UnaryOp::Invert, value) if value.is_int() => Ok(Value::Any(Kind::Int)),
            (UnaryOp::USub | UnaryOp::UAdd, value) if value.is_int() => Ok(Value::Any(Kind::Int)),
            (UnaryOp::USub | UnaryOp::UAdd, value) if value.is_number() => Ok(Value::Any(Kind::Float)),
            _ => Err("may raise".into()),
        },
    }
}

pub fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value, String> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => integers(operator, *a, *b),
        (a, b) if a.is_int() && b.is_int() => match operator {
            Operator::Add | Operator::Sub | Operator::Mult => Ok(Value::Any(Kind::Int)),
            Operator::BitAnd | Operator::BitOr | Operator::BitXor => Ok(Value::Any(Kind::Int)),
            _ => divided(operator, b, Kind::Int),
        },
        // Adding an unknown int to a float may overflow only beyond what a module writes; dividing is what fails.
        (a, b) if a.is_number() && b.is_number() => match operator {
            Operator::Add | Operator::Sub | Operator::Mult => Ok(float_of(operator, a, b)),
            _ => divided(operator, b, Kind::Float),
        },
        (Value::Str(a), Value::Str(b)) if operator == Operator::Add && a.len() + b.len() < LARGEST => {
            Ok(Value::Str(format!("{a}{b}")))
        }
        (a, b) if operator == Operator::Add && a.is_str() && b.is_str() => Ok(Value::Any(Kind::Str)),
        (Value::Str(text), Value::Int(times)) | (Value::Int(times), Value::Str(text)) if operator == Operator::Mult => {
            let times = usize::try_from(*times).unwrap_or(0);
            match text.len().checked_mul(times) {
                Some(length) if length < LARGEST => Ok(Value::Str(text.repeat(times))),
                _ => Err("makes a very long string".into()),
            }
        }
        (Value::Any(Kind::Bytes), Value::Any(Kind::Bytes)) if operator == Operator::Add => Ok(Value::Any(Kind::Bytes)),
        (a, b) if operator == Operator::Mult && is_short_sequence(a) && matches!(b, Value::Int(0..=1000)) => {
            Ok(Value::Any(a.kind()))
        }
        (Value::List(a), Value::List(b)) if operator == Operator::Add && a.len() + b.len() < LARGEST => {
            Ok(Value::List(a.iter().chain(b).cloned().collect()))
        }
        (Value::Tuple(a), Value::Tuple(b)) if operator == Operator::Add && a.len() + b.len() < LARGEST => {
            Ok(Value::Tuple(a.iter().chain(b).cloned().collect()))
        }
        (a, b) if operator == Operator::Add && is_list(a) && is_list(b) => Ok(Value::Any(Kind::List)),
        (a, b) if operator == Operator::BitOr && a.kind() == Kind::Dict && b.kind() == Kind::Dict => {
            Ok(Value::Any(Kind::Dict))
        }
        (Value::Any(Kind::Set), Value::Any(Kind::Set)) => match operator {
            Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor => Ok(Value::Any(Kind::Set)),
            _ => Err("may raise".into()),
        },
        (a, b) if operator == Operator::Div && a.is_path() && b.is_path() && !(a.is_str() && b.is_str()) => {
            Ok(Value::Any(Kind::Path))
        }
        _ => Err("may raise".into()),
    }
}

/// `left operator right` of one comparison; `Ok(None)` when the result is a bool that is not known.
pub fn compare(operator: CmpOp, left: &Value, right: &Value) -> Result<Option<bool>, String> {
    match operator {
        CmpOp::Is | CmpOp::IsNot => {
            let same = match (left, right) {
                (Value::None, Value::None) => Some(true),
                (Value::None, other) | (other, Value::None) if is_never_none(other) => Some(false),
                _ => None,
            };
            Ok(same.map(|same| same == (operator == CmpOp::Is)))
        }
        CmpOp::Eq | CmpOp::NotEq => {
            let equal = equals(left, right)?;
            Ok(equal.map(|equal| equal == (operator == CmpOp::Eq)))
        }
        CmpOp::In | CmpOp::NotIn => {
            let found = contains(right, left)?;
            Ok(found.map(|found| found == (operator == CmpOp::In)))
        }
        CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => {
            let order = ordering(left, right)?;
            Ok(order.map(|order| match operator {
                CmpOp::Lt => order == Ordering::Less,
                CmpOp::LtE => order != Ordering::Greater,
                CmpOp::Gt => order == Ordering::Greater,
                _ => order != Ordering::Less,
            }))
        }
    }
}

/// How two values sort; `Err` when comparing them may raise.
pub fn ordering(left: &Value, right: &Value) -> Result<Option<Ordering>, String> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Ok(Some(a.cmp(b))),
        (Value::Str(a), Value::Str(b)) => Ok(Some(a.cmp(b))),
        (Value::Float(a), Value::Float(b)) => Ok(a.partial_cmp(b)),
        (a, b) if (a.is_number() && b.is_number()) || (a.is_str() && b.is_str()) => Ok(None),
        (Value::Library(a), Value::Tuple(b)) if a == "sys.version_info" && b.iter().all(Value::is_int) => Ok(None),
        _ => Err("may compare what has no order".into()),
    }
}

fn equals(left: &Value, right: &Value) -> Result<Option<bool>, String> {
    match (left, right) {
        (a, b) if a.is_number() && b.is_number() => match (a, b) {
            (Value::Int(a), Value::Int(b)) => Ok(Some(a == b)),
            _ => Ok(None),
        },
        (a, b) if a.is_known() && b.is_known() && !a.is_number() && !b.is_number() => match (a, b) {
            (Value::Str(_) | Value::None, _) | (_, Value::Str(_) | Value::None) => Ok(Some(a == b)),
            _ => Ok(None),
        },
        (a, b) if a.is_showable() && b.is_showable() => Ok(None),
        _ => Err("compares what is not known".into()),
    }
}

fn contains(container: &Value, item: &Value) -> Result<Option<bool>, String> {
    match (container, item) {
        (Value::Str(text), Value::Str(part)) => Ok(Some(text.contains(part.as_str()))),
        (text, part) if text.is_str() && part.is_str() => Ok(None),
        (Value::Tuple(items) | Value::List(items), item) => {
            let mut found = Some(false);
            for candidate in items {
                match equals(candidate, item)? {
                    Some(true) => return Ok(Some(true)),
                    Some(false) => {}
                    None => found = None,
                }
            }
            Ok(found)
        }
        (Value::Dict(_) | Value::Any(Kind::Set | Kind::Dict), item) if item.is_hashable() && item.is_showable() => {
            Ok(None)
        }
        (Value::Any(Kind::Strings), item) if item.is_showable() => Ok(None),
        (Value::Library(path), item) if path == "os.environ" && item.is_str() => Ok(None),
        _ => Err("may raise".into()),
    }
}

fn integers(operator: Operator, a: i64, b: i64) -> Result<Value, String> {
    let exact = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Sub => a.checked_sub(b),
        Operator::Mult => a.checked_mul(b),
        Operator::BitAnd => Some(a & b),
        Operator::BitOr => Some(a | b),
        Operator::BitXor => Some(a ^ b),
        Operator::FloorDiv | Operator::Mod if b > 0 && a >= 0 => {
            Some(if operator == Operator::Mod { a % b } else { a / b })
        }
        Operator::LShift if (0..32).contains(&b) => a.checked_mul(1 << b),
        Operator::RShift if (0..63).contains(&b) => Some(a >> b),
        Operator::Pow if (0..64).contains(&b) => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Operator::FloorDiv | Operator::Mod if b != 0 => None,
        Operator::Div if b != 0 => return Ok(Value::Any(Kind::Float)),
        _ => return Err("may raise".into()),
    };
    Ok(exact.map_or(Value::Any(Kind::Int), Value::Int))
}

fn divided(operator: Operator, divisor: &Value, kind: Kind) -> Result<Value, String> {
    let nonzero =
        matches!(divisor, Value::Int(value) if *value != 0) || matches!(divisor, Value::Float(value) if *value != 0.0);
    match operator {
        Operator::Div if nonzero => Ok(Value::Any(Kind::Float)),
        Operator::FloorDiv | Operator::Mod if nonzero => Ok(Value::Any(kind)),
        _ => Err("may divide by zero".into()),
    }
}

fn float_of(operator: Operator, left: &Value, right: &Value) -> Value {
    let number = |value: &Value| match value {
        Value::Float(value) => Some(*value),
        Value::Int(value) => Some(*value as f64),
        _ => None,
    };
    match (number(left), number(right)) {
        (Some(a), Some(b)) if operator == Operator::Add => Value::Float(a + b),
        (Some(a), Some(b)) if operator == Operator::Sub => Value::Float(a - b),
        (Some(a), Some(b)) => Value::Float(a * b),
        _ => Value::Any(Kind::Float),
    }
}

fn is_list(value: &Value) -> bool {
    matches!(value.kind(), Kind::List | Kind::Strings)
}

fn is_short_sequence(value: &Value) -> bool {
    matches!(value, Value::List(items) | Value::Tuple(items) if items.len() < 100)
}

fn is_never_none(value: &Value) -> bool {
    match value {
        Value::Any(Kind::Unknown | Kind::Object) | Value::Unbound | Value::Library(_) => false,
        other => *other != Value::None,
    }
}
