//! One step towards a check that has a time limit and does not raise.

use ruff_python_ast::{Expr, ExprCall, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::catalog::{Known, known};
use super::flow::Endings;
use super::survey::{Kind, Limit, NetworkCall, Place, Survey};
use crate::edit::Edit;
use crate::python::script::Limits;

/// What a step changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It gives the calls a time limit.
    Limit,
    /// It connects without raising, and tells the result by the exit code.
    Connect,
    /// It tells the result of `connect_ex` by the exit code.
    Result,
}

/// The next step for a script, if there is one.
///
/// # Errors
/// Why the script cannot be brought to the pattern.
pub fn next(
    source: &str,
    module: &ModModule,
    survey: &Survey<'_>,
    endings: Endings,
    limits: &Limits,
) -> Result<Option<(Step, Vec<Edit>)>, String> {
    let script = Script {
        source,
        module,
        survey,
        limits,
    };
    let unnamed = |call: &NetworkCall<'_>| matches!(call.limit, Limit::Unnamed { .. });
    if survey.calls.len() > 1 && survey.calls.iter().any(unnamed) {
        return Err("one of its sockets has no name: give it one".into());
    }
    let mut edits: Vec<Edit> = Vec::new();
    for call in &survey.calls {
        for edit in script.limit(call) {
            // Two calls on one socket need one limit.
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
    }
    if !edits.is_empty() {
        return Ok(Some((Step::Limit, edits)));
    }
    if let Some(edits) = script.connect_ex() {
        return Ok(Some((Step::Connect, edits)));
    }
    if endings.fails {
        return Ok(None);
    }
    match script.use_result() {
        Some(edits) => Ok(Some((Step::Result, edits))),
        None => Err("it can end with 0 when the service does not answer".into()),
    }
}

struct Script<'s> {
    source: &'s str,
    module: &'s ModModule,
    survey: &'s Survey<'s>,
    limits: &'s Limits,
}

