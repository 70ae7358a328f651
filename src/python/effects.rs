//! May this module be imported while the image is built?
//!
//! Importing a module runs its top level. It may be imported where that only defines things: definitions, constants, calls from a short
//! list ([`calls`]), imports of the standard library and of other such modules. What the environment decides (`os.getenv`) may be other
//! text at a start than in the build, so only what no text can break is done with it.

mod calls;
mod definitions;
mod expressions;
mod imports;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_python_ast::{ElifElseClause, Expr, ExprList, ExprTuple, PythonVersion, Stmt, StmtTry};

use super::dotted::prefixes;
use super::imports::{Loaded, is_false_in_a_build};
use super::syntax;
use values::PythonValue;

/// Statements and expressions within one another; the stacks of threads are small.
const DEEPEST_NESTING: usize = 60;

/// Statements, expressions and copied names that are looked at for one module.
const MOST_STEPS: usize = 500_000;

/// The variables that the RUN of the check will see. One without a value is set to something that is not known.
pub(crate) type Environment = BTreeMap<String, Option<String>>;

type Names = BTreeMap<String, PythonValue>;

/// Whether each of some modules may be imported in a build.
pub(crate) fn importable(loaded: &Loaded, environment: &Environment, version: PythonVersion) -> Vec<bool> {
    let mut verdicts: Vec<Verdict> = loaded.modules.iter().map(|_| Verdict::Open).collect();
    for index in 0..verdicts.len() {
        let mut waiting = vec![index];
        while let Some(&index) = waiting.last() {
            if matches!(verdicts[index], Verdict::Open) {
                match judge(index, loaded, &verdicts, environment, version) {
                    Err(awaited) if !waiting.contains(&awaited) => {
                        waiting.push(awaited);
                        continue;
                    }
                    // Modules that import one another in a circle.
                    Err(_) => verdicts[index] = Verdict::Doubted,
                    Ok(verdict) => verdicts[index] = verdict,
                }
            }
            waiting.pop();
        }
    }
    let is_harmless = |name: &str| {
        let verdict = loaded.position(name).map(|index| &verdicts[index]);
        matches!(verdict, None | Some(Verdict::Harmless(_)))
    };
    let modules = loaded.modules.iter();
    modules
        .map(|module| module.is_importable() && prefixes(&module.name).all(is_harmless))
        .collect()
}

/// What is known of a module.
enum Verdict {
    /// Not looked at yet.
    Open,
    /// It is not shown to be harmless.
    Doubted,
    /// Importing it does nothing but make these names.
    Harmless(Rc<Names>),
}

/// Judges a module, or says which other module is to be judged first.
fn judge(
    index: usize,
    loaded: &Loaded,
    verdicts: &[Verdict],
    environment: &Environment,
    version: PythonVersion,
) -> Result<Verdict, usize> {
    let Some(suite) = loaded.modules[index].suite() else {
        return Ok(Verdict::Doubted);
    };
    let mut reader = Reader {
        index,
        loaded,
        verdicts,
        environment,
        version,
        names: Names::new(),
        stars: Vec::new(),
        imported: BTreeSet::new(),
        future_annotations: syntax::has_future_annotations(suite),
        nesting: 0,
        steps: 0,
        awaited: None,
    };
    match (reader.body(suite), reader.awaited) {
        (Some(()), _) => Ok(Verdict::Harmless(Rc::new(reader.names))),
        (None, Some(awaited)) => Err(awaited),
        (None, None) => Ok(Verdict::Doubted),
    }
}

/// Goes through the top level of one module. Its methods give `None` for what is not shown to be harmless.
struct Reader<'a> {
    index: usize,
    loaded: &'a Loaded,
    verdicts: &'a [Verdict],
    environment: &'a Environment,
    version: PythonVersion,
    names: Names,
    /// The modules of the standard library whose names were imported with `*`.
    stars: Vec<String>,
    /// The modules that it has imported.
    imported: BTreeSet<String>,
    future_annotations: bool,
    nesting: usize,
    steps: usize,
    /// The doubt is about a module that is not judged yet.
    awaited: Option<usize>,
}

