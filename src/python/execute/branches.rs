//! `if` and `try`: which branch is taken, and what is still known where that is not.

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtTry};
use ruff_text_size::Ranged;

use crate::python::evaluator::{Doubt, Evaluator, Frame};
use crate::python::value::{Kind, Value};

impl Evaluator<'_, '_> {
    /// The branch that is taken; where that is not known, all of them, and what either may leave.
    pub fn branch(&mut self, branches: &[(Option<&Expr>, &[Stmt])]) -> Result<(), Doubt> {
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
    pub fn attempt(&mut self, attempt: &StmtTry) -> Result<(), Doubt> {
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
}
