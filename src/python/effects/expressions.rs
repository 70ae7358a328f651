//! Expressions that do nothing, and what they give.

use ruff_python_ast::{BoolOp, CmpOp, Comprehension, Expr, ExprAttribute, ExprCompare, ExprSubscript, UnaryOp};

use super::Reader;
use super::calls::HARMLESS;
use super::values::PythonValue;
use crate::python::syntax::comprehension;
use crate::python::{lists, stdlib};

/// One of some choices, where the environment decides that it is this one.
fn varied<'e>(value: PythonValue, choices: impl IntoIterator<Item = &'e Expr>) -> PythonValue {
    match choices.into_iter().all(Expr::is_number_literal_expr) {
        true => PythonValue::Number,
        false => value.varied(),
    }
}

/// Whether a dotted name of the library is that of a type.
fn is_type(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    path.starts_with("builtins.") || last.starts_with(char::is_uppercase) || lists("defaultdict deque", last)
}

/// What is known of a condition.
pub(super) struct Truth {
    /// The environment has no part in it.
    pub(super) is_same: bool,
    /// Whether it holds in the build, where that is known.
    pub(super) holds: Option<bool>,
}

impl Reader<'_> {
    /// What an expression gives, if it does nothing and no environment makes it fail.
    pub(super) fn value(&mut self, expression: &Expr) -> Option<PythonValue> {
        self.deeper(|reader| reader.value_here(expression))
    }

    /// What each of some expressions gives.
    pub(super) fn values<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expr>) -> Option<Vec<PythonValue>> {
        let values = expressions.into_iter().map(|expression| self.value(expression));
        values.collect()
    }

    fn value_here(&mut self, expression: &Expr) -> Option<PythonValue> {
        match expression {
            Expr::StringLiteral(text) => Some(PythonValue::Literal(text.value.to_str().to_string())),
            literal if literal.is_literal_expr() => Some(PythonValue::Same),
            Expr::Name(name) => self.name(name.id.as_str()),
            Expr::Attribute(ExprAttribute { value, attr, .. }) => {
                let value = self.value(value)?;
                self.attribute(&value, attr)
            }
            Expr::Subscript(subscript) => self.subscript(subscript),
            Expr::Call(call) => self.call(call),
            Expr::Starred(starred) => self.value(&starred.value).filter(PythonValue::is_same),
            Expr::BinOp(operation) => {
                let (left, right) = (self.value(&operation.left)?, self.value(&operation.right)?);
                left.operate(operation.op, &right)
            }
            Expr::UnaryOp(operation) => match self.value(&operation.operand)? {
                PythonValue::Number => Some(PythonValue::Number),
                value if value.is_same() => Some(PythonValue::Same),
                _ if operation.op == UnaryOp::Not => Some(PythonValue::Number),
                _ => None,
            },
            Expr::BoolOp(operation) => {
                let values = self.values(&operation.values)?;
                values.into_iter().rev().reduce(|last, value| match value {
                    PythonValue::Absent if operation.op == BoolOp::Or => varied(last, &operation.values[1..]),
                    value => value.or(&last),
                })
            }
            Expr::Compare(compare) => self.compare(compare).map(|truth| match truth.is_same {
                true => PythonValue::Same,
                false => PythonValue::Number,
            }),
            Expr::If(choice) => {
                let truth = self.truth(&choice.test)?;
                let value = match truth.holds {
                    Some(true) => self.value(&choice.body)?,
                    Some(false) => self.value(&choice.orelse)?,
                    None => self.value(&choice.body)?.or(&self.value(&choice.orelse)?),
                };
                let choices = [&*choice.body, &*choice.orelse];
                Some(if truth.is_same { value } else { varied(value, choices) })
            }
            Expr::Tuple(tuple) => self.container(&tuple.elts),
            Expr::List(list) => self.container(&list.elts),
            Expr::Set(set) => self.container(&set.elts),
            // What is unpacked has to be a table.
            Expr::Dict(dict) => {
                let unpacked = dict.items.iter().filter(|item| item.key.is_none());
                let is_table =
                    |value: &PythonValue| value.is_same() || *value == PythonValue::Library("os.environ".into());
                let unpacked = self.values(unpacked.map(|item| &item.value))?;
                unpacked.iter().all(is_table).then_some(())?;
                self.container(dict.items.iter().flat_map(|item| item.key.iter().chain([&item.value])))
            }
            Expr::Slice(slice) => {
                let bounds = [&slice.lower, &slice.upper, &slice.step];
                self.container(bounds.into_iter().flatten().map(|bound| &**bound))
            }
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().try_for_each(|given| self.defaults(given))?;
                Some(PythonValue::Same)
            }
            Expr::FString(text) => {
                let parts = || text.value.elements().filter_map(|part| part.as_interpolation());
                match self.container(parts().map(|part| &*part.expression))? {
                    PythonValue::Same => Some(PythonValue::Same),
                    _ => parts()
                        .all(|part| part.format_spec.is_none())
                        .then_some(PythonValue::Text(None)),
                }
            }
            each => {
                let (generators, elements) = comprehension(each)?;
                self.comprehension(generators, elements)
            }
        }
    }

    fn name(&mut self, name: &str) -> Option<PythonValue> {
        if let Some(value) = self.names.get(name) {
            return Some(value.clone());
        }
        match name {
            // A script is called `__main__` at a start, and belongs to no package.
            "__name__" => return Some(PythonValue::Text(None)),
            "__package__" => return Some(PythonValue::Unsure),
            "__file__" | "__doc__" | "__module__" | "__qualname__" => return Some(PythonValue::Same),
            _ => {}
        }
        let mut modules = self.stars.iter().rev().map(String::as_str).chain(["builtins"]);
        let module = modules.find(|module| stdlib::has_name(module, name, self.version))?;
        Some(PythonValue::Library(format!("{module}.{name}")))
    }

    pub(super) fn attribute(&mut self, value: &PythonValue, name: &str) -> Option<PythonValue> {
        match value {
            PythonValue::Library(path) => {
                let dotted = format!("{path}.{name}");
                let is_there = !stdlib::has_module(path, self.version)
                    || stdlib::has_name(path, name, self.version)
                    || self.imported.contains(&dotted);
                let is_of_command = HARMLESS.has_member("of-command", &dotted);
                (is_there && !is_of_command).then_some(PythonValue::Library(dotted))
            }
            PythonValue::Module(module) => {
                let dotted = format!("{module}.{name}");
                match self.names_of(module).and_then(|names| names.get(name).cloned()) {
                    None if self.imported.contains(&dotted) => Some(PythonValue::Module(dotted)),
                    found => found.map(PythonValue::shared),
                }
            }
            // Who imports a class may have set the attribute.
            PythonValue::Class(class) => class.is_enum.then_some(PythonValue::Member),
            PythonValue::Member => matches!(name, "name" | "value").then_some(PythonValue::Same),
            PythonValue::Same | PythonValue::Literal(_) => Some(PythonValue::Same),
            PythonValue::Path if name == "parent" => Some(PythonValue::Path),
            PythonValue::Path => lists("name stem suffix", name).then_some(PythonValue::Text(None)),
            _ => None,
        }
    }

    fn subscript(&mut self, subscript: &ExprSubscript) -> Option<PythonValue> {
        let (value, index) = (self.value(&subscript.value)?, self.value(&subscript.slice)?);
        match (&value, &index) {
            (PythonValue::Library(path), PythonValue::Literal(name)) if path == "os.environ" => {
                self.environment.get(name).map(|value| PythonValue::Text(value.clone()))
            }
            (PythonValue::Parts(parts), PythonValue::Same) => {
                let at = subscript.slice.as_number_literal_expr()?.value.as_int()?.as_u8()?;
                let Some(parts) = parts else {
                    return (at == 0).then_some(PythonValue::Text(None));
                };
                let part = parts.get(usize::from(at))?;
                Some(PythonValue::Text(Some(part.clone())))
            }
            (PythonValue::Text(_), PythonValue::Same) if subscript.slice.is_slice_expr() => {
                Some(PythonValue::Text(None))
            }
            // A generic type; a list or a table of the library may be any at a start.
            (PythonValue::Library(path), _) if !is_type(path) && path != "sys.version_info" => None,
            (value, index) => (value.is_same() && index.is_same()).then_some(PythonValue::Same),
        }
    }

    /// A tuple, list, set or dict of these.
    fn container<'e>(&mut self, elements: impl IntoIterator<Item = &'e Expr>) -> Option<PythonValue> {
        let elements = self.values(elements)?;
        Some(PythonValue::made_of(&elements))
    }

    fn comprehension(&mut self, generators: &[Comprehension], elements: Vec<&Expr>) -> Option<PythonValue> {
        let before = self.snapshot();
        let mut parts = Vec::new();
        for generator in generators {
            let item = self.value(&generator.iter)?.item().filter(|_| !generator.is_async)?;
            self.assign(&generator.target, &item)?;
            parts.push(item);
            parts.extend(self.values(&generator.ifs)?);
        }
        parts.extend(self.values(elements)?);
        self.names = before;
        Some(PythonValue::made_of(&parts))
    }

    /// Whether a comparison holds in the build, where that is known.
    fn compare(&mut self, compare: &ExprCompare) -> Option<Truth> {
        let sides = std::iter::once(&*compare.left).chain(&compare.comparators);
        let values = self.values(sides)?;
        let mut pairs = compare.ops.iter().zip(values.windows(2));
        let fits = pairs.all(|(operator, sides)| match (operator, &sides[1]) {
            (CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot, _) => true,
            (CmpOp::In | CmpOp::NotIn, PythonValue::Text(_) | PythonValue::Literal(_)) => sides[0].is_text(),
            (CmpOp::In | CmpOp::NotIn, _) if sides[0] == PythonValue::Unsure => false,
            (CmpOp::In | CmpOp::NotIn, right) => {
                right.is_same() || matches!(right, PythonValue::Parts(_) | PythonValue::Library(_))
            }
            _ => sides.iter().all(|side| side.is_same() || *side == PythonValue::Number),
        });
        let texts = values[0].text().zip(values[1].text());
        let holds = texts.filter(|_| *compare.ops == [CmpOp::In]);
        fits.then(|| Truth {
            is_same: values.iter().all(PythonValue::is_same),
            holds: holds.map(|(left, right)| right.contains(left)),
        })
    }

    /// Whether a condition holds in the build, where that is known.
    pub(super) fn truth(&mut self, test: &Expr) -> Option<Truth> {
        match test {
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => {
                let truth = self.deeper(|reader| reader.truth(&operation.operand))?;
                let holds = truth.holds.map(|holds| !holds);
                Some(Truth { holds, ..truth })
            }
            Expr::Compare(compare) => self.compare(compare),
            _ => {
                let value = self.value(test)?;
                let holds = match value {
                    PythonValue::Absent => Some(false),
                    _ => value.text().map(|text| !text.is_empty()),
                };
                let is_same = value.is_same();
                Some(Truth { is_same, holds })
            }
        }
    }
}
