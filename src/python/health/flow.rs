//! How a script ends: run by hand, once with everything answering, and once for each network call that may fail.

use ruff_python_ast::{Expr, ModModule, Number, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::eval::{Env, Evaluator, Status, Stop, Value};
use super::survey::{Kind, Survey};

/// More ways through a script than this are not followed.
const MOST_WAYS: usize = 64;

/// Nor are more statements than this run, in all rounds of all loops.
const MOST_STATEMENTS: usize = 10_000;

/// How a script ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endings {
    /// It can end with 0 when everything answers.
    pub passes: bool,
    /// It ends with another code whichever call fails.
    pub fails: bool,
}

/// How `module` ends.
pub fn endings(module: &ModModule, survey: &Survey<'_>) -> Endings {
    let run = |failing| {
        Run {
            eval: Evaluator { survey, failing },
            caught: Vec::new(),
            budget: MOST_STATEMENTS,
        }
        .statuses(&module.body)
    };
    let numbers = survey
        .calls
        .iter()
        .filter(|call| call.kind == Kind::ConnectEx)
        .map(|call| call.call.range());
    let failing: Vec<TextRange> = survey.raising.iter().copied().chain(numbers).collect();
    Endings {
        passes: run(None).iter().any(|status| *status != Status::NonZero),
        fails: failing
            .into_iter()
            .all(|call| run(Some(call)).iter().all(|status| *status == Status::NonZero)),
    }
}

/// Where the run of a statement leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    Next(Env),
    Jump(Env),
    Raise(Env),
    Exit(Status, Env),
}

pub(super) struct Run<'s> {
    pub(super) eval: Evaluator<'s>,
    /// What the handlers around the statement caught: an exit, or some other exception.
    pub(super) caught: Vec<Option<Status>>,
    /// How many statements it may still run.
    budget: usize,
}