impl Script<'_> {
    fn limit(&self, call: &NetworkCall<'_>) -> Vec<Edit> {
        let seconds = match call.kind {
            // The limit of a socket holds for the answer too.
            Kind::Connect | Kind::ConnectEx | Kind::Bare if !self.survey.talks => self.limits.connect,
            _ => self.limits.request,
        };
        match &call.limit {
            Limit::Set => Vec::new(),
            Limit::Replace(none) => vec![replace(*none, seconds.to_string())],
            Limit::Argument => vec![self.argument(call.call, &format!("timeout={seconds}"))],
            Limit::Socket(name, place) => {
                let setting = format!("{name}.settimeout({seconds})");
                vec![match place {
                    Place::After(statement) => self.after(*statement, &setting),
                    Place::Before(statement) => self.before(*statement, &[setting]),
                }]
            }
            Limit::Unnamed { socket, statement } => {
                let name = self.survey.names.free("s");
                let made = format!("{name} = {}", &self.source[socket.to_std_range()]);
                let setting = format!("{name}.settimeout({seconds})");
                vec![self.before(*statement, &[made, setting]), replace(*socket, name)]
            }
        }
    }

    /// `s.connect(…)` becomes `result = s.connect_ex(…)` where it is the only use of the network, and nothing after it
    /// takes success for granted.
    fn connect_ex(&self) -> Option<Vec<Edit>> {
        let [
            NetworkCall {
                call,
                kind: Kind::Connect,
                ..
            },
        ] = &*self.survey.calls
        else {
            return None;
        };
        let Expr::Attribute(method) = &*call.func else {
            return None;
        };
        let index = self.statement_of(call)?;
        self.module.body[index].as_expr_stmt()?;
        let tail = &self.module.body[index + 1..];
        let result = self.survey.names.free("result");
        let exit = self.exit_by(&result, tail)?;
        let rest = if is_exit(tail.last(), self.survey) {
            &tail[..tail.len() - 1]
        } else {
            tail
        };
        if self.survey.talks || !rest.iter().all(is_close) {
            return None;
        }
        let start = self.module.body[index].start().to_usize();
        Some(vec![
            Edit::insert(start, format!("{result} = ")),
            replace(method.attr.range(), "connect_ex".into()),
            exit,
        ])
    }

    /// The result of the only `connect_ex` goes into the exit code.
    fn use_result(&self) -> Option<Vec<Edit>> {
        let [
            NetworkCall {
                call,
                kind: Kind::ConnectEx,
                ..
            },
        ] = &*self.survey.calls
        else {
            return None;
        };
        let index = self.statement_of(call)?;
        let stmt = &self.module.body[index];
        let tail = &self.module.body[index + 1..];
        if self.survey.talks || !tail.iter().all(|stmt| stmt.is_expr_stmt() || stmt.is_import_stmt()) {
            return None;
        }
        match stmt {
            Stmt::Assign(assign) => match &*assign.targets {
                [Expr::Name(name)] if !self.survey.names.is_read(&name.id) => Some(vec![self.exit_by(&name.id, tail)?]),
                _ => None,
            },
            Stmt::Expr(_) => {
                let result = self.survey.names.free("result");
                let exit = self.exit_by(&result, tail)?;
                Some(vec![
                    Edit::insert(stmt.start().to_usize(), format!("{result} = ")),
                    exit,
                ])
            }
            _ => None,
        }
    }

    /// The statement of the module, by its index, that is `call` or assigns it.
    fn statement_of(&self, call: &ExprCall) -> Option<usize> {
        self.module.body.iter().position(|stmt| match stmt {
            Stmt::Expr(stmt) => stmt.value.range() == call.range(),
            Stmt::Assign(stmt) => stmt.value.range() == call.range(),
            _ => false,
        })
    }

    /// The script ends with 0 if `result` is 0, where it ended with 0 anyway.
    fn exit_by(&self, result: &str, tail: &[Stmt]) -> Option<Edit> {
        let code = format!("0 if {result} == 0 else 1");
        let last = self.module.body.last()?;
        if !is_exit(tail.last(), self.survey) {
            if self
                .survey
                .exits
                .iter()
                .any(|exit| tail.iter().any(|stmt| stmt.range().contains_range(*exit)))
            {
                return None;
            }
            let way = if self.survey.names.is_bound("exit") {
                "raise SystemExit"
            } else {
                "exit"
            };
            return Some(self.after(last.range(), &format!("{way}({code})")));
        }
        let Expr::Call(exit) = &*last.as_expr_stmt()?.value else {
            return None;
        };
        match (&*exit.arguments.args, exit.arguments.keywords.is_empty()) {
            ([], true) => Some(self.argument(exit, &code)),
            ([value], true) if is_healthy(value) => Some(replace(value.range(), code)),
            _ => None,
        }
    }

    /// Adds a last argument.
    fn argument(&self, call: &ExprCall, argument: &str) -> Edit {
        let close = call.arguments.end().to_usize() - 1;
        let open = call.arguments.start().to_usize() + 1;
        let inside = self.source[open..close].trim_end();
        let separator = match inside.bytes().last() {
            None => "",
            Some(b',') => " ",
            Some(_) => ", ",
        };
        Edit::insert(open + inside.len(), format!("{separator}{argument}"))
    }

    fn after(&self, statement: TextRange, added: &str) -> Edit {
        let range = statement.to_std_range();
        let alone = self.source[range.end..]
            .split('\n')
            .next()
            .is_some_and(|rest| rest.trim().is_empty());
        let separator = match self.indentation(range.start) {
            Some(indentation) if alone && self.source.contains('\n') => format!("\n{indentation}"),
            _ => "; ".into(),
        };
        Edit::insert(range.end, format!("{separator}{added}"))
    }

    fn before(&self, statement: TextRange, added: &[String]) -> Edit {
        let start = statement.to_std_range().start;
        let separator = match self.indentation(start) {
            Some(indentation) if self.source.contains('\n') => format!("\n{indentation}"),
            _ => "; ".into(),
        };
        let text = added
            .iter()
            .map(|line| format!("{line}{separator}"))
            .collect::<String>();
        Edit::insert(start, text)
    }

    /// The indentation before `at`, if nothing else is before it on its line.
    fn indentation(&self, at: usize) -> Option<&str> {
        let line = self.source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        Some(&self.source[line..at]).filter(|text| text.trim().is_empty())
    }
}

fn replace(range: TextRange, text: String) -> Edit {
    Edit::replace(range.to_std_range(), text)
}

/// A call of `exit` and the like as a statement.
fn is_exit(stmt: Option<&Stmt>, survey: &Survey<'_>) -> bool {
    let Some(Stmt::Expr(stmt)) = stmt else { return false };
    let Expr::Call(call) = &*stmt.value else { return false };
    survey
        .names
        .path(&call.func)
        .is_none_or(|path| known(&path) == Known::Exit)
        && survey.exits.contains(&call.range())
}

/// `0` and what else an exit takes for it.
fn is_healthy(value: &Expr) -> bool {
    match value {
        Expr::NumberLiteral(literal) => matches!(&literal.value, ruff_python_ast::Number::Int(int) if *int == 0),
        Expr::BooleanLiteral(literal) => !literal.value,
        Expr::NoneLiteral(_) => true,
        _ => false,
    }
}

/// `s.close()`, which may follow a connect that failed.
fn is_close(stmt: &Stmt) -> bool {
    let Stmt::Expr(stmt) = stmt else { return false };
    let Expr::Call(call) = &*stmt.value else { return false };
    matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "close") && call.arguments.is_empty()
}
