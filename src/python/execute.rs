//! Goes through the statements of a module's top level and of class bodies.

use ruff_python_ast::{
    Decorator, ExceptHandler, Expr, Stmt, StmtAugAssign, StmtFunctionDef, StmtImport, StmtImportFrom, StmtTry,
};
use ruff_text_size::Ranged;

use super::evaluate::library;
use super::evaluator::{Doubt, Evaluator, Frame, Scope, doubt};
use super::value::{Kind, Value};
use super::{environment, operators, stdlib};

/// Longest list of known items that a `for` at top level is followed through.
const MOST_ROUNDS: usize = 100;

impl Evaluator<'_, '_> {
    pub fn execute(&mut self, statement: &Stmt) -> Result<(), Doubt> {
        self.step(statement, |evaluator| evaluator.execute_one(statement))
    }

    fn execute_one(&mut self, statement: &Stmt) -> Result<(), Doubt> {
        match statement {
            Stmt::Pass(_) | Stmt::Global(_) => Ok(()),
            Stmt::Expr(expression) => self.evaluate(&expression.value).map(|_| ()),
            Stmt::Assign(assign) => {
                let value = self.evaluate(&assign.value)?;
                assign
                    .targets
                    .iter()
                    .try_for_each(|target| self.assign(target, value.clone()))
            }
            Stmt::AugAssign(assign) => self.augment(assign),
            Stmt::AnnAssign(assign) => {
                if !self.future_annotations {
                    self.evaluate(&assign.annotation)?;
                }
                match &assign.value {
                    Some(value) => {
                        let value = self.evaluate(value)?;
                        self.assign(&assign.target, value)
                    }
                    None if assign.target.is_name_expr() => Ok(()),
                    None => doubt(&*assign.target, "is not understood"),
                }
            }
            Stmt::FunctionDef(function) => {
                let value = self.define_function(function)?;
                self.bind(&function.name, value);
                Ok(())
            }
            Stmt::ClassDef(class) => {
                let decorators: Vec<Value> = class
                    .decorator_list
                    .iter()
                    .map(|decorator| self.decorator(decorator))
                    .collect::<Result<_, _>>()?;
                let mut value = self.define_class(class)?;
                for (decorator, made) in class.decorator_list.iter().zip(decorators).rev() {
                    value = match &made {
                        Value::Library(path) if path == "dataclasses.dataclass" => {
                            let options = match &decorator.expression {
                                Expr::Call(call) => self.arguments(call)?.keywords,
                                _ => Vec::new(),
                            };
                            self.make_dataclass(class, &value, &options)?
                        }
                        Value::Library(path) if path == "typing.final" => value,
                        _ => return doubt(decorator, "is a decorator that may run code"),
                    };
                }
                self.bind(&class.name, value);
                Ok(())
            }
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::If(condition) => {
                let clauses = condition
                    .elif_else_clauses
                    .iter()
                    .map(|clause| (clause.test.as_ref(), clause.body.as_slice()));
                let branches: Vec<(Option<&Expr>, &[Stmt])> = [(Some(&*condition.test), condition.body.as_slice())]
                    .into_iter()
                    .chain(clauses)
                    .collect();
                self.branch(&branches)
            }
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::For(each) if !each.is_async => {
                let iterable = self.evaluate(&each.iter)?;
                let items = match iterable.elements() {
                    Ok(Some(items)) if items.len() <= MOST_ROUNDS => items,
                    _ => return doubt(statement, "loops over what is not known"),
                };
                for item in items {
                    self.assign(&each.target, item)?;
                    self.run(&each.body)?;
                }
                self.run(&each.orelse)
            }
            Stmt::Assert(assert) => match self.evaluate(&assert.test)?.truth() {
                Ok(Some(true)) => Ok(()),
                _ => doubt(statement, "may fail"),
            },
            Stmt::Delete(delete) => delete.targets.iter().try_for_each(|target| {
                let name = target.as_name_expr().map(|name| name.id.as_str());
                match name.and_then(|name| self.frames.last_mut()?.names.remove(name)) {
                    Some(value) if value != Value::Unbound => Ok(()),
                    _ => doubt(target, "may not be there to delete"),
                }
            }),
            _ => doubt(statement, "may do something when it is imported"),
        }
    }

    pub fn run(&mut self, body: &[Stmt]) -> Result<(), Doubt> {
        body.iter().try_for_each(|statement| self.execute(statement))
    }

