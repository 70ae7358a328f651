//! Function definitions: their defaults, annotations and decorators are evaluated when they are defined.

use ruff_python_ast::{Decorator, Expr, StmtFunctionDef};

use crate::python::evaluator::{Doubt, Evaluator, doubt};
use crate::python::value::{Kind, Value};

impl Evaluator<'_, '_> {
    pub fn define_function(&mut self, function: &StmtFunctionDef) -> Result<Value, Doubt> {
        if function.type_params.is_some() {
            return doubt(&function.name, "has type parameters");
        }
        let decorators: Vec<Value> = function
            .decorator_list
            .iter()
            .map(|decorator| self.decorator(decorator))
            .collect::<Result<_, _>>()?;
        self.defaults(&function.parameters)?;
        if !self.future_annotations {
            let annotations = function
                .parameters
                .iter()
                .filter_map(|parameter| parameter.annotation());
            for annotation in annotations.chain(function.returns.as_deref()) {
                self.evaluate(annotation)?;
            }
        }
        let mut value = Value::Any(Kind::Function);
        for (decorator, made) in function.decorator_list.iter().zip(decorators).rev() {
            let Value::Library(path) = &made else {
                return doubt(decorator, "is a decorator that may run code");
            };
            value = match path.as_str() {
                "builtins.property"
                | "builtins.staticmethod"
                | "builtins.classmethod"
                | "builtins.property.setter"
                | "functools.cached_property" => Value::Any(Kind::Property),
                "functools.lru_cache"
                | "functools.cache"
                | "functools.wraps"
                | "functools.singledispatch"
                | "contextlib.contextmanager"
                | "contextlib.asynccontextmanager"
                    if value == Value::Any(Kind::Function) =>
                {
                    Value::Any(Kind::Function)
                }
                "abc.abstractmethod" | "typing.overload" | "typing.final" | "typing.no_type_check" => value,
                _ => return doubt(decorator, "is a decorator that may run code"),
            };
        }
        Ok(value)
    }

    /// A decorator by the name of the function that makes it, which may be called with arguments of its own.
    pub fn decorator(&mut self, decorator: &Decorator) -> Result<Value, Doubt> {
        let Expr::Call(call) = &decorator.expression else {
            return self.evaluate(&decorator.expression);
        };
        let callee = self.evaluate(&call.func)?;
        let arguments = self.arguments(call)?;
        let Value::Library(path) = &callee else {
            return doubt(decorator, "is a decorator that may run code");
        };
        let fits = match path.as_str() {
            "dataclasses.dataclass" => arguments.positional.is_empty(),
            "functools.lru_cache" => {
                let known = |name: &str, value: &Value| {
                    matches!(
                        (name, value),
                        ("maxsize", Value::Int(_) | Value::None) | ("typed", Value::Bool(_))
                    )
                };
                arguments.keywords.iter().all(|(name, value)| known(name, value))
                    && matches!(arguments.positional.as_slice(), [] | [Value::Int(_) | Value::None])
            }
            "functools.wraps" => arguments
                .plain()
                .is_some_and(|values| matches!(values, [Value::Any(Kind::Function)])),
            _ => false,
        };
        if fits {
            Ok(callee)
        } else {
            doubt(decorator, "is a decorator that may run code")
        }
    }
}
