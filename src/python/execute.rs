//! Goes through the statements of a module's top level and of class bodies.

mod branches;
mod functions;
mod imports;

use ruff_python_ast::{Expr, Stmt, StmtAugAssign};
use ruff_text_size::Ranged;

use super::evaluator::{Doubt, Evaluator, Scope, doubt};
use super::value::{Kind, Value};
use super::{environment, operators};

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

    /// The names of the module, once it has run.
    pub fn into_names(mut self) -> std::collections::BTreeMap<String, Value> {
        debug_assert!(self.scope() == Scope::Module);
        self.frames.pop().map(|frame| frame.names).unwrap_or_default()
    }
}