    pub fn assign(&mut self, target: &Expr, value: Value) -> Result<(), Doubt> {
        match target {
            Expr::Name(name) => {
                self.bind(&name.id, value);
                Ok(())
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let targets = target
                    .as_tuple_expr()
                    .map(|tuple| &tuple.elts)
                    .or_else(|| target.as_list_expr().map(|list| &list.elts));
                let targets = targets.map(Vec::as_slice).unwrap_or_default();
                match value.elements() {
                    Ok(Some(items)) if items.len() == targets.len() => targets
                        .iter()
                        .zip(items)
                        .try_for_each(|(target, item)| self.assign(target, item)),
                    _ => doubt(target, "may not be as many"),
                }
            }
            Expr::Subscript(subscript) => {
                let holder = self.evaluate(&subscript.value)?;
                let key = self.evaluate(&subscript.slice)?;
                match (&holder, &key) {
                    (Value::Library(path), Value::Str(name))
                        if path == "os.environ" && environment::can_be_set(name, &value) =>
                    {
                        self.project.environment.write(name);
                        Ok(())
                    }
                    _ if holder.kind() == Kind::Dict && key.is_hashable() && key.is_showable() => {
                        self.forget_contents();
                        Ok(())
                    }
                    _ => doubt(target, "may not take the value"),
                }
            }
            Expr::Attribute(attribute) => match (self.evaluate(&attribute.value)?, attribute.attr.as_str()) {
                (Value::Any(Kind::Logger), "propagate" | "disabled") => Ok(()),
                _ => doubt(target, "may not take the value"),
            },
            _ => doubt(target, "is not understood"),
        }
    }

    fn augment(&mut self, assign: &StmtAugAssign) -> Result<(), Doubt> {
        let Expr::Name(name) = &*assign.target else {
            return doubt(&*assign.target, "is not understood");
        };
        let old = self.name(&name.id).map_err(|why| Doubt { at: name.range(), why })?;
        let value = self.evaluate(&assign.value)?;
        let new = operators::binary(assign.op, &old, &value).map_err(|why| Doubt {
            at: assign.range(),
            why,
        })?;
        // A list or dict is changed in place, for everyone who holds it.
        if matches!(old.kind(), Kind::List | Kind::Strings | Kind::Dict | Kind::Set) {
            self.forget_contents();
        }
        self.bind(&name.id, new.without_contents());
        Ok(())
    }

