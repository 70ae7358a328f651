//! Exceptions: what raises them, and who catches them.

use ruff_python_ast::{ExceptHandler, Expr, StmtTry};

use super::eval::{Env, Status, Stop, Value, status};
use super::flow::{Run, Way};

impl Run<'_> {
    /// `raise`, of which `raise SystemExit(…)` is an exit.
    pub(super) fn raise(&mut self, exception: Option<&Expr>, env: &mut Env) -> Result<Way, Stop> {
        let Some(exception) = exception else {
            return Ok(match self.caught.last() {
                Some(Some(status)) => Way::Exit(*status, env.clone()),
                _ => Way::Raise(env.clone()),
            });
        };
        let named = |expr: &Expr| matches!(expr, Expr::Name(name) if name.id == "SystemExit");
        if named(exception) {
            return Ok(Way::Exit(Status::Zero, env.clone()));
        }
        if let Expr::Call(call) = exception
            && named(&call.func)
        {
            let value = match call.arguments.args.first() {
                Some(value) => self.eval.value(value, env)?,
                None => Value::None,
            };
            return Ok(Way::Exit(status(value), env.clone()));
        }
        self.eval.value(exception, env)?;
        Ok(Way::Raise(env.clone()))
    }

    /// `try`: a failure may be for any of its handlers, or for none.
    pub(super) fn attempt(&mut self, attempt: &StmtTry, env: Env) -> Vec<Way> {
        let mut ways = Vec::new();
        for way in self.block(&attempt.body, env) {
            match way {
                Way::Raise(env) => {
                    for handler in attempt
                        .handlers
                        .iter()
                        .filter(|handler| !self.is_for_answers(handler))
                        .collect::<Vec<_>>()
                    {
                        ways.extend(self.handle(handler, None, env.clone()));
                    }
                    // The handlers may all be for something else.
                    ways.push(Way::Raise(env));
                }
                Way::Exit(status, env) => match attempt.handlers.iter().find(|handler| catches_exit(handler)) {
                    Some(handler) => ways.extend(self.handle(handler, Some(status), env)),
                    None => ways.push(Way::Exit(status, env)),
                },
                Way::Next(env) => ways.extend(self.block(&attempt.orelse, env)),
                way => ways.push(way),
            }
        }
        let mut ended = Vec::new();
        for way in ways {
            let (Way::Next(env) | Way::Jump(env) | Way::Raise(env) | Way::Exit(_, env)) = &way;
            for last in self.block(&attempt.finalbody, env.clone()) {
                ended.push(if matches!(last, Way::Next(_)) {
                    way.clone()
                } else {
                    last
                });
            }
        }
        ended
    }

    /// `except urllib.error.HTTPError` catches an error page, not a service that does not answer.
    fn is_for_answers(&self, handler: &ExceptHandler) -> bool {
        let ExceptHandler::ExceptHandler(clause) = handler;
        let path = clause
            .type_
            .as_deref()
            .and_then(|class| self.eval.survey.names.path(class));
        path.is_some_and(|path| path == "urllib.error.HTTPError")
    }

    fn handle(&mut self, handler: &ExceptHandler, caught: Option<Status>, mut env: Env) -> Vec<Way> {
        let ExceptHandler::ExceptHandler(clause) = handler;
        if let Some(name) = &clause.name {
            env.insert(name.to_string(), Value::Unknown);
        }
        self.caught.push(caught);
        let ways = self.block(&clause.body, env);
        self.caught.pop();
        ways
    }
}

/// A bare `except` catches the `SystemExit` of an `exit(0)` in its `try` too.
fn catches_exit(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(clause) = handler;
    let named = |expr: &Expr| matches!(expr, Expr::Name(name) if name.id == "SystemExit" || name.id == "BaseException");
    match clause.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(named),
        Some(class) => named(class),
    }
}