impl Run<'_> {
    fn statuses(&mut self, body: &[Stmt]) -> Vec<Status> {
        let ways = self.block(body, Env::new());
        let status = |way: &Way| match way {
            Way::Next(_) | Way::Jump(_) => Status::Zero,
            Way::Raise(_) => Status::NonZero,
            Way::Exit(status, _) => *status,
        };
        ways.iter().map(status).collect()
    }

    pub(super) fn block(&mut self, body: &[Stmt], env: Env) -> Vec<Way> {
        let mut live = vec![env];
        let mut ended = Vec::new();
        for stmt in body {
            let mut next: Vec<Env> = Vec::new();
            for env in live {
                for way in self.statement(stmt, env) {
                    match way {
                        Way::Next(env) if next.contains(&env) => {}
                        Way::Next(env) => next.push(env),
                        way if ended.contains(&way) => {}
                        way => ended.push(way),
                    }
                }
            }
            if next.len() + ended.len() > MOST_WAYS {
                return vec![Way::Exit(Status::Either, Env::new())];
            }
            live = next;
        }
        ended.extend(live.into_iter().map(Way::Next));
        ended
    }

    fn statement(&mut self, stmt: &Stmt, mut env: Env) -> Vec<Way> {
        let Some(budget) = self.budget.checked_sub(1) else {
            return vec![Way::Exit(Status::Either, env)];
        };
        self.budget = budget;
        match self.step(stmt, &mut env) {
            Ok(ways) => ways,
            Err(Stop::Raise) => vec![Way::Raise(env)],
            Err(Stop::Exit(status)) => vec![Way::Exit(status, env)],
        }
    }

    fn step(&mut self, stmt: &Stmt, env: &mut Env) -> Result<Vec<Way>, Stop> {
        match stmt {
            Stmt::Expr(stmt) => {
                if let Expr::If(choice) = &*stmt.value {
                    let truth = self.eval.value(&choice.test, env)?.truth();
                    return Ok(self.branch(truth, env, |run, taken, env| {
                        let branch = if taken { &choice.body } else { &choice.orelse };
                        vec![run.expression(branch, env)]
                    }));
                }
                self.eval.value(&stmt.value, env)?;
            }
            Stmt::Assign(assign) => {
                let value = self.eval.value(&assign.value, env)?;
                for target in &assign.targets {
                    set(target, value, env);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.eval.value(value, env)?;
                    set(&assign.target, value, env);
                }
            }
            Stmt::AugAssign(assign) => {
                self.eval.value(&assign.value, env)?;
                set(&assign.target, Value::Unknown, env);
            }
            Stmt::Assert(assert) => {
                let truth = self.eval.value(&assert.test, env)?.truth();
                return Ok(self.branch(truth, env, |_, held, env| {
                    vec![if held { Way::Next(env) } else { Way::Raise(env) }]
                }));
            }
            Stmt::Raise(raise) => return self.raise(raise.exc.as_deref(), env).map(|way| vec![way]),
            Stmt::If(choice) => {
                let truth = self.eval.value(&choice.test, env)?.truth();
                let clauses = &choice.elif_else_clauses;
                return Ok(self.branch(truth, env, |run, taken, env| match taken {
                    true => run.block(&choice.body, env),
                    false => run.clauses(clauses, env),
                }));
            }
            Stmt::For(each) => {
                self.eval.value(&each.iter, env)?;
                set(&each.target, Value::Unknown, env);
                return Ok(self.rounds(&each.body, &each.orelse, !is_filled(&each.iter), env));
            }
            Stmt::While(again) => {
                return match self.eval.value(&again.test, env)?.truth() {
                    Some(false) => Ok(self.block(&again.orelse, env.clone())),
                    // It may go round for ever: nothing is said of how it ends.
                    Some(true) => Err(Stop::Exit(Status::Either)),
                    None => Ok(self.rounds(&again.body, &again.orelse, true, env)),
                };
            }
            Stmt::With(with) => {
                for item in &with.items {
                    self.eval.value(&item.context_expr, env)?;
                    if let Some(target) = &item.optional_vars {
                        set(target, Value::Unknown, env);
                    }
                }
                return Ok(self.block(&with.body, env.clone()));
            }
            Stmt::Try(attempt) => return Ok(self.attempt(attempt, env.clone())),
            Stmt::Break(_) | Stmt::Continue(_) => return Ok(vec![Way::Jump(env.clone())]),
            _ => {}
        }
        Ok(vec![Way::Next(env.clone())])
    }

    fn expression(&self, expr: &Expr, mut env: Env) -> Way {
        match self.eval.value(expr, &mut env) {
            Ok(_) => Way::Next(env),
            Err(Stop::Raise) => Way::Raise(env),
            Err(Stop::Exit(status)) => Way::Exit(status, env),
        }
    }

    fn branch(
        &mut self,
        truth: Option<bool>,
        env: &Env,
        mut take: impl FnMut(&mut Self, bool, Env) -> Vec<Way>,
    ) -> Vec<Way> {
        match truth {
            Some(truth) => take(self, truth, env.clone()),
            None => {
                let mut ways = take(self, true, env.clone());
                ways.extend(take(self, false, env.clone()));
                ways
            }
        }
    }

    fn clauses(&mut self, clauses: &[ruff_python_ast::ElifElseClause], mut env: Env) -> Vec<Way> {
        let Some((first, rest)) = clauses.split_first() else {
            return vec![Way::Next(env)];
        };
        let truth = match first.test.as_ref().map(|test| self.eval.value(test, &mut env)) {
            None => Some(true),
            Some(Ok(value)) => value.truth(),
            Some(Err(Stop::Raise)) => return vec![Way::Raise(env)],
            Some(Err(Stop::Exit(status))) => return vec![Way::Exit(status, env)],
        };
        self.branch(truth, &env, |run, taken, env| match taken {
            true => run.block(&first.body, env),
            false => run.clauses(rest, env),
        })
    }

    /// A loop: rounds until nothing new comes of them. Without `skips` there is at least one.
    fn rounds(&mut self, body: &[Stmt], orelse: &[Stmt], skips: bool, env: &Env) -> Vec<Way> {
        let mut ways = Vec::new();
        let mut after = if skips { vec![env.clone()] } else { Vec::new() };
        let mut started: Vec<Env> = Vec::new();
        let mut waiting = vec![env.clone()];
        while let Some(env) = waiting.pop() {
            if started.contains(&env) {
                continue;
            }
            if started.len() == MOST_WAYS {
                return vec![Way::Exit(Status::Either, env)];
            }
            started.push(env.clone());
            for way in self.block(body, env) {
                match way {
                    Way::Next(env) => {
                        after.push(env.clone());
                        waiting.push(env);
                    }
                    // A `break` leaves, a `continue` goes on: either may be meant.
                    Way::Jump(env) => {
                        ways.push(Way::Next(env.clone()));
                        after.push(env.clone());
                        waiting.push(env);
                    }
                    way => ways.push(way),
                }
            }
        }
        for env in after {
            ways.extend(self.block(orelse, env));
        }
        ways
    }
}

/// A loop over this has at least one round.
fn is_filled(iterable: &Expr) -> bool {
    match iterable {
        Expr::Tuple(tuple) => tuple.elts.iter().any(|item| !item.is_starred_expr()),
        Expr::List(list) => list.elts.iter().any(|item| !item.is_starred_expr()),
        Expr::Call(call) => match (&*call.func, &*call.arguments.args) {
            (Expr::Name(name), [Expr::NumberLiteral(end)]) if name.id == "range" => {
                matches!(&end.value, Number::Int(end) if *end != 0)
            }
            _ => false,
        },
        _ => false,
    }
}

fn set(target: &Expr, value: Value, env: &mut Env) {
    match target {
        Expr::Name(name) => drop(env.insert(name.id.to_string(), value)),
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| set(target, Value::Unknown, env)),
        Expr::List(list) => list.elts.iter().for_each(|target| set(target, Value::Unknown, env)),
        _ => {}
    }
}
