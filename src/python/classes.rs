//! Class definitions: their bodies run when they are defined, and their bases may run code, too.

mod bases;
mod fields;

use std::collections::BTreeMap;
use std::rc::Rc;

use bases::Bases;
use ruff_python_ast::{Stmt, StmtClassDef};

use super::evaluator::{Doubt, Evaluator, Frame, Scope, doubt};
use super::identifiers::{is_importable, is_keyword};
use super::value::{Class, Family, Kind, Value};

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
                let private = |name: &str| name.starts_with('_') || is_keyword(name);
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
}

/// The names of `__slots__`, when all of them are known and can be names.
fn slots_of(value: &Value) -> Option<Vec<&str>> {
    let items = match value {
        Value::Tuple(items) | Value::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let is_name = |name: &&str| is_importable(name) && !name.contains('.');
    items.iter().map(|item| item.as_str().filter(is_name)).collect()
}
