//! The fields of dataclasses and named tuples, and what `@dataclass` checks of them.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use crate::python::evaluator::{Doubt, Evaluator, doubt};
use crate::python::value::{Class, Family, Kind, Value};

impl Evaluator<'_, '_> {
    /// Whether a class with fields has a default; one without after one with is an error.
    pub fn check_order(&self, class: &StmtClassDef, mut defaults: bool) -> Result<bool, Doubt> {
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
