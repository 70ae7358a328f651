//! Functions and classes: what runs is their decorators, defaults and annotations, and a class's body.

use ruff_python_ast::helpers::map_callable;
use ruff_python_ast::{Decorator, Expr, Parameters, Stmt, StmtClassDef, StmtFunctionDef};

use super::Reader;
use super::calls::HARMLESS;
use super::values::{Class, PythonValue};
use crate::python::lists;

impl Reader<'_> {
    pub(super) fn function(&mut self, function: &StmtFunctionDef) -> Option<()> {
        self.decorators(&function.decorator_list)?;
        let is = |one: &Decorator, name: &str| matches!(&one.expression, Expr::Name(own) if own.id == name);
        let has = |name: &str| function.decorator_list.iter().any(|one| is(one, name));
        if has("classmethod") && has("property") {
            // An attribute of the class that runs the method.
            return None;
        }
        let parameters = &*function.parameters;
        self.defaults(parameters)?;
        let annotations = parameters.iter().filter_map(|parameter| parameter.annotation());
        let mut annotations = annotations.chain(function.returns.as_deref());
        annotations.try_for_each(|annotation| self.annotation(annotation))?;
        self.names.insert(function.name.to_string(), PythonValue::Same);
        Some(())
    }

    pub(super) fn class(&mut self, class: &StmtClassDef) -> Option<()> {
        self.decorators(&class.decorator_list)?;
        let mut made = Class::default();
        for base in class.bases() {
            match self.value(base)? {
                PythonValue::Class(base) => {
                    made.is_unsure |= base.is_unsure;
                    made.is_enum |= base.is_enum;
                }
                PythonValue::Library(path) => made.is_enum |= path.starts_with("enum."),
                value => value.is_same().then_some(())?,
            }
        }
        for keyword in class.keywords() {
            let value = self.value(&keyword.value)?;
            let is_metaclass = keyword.arg.as_ref().is_none_or(|name| name == "metaclass");
            let is_known = matches!(&value, PythonValue::Library(path) if path == "abc.ABCMeta");
            (value.is_same() && (!is_metaclass || is_known)).then_some(())?;
        }
        let is_hook = |statement: &Stmt| {
            let name = statement.as_function_def_stmt().map(|function| function.name.as_str());
            let of_enum = |name| made.is_enum && HARMLESS.has("hook", "enum", name);
            name.is_some_and(|name| HARMLESS.has("hook", "class", name) || of_enum(name))
        };
        if class.body.iter().any(is_hook) {
            return None;
        }
        let outer = self.snapshot();
        self.body(&class.body)?;
        let inner = std::mem::replace(&mut self.names, outer);
        let is_new = |(name, value)| self.names.get(name) != Some(value);
        made.is_unsure |= inner.iter().filter(|(_, value)| !value.is_same()).any(is_new);
        if inner.get("__slots__").is_some_and(|slots| !slots.is_same()) {
            return None;
        }
        let is_decorated =
            !class.decorator_list.is_empty() && inner.values().any(|value| *value == PythonValue::Unsure);
        if (made.is_enum && made.is_unsure) || is_decorated {
            // Two members may be equal in the build, or one may not fit: a dataclass refuses a list as a default.
            return None;
        }
        self.names.insert(class.name.to_string(), PythonValue::Class(made));
        Some(())
    }

    pub(super) fn defaults(&mut self, parameters: &Parameters) -> Option<()> {
        let defaults = parameters.iter().filter_map(|parameter| parameter.default());
        self.values(defaults).map(|_| ())
    }

    pub(super) fn annotation(&mut self, annotation: &Expr) -> Option<()> {
        let is_harmless = self.future_annotations || self.value(annotation)?.is_same();
        is_harmless.then_some(())
    }

    fn decorators(&mut self, decorators: &[Decorator]) -> Option<()> {
        decorators.iter().try_for_each(|Decorator { expression, .. }| {
            match expression {
                // `@name.setter` of a property.
                Expr::Attribute(attribute) if lists("setter getter deleter", &attribute.attr) => {
                    return (self.value(&attribute.value)? == PythonValue::Same).then_some(());
                }
                Expr::Call(call) => {
                    let given = self.values(call.arguments.iter_source_order().map(|argument| argument.value()))?;
                    given.iter().all(PythonValue::is_same).then_some(())?;
                }
                _ => {}
            }
            let callee = self.value(map_callable(expression))?;
            matches!(callee, PythonValue::Library(path) if HARMLESS.has_member("decorate", &path)).then_some(())
        })
    }
}