    fn define_function(&mut self, function: &StmtFunctionDef) -> Result<Value, Doubt> {
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
    fn decorator(&mut self, decorator: &Decorator) -> Result<Value, Doubt> {
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

    /// The branch that is taken; where that is not known, all of them, and what either may leave.
    fn branch(&mut self, branches: &[(Option<&Expr>, &[Stmt])]) -> Result<(), Doubt> {
        let Some(((test, body), others)) = branches.split_first() else {
            return Ok(());
        };
        let Some(test) = test else { return self.run(body) };
        let taken = self
            .evaluate(test)?
            .truth()
            .map_err(|why| Doubt { at: test.range(), why })?;
        match taken {
            Some(true) => self.run(body),
            Some(false) => self.branch(others),
            None => {
                let before = self.frames.clone();
                self.run(body)?;
                let after = std::mem::replace(&mut self.frames, before);
                self.branch(others)?;
                self.merge(after);
                Ok(())
            }
        }
    }

    /// Goes on with what is known when either of two states may be the present one.
    fn merge(&mut self, other: Vec<Frame>) {
        for (frame, other) in self.frames.iter_mut().zip(other) {
            for (name, value) in &mut frame.names {
                *value = other.names.get(name).map_or(Value::Unbound, |other| value.or(other));
            }
            for name in other.names.into_keys() {
                frame.names.entry(name).or_insert(Value::Unbound);
            }
        }
    }

    /// A `try` whose body is sure to succeed never comes to its handlers; one whose import may fail does.
    fn attempt(&mut self, attempt: &StmtTry) -> Result<(), Doubt> {
        let handler = attempt.handlers.iter().filter_map(ExceptHandler::as_except_handler).find(|handler| {
            let catches = |kind: &Expr| matches!(kind, Expr::Name(name) if matches!(name.id.as_str(), "ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException"));
            match handler.type_.as_deref() {
                None => true,
                Some(Expr::Tuple(kinds)) => kinds.elts.iter().any(catches),
                Some(kind) => catches(kind),
            }
        });
        let before = self.frames.clone();
        let may_fail_outside = std::mem::replace(&mut self.import_may_fail, false);
        self.import_guards += usize::from(handler.is_some());
        let outcome = self.run(&attempt.body);
        self.import_guards -= usize::from(handler.is_some());
        let may_fail = std::mem::replace(&mut self.import_may_fail, may_fail_outside);
        outcome?;
        let done = self.frames.clone();
        self.run(&attempt.orelse)?;
        if may_fail && let Some(handler) = handler {
            let succeeded = std::mem::replace(&mut self.frames, before);
            self.merge(done);
            if let Some(name) = &handler.name {
                self.bind(name, Value::Any(Kind::Object));
            }
            self.run(&handler.body)?;
            if let (Some(name), Some(frame)) = (&handler.name, self.frames.last_mut()) {
                frame.names.remove(name.as_str());
            }
            self.merge(succeeded);
        }
        self.run(&attempt.finalbody)
    }

    fn import(&mut self, import: &StmtImport) -> Result<(), Doubt> {
        for alias in &import.names {
            let dotted = alias.name.as_str();
            let (whole, top) = self.load(dotted).map_err(|why| Doubt {
                at: import.range(),
                why,
            })?;
            match &alias.asname {
                Some(name) => self.bind(name, whole),
                None => self.bind(dotted.split('.').next().unwrap_or(dotted), top),
            }
        }
        Ok(())
    }

    fn import_from(&mut self, import: &StmtImportFrom) -> Result<(), Doubt> {
        let at = |why: String| Doubt {
            at: import.range(),
            why,
        };
        let module = self
            .project
            .absolute(self.index, import.level, import.module.as_deref())
            .map_err(at)?;
        if module == "__future__" {
            return Ok(());
        }
        let (whole, _) = self.load(&module).map_err(at)?;
        for alias in &import.names {
            let name = alias.name.as_str();
            let submodule = format!("{module}.{name}");
            let value = match &whole {
                _ if name == "*" => return doubt(import, "imports names that are not written here"),
                Value::Module(_) if stdlib::has_name(&module, name, self.project.version) && submodule != "os.path" => {
                    library(submodule)
                }
                Value::Module(_) if stdlib::has_module(&submodule, self.project.version) => {
                    self.load(&submodule).map_err(at)?.0
                }
                Value::Project(names) => match names.get(name) {
                    Some(Value::Unbound) => return doubt(alias, "may not be defined there"),
                    Some(value) => value.without_contents(),
                    None if self.project.has(&submodule) => self.load(&submodule).map_err(at)?.0,
                    None => return doubt(alias, format!("is not defined in {module}")),
                },
                Value::Any(Kind::Unknown) => Value::Any(Kind::Unknown),
                _ => return doubt(alias, format!("is not known in {module}")),
            };
            self.bind(alias.asname.as_ref().unwrap_or(&alias.name), value);
        }
        Ok(())
    }

    /// Imports a dotted module: the module itself, and its first part.
    fn load(&mut self, dotted: &str) -> Result<(Value, Value), String> {
        let top = dotted.split('.').next().unwrap_or(dotted);
        if self.project.has(top) {
            let loaded = self.project.import(dotted)?;
            return Ok(loaded);
        }
        if stdlib::has_module(dotted, self.project.version) {
            let ends = dotted.match_indices('.').map(|(end, _)| end).chain([dotted.len()]);
            self.submodules.extend(ends.map(|end| dotted[..end].to_owned()));
            return Ok((Value::Module(dotted.to_owned()), Value::Module(top.to_owned())));
        }
        if stdlib::is_reserved(top) {
            return Err(format!("imports {dotted}, which the runtime's Python may not have"));
        }
        let certain = self.project.loads_anyway(self.index, dotted, self.import_guards > 0)?;
        self.import_may_fail |= !certain;
        Ok((Value::Any(Kind::Unknown), Value::Any(Kind::Unknown)))
    }

    /// The names of the module, once it has run.
    pub fn into_names(mut self) -> std::collections::BTreeMap<String, Value> {
        debug_assert!(self.scope() == Scope::Module);
        self.frames.pop().map(|frame| frame.names).unwrap_or_default()
    }
}
