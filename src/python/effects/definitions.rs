//! Functions and classes: what runs is their decorators, defaults and annotations, and a class's body.

use ruff_python_ast::{Decorator, Expr, Parameters, Stmt, StmtClassDef, StmtFunctionDef};

use super::Reader;
use super::calls::is_harmless;
use super::values::{Class, PythonValue};

/// Methods that run when a class is made or subscripted.
const HOOKS: [&str; 5] = [
    "__init_subclass__",
    "__class_getitem__",
    "__set_name__",
    "__prepare__",
    "__mro_entries__",
];

/// Methods that run when the members of an enum are made.
const ENUM_HOOKS: [&str; 4] = ["__new__", "__init__", "_generate_next_value_", "_missing_"];

impl Reader<'_> {
    pub(super) fn function(&mut self, function: &StmtFunctionDef) -> Option<()> {
        self.decorators(&function.decorator_list)?;
        self.defaults(&function.parameters)?;
        let annotations = function
            .parameters
            .iter()
            .filter_map(|parameter| parameter.annotation());
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
        let hooks = || HOOKS.iter().chain(ENUM_HOOKS.iter().filter(|_| made.is_enum));
        let is_hook = |statement: &Stmt| {
            let function = statement.as_function_def_stmt();
            function.is_some_and(|function| hooks().any(|hook| function.name.as_str() == *hook))
        };
        if class.body.iter().any(is_hook) {
            return None;
        }
        let outer = self.snapshot();
        self.body(&class.body)?;
        let inner = std::mem::replace(&mut self.names, outer);
        let is_new = |(name, value)| self.names.get(name) != Some(value);
        made.is_unsure |= inner.iter().filter(|(_, value)| !value.is_same()).any(is_new);
        self.names.insert(class.name.to_string(), PythonValue::Class(made));
        Some(())
    }

    pub(super) fn defaults(&mut self, parameters: &Parameters) -> Option<()> {
        let defaults = parameters.iter().filter_map(|parameter| parameter.default());
        self.values(defaults).map(|_| ())
    }

    pub(super) fn annotation(&mut self, annotation: &Expr) -> Option<()> {
        match self.future_annotations {
            true => Some(()),
            false => self.value(annotation).filter(PythonValue::is_same).map(|_| ()),
        }
    }

    fn decorators(&mut self, decorators: &[Decorator]) -> Option<()> {
        decorators.iter().try_for_each(|decorator| {
            let callee = match &decorator.expression {
                // `@name.setter` of a property.
                Expr::Attribute(attribute) if matches!(attribute.attr.as_str(), "setter" | "getter" | "deleter") => {
                    return self.value(&attribute.value)?.is_own_thing().then_some(());
                }
                Expr::Call(call) => {
                    for argument in call.arguments.iter_source_order() {
                        self.value(argument.value()).filter(PythonValue::is_same)?;
                    }
                    &*call.func
                }
                name => name,
            };
            matches!(self.value(callee)?, PythonValue::Library(path) if is_harmless("decorate", &path)).then_some(())
        })
    }
}