impl Reader<'_> {
    fn body(&mut self, body: &[Stmt]) -> Option<()> {
        body.iter()
            .try_for_each(|statement| self.deeper(|reader| reader.statement(statement)))
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.nesting += 1;
        self.steps += 1;
        let is_too_much = self.nesting > DEEPEST_NESTING || self.steps > MOST_STEPS;
        let result = if is_too_much { None } else { read(self) };
        self.nesting -= 1;
        result
    }

    /// The names as they are, to come back to.
    fn snapshot(&mut self) -> Names {
        self.steps += self.names.len();
        self.names.clone()
    }

    fn statement(&mut self, statement: &Stmt) -> Option<()> {
        match statement {
            Stmt::Pass(_) | Stmt::Global(_) => Some(()),
            Stmt::Expr(expression) => self.value(&expression.value).map(|_| ()),
            Stmt::Import(_) | Stmt::ImportFrom(_) => self.import(statement),
            Stmt::FunctionDef(function) => self.function(function),
            Stmt::ClassDef(class) => self.class(class),
            Stmt::Assign(assign) => {
                let value = self.value(&assign.value)?;
                assign.targets.iter().try_for_each(|target| self.assign(target, &value))
            }
            Stmt::AnnAssign(assign) => {
                self.annotation(&assign.annotation)?;
                let Some(value) = &assign.value else { return Some(()) };
                let value = self.value(value)?;
                self.assign(&assign.target, &value)
            }
            Stmt::AugAssign(assign) => {
                let (old, added) = (self.value(&assign.target)?, self.value(&assign.value)?);
                // `path += […]` changes the list of another module.
                let value = old
                    .operate(assign.op, &added)
                    .filter(|_| !matches!(old, PythonValue::Library(_)))?;
                self.assign(&assign.target, &value)
            }
            Stmt::If(choice) => self.branches(Some(&choice.test), &choice.body, &choice.elif_else_clauses),
            Stmt::Try(attempt) => self.attempt(attempt),
            _ => None,
        }
    }

    fn assign(&mut self, target: &Expr, value: &PythonValue) -> Option<()> {
        match target {
            Expr::Name(name) => {
                self.names.insert(name.id.to_string(), value.clone());
                Some(())
            }
            Expr::Tuple(ExprTuple { elts: targets, .. }) | Expr::List(ExprList { elts: targets, .. }) => {
                let items = value.items(targets.len())?;
                let mut pairs = targets.iter().zip(&items);
                pairs.try_for_each(|(target, item)| self.assign(target, item))
            }
            Expr::Starred(starred) => value.is_same().then(|| self.assign(&starred.value, value))?,
            // A change of the module's own things: what belongs to another module is not touched.
            Expr::Attribute(attribute) => {
                let thing = self.value(&attribute.value)?;
                (matches!(thing, PythonValue::Same | PythonValue::Logger) && value.is_same()).then_some(())
            }
            Expr::Subscript(subscript) => {
                let (thing, key) = (self.value(&subscript.value)?, self.value(&subscript.slice)?);
                (thing == PythonValue::Same && key.is_same() && value.is_same()).then_some(())
            }
            _ => None,
        }
    }

    /// `if`, `elif` and `else`: the branch that the build takes, or all that it may take.
    fn branches(&mut self, test: Option<&Expr>, body: &[Stmt], others: &[ElifElseClause]) -> Option<()> {
        let Some(test) = test else { return self.body(body) };
        let otherwise = |reader: &mut Self| match others {
            [next, others @ ..] => reader.branches(next.test.as_ref(), &next.body, others),
            [] => Some(()),
        };
        if is_false_in_a_build(test) {
            return otherwise(self);
        }
        let (truth, before) = (self.truth(test)?, self.snapshot());
        match truth.holds {
            Some(true) => self.body(body)?,
            Some(false) => otherwise(self)?,
            None => {
                self.body(body)?;
                let after = std::mem::replace(&mut self.names, before.clone());
                otherwise(self)?;
                // What only one branch binds may be missing.
                self.names.retain(|name, _| after.contains_key(name));
                for (name, value) in &mut self.names {
                    *value = value.or(&after[name]);
                }
            }
        }
        if !truth.is_same {
            let bodies = std::iter::once(body).chain(others.iter().map(|clause| &*clause.body));
            let bound: BTreeSet<String> = bodies.flat_map(syntax::bound_names).collect();
            for (name, value) in &mut self.names {
                if bound.contains(name) || before.get(name) != Some(value) {
                    *value = value.clone().varied();
                }
            }
        }
        Some(())
    }

    /// What the handlers do counts, unless the body only imports what is there for sure.
    fn attempt(&mut self, attempt: &StmtTry) -> Option<()> {
        self.body(&attempt.body)?;
        self.body(&attempt.orelse)?;
        let only_imports = |statement: &Stmt| matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_));
        if !attempt.body.iter().all(only_imports) {
            let after = self.snapshot();
            for handler in &attempt.handlers {
                self.body(&handler.as_except_handler()?.body)?;
                self.steps += after.len();
                self.names.clone_from(&after);
            }
        }
        self.body(&attempt.finalbody)
    }
}

#[cfg(test)]
mod tests;
