//! The edits that give a check a time limit and an exit code that tells what it found.

use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::result::{is_healthy, reaches_exit};
use super::survey::{CallKind, Limit, NetworkCall, Survey, exit_of, is_close};
use super::{Invocation, Limits};
use crate::edit::Edit;
use crate::text::line_start;

/// A script with what was found in it.
pub(super) struct HealthScript<'s> {
    pub source: &'s str,
    pub body: &'s [Stmt],
    pub survey: &'s Survey<'s>,
    pub python: Invocation,
    pub limits: &'s Limits,
}

impl HealthScript<'_> {
    /// What brings it to the pattern, in words and in edits; nothing for one that conforms or uses no network. The error says why it cannot
    /// be brought there.
    pub(super) fn changes(&self) -> Result<(Vec<&'static str>, Vec<Edit>), String> {
        let survey = self.survey;
        if let Some(name) = survey.names.unset(self.python.site) {
            return Err(format!(
                "it reads `{name}`, which nothing in it sets: it fails whatever the service does"
            ));
        }
        if survey.calls.is_empty() {
            return Ok(Default::default());
        }
        if survey.hides {
            return Err("its `try` may hide that the service does not answer".into());
        }
        let unnamed = |call: &NetworkCall<'_>| matches!(call.limit, Limit::Unnamed(_));
        if survey.calls.iter().any(unnamed) && self.only_statement().is_none() {
            return Err("one of its sockets has no name: give it one".into());
        }
        let mut edits: Vec<Edit> = Vec::new();
        for edit in survey.calls.iter().flat_map(|call| self.limit(call)) {
            // Calls on one socket share its limit.
            if !edits.contains(&edit) {
                edits.push(edit);
            }
        }
        let mut words = Vec::from_iter((!edits.is_empty()).then_some("set a time limit"));
        if let Some((word, more)) = self.result() {
            words.push(word);
            edits.extend(more);
        } else if !reaches_exit(self.body, survey) {
            return Err("it is not clear that it ends with another code than 0 when `connect_ex` fails".into());
        }
        Ok((words, edits))
    }

    fn limit(&self, call: &NetworkCall<'_>) -> Vec<Edit> {
        let seconds = match call.kind {
            // The limit of a socket holds for the answer too.
            CallKind::Connect | CallKind::ConnectEx | CallKind::Bare if !self.survey.talks => self.limits.connect,
            _ => self.limits.request,
        };
        match &call.limit {
            Limit::Set => Vec::new(),
            Limit::Replace(none) => vec![replace(*none, seconds.to_string())],
            Limit::Argument => vec![self.argument(call.call, &format!("timeout={seconds}"))],
            Limit::Socket(name, made) => vec![self.after(*made, &format!("{name}.settimeout({seconds})"))],
            Limit::Unnamed(socket) => {
                let Some((_, index)) = self.only_statement() else {
                    return Vec::new();
                };
                let name = self.survey.names.free("s");
                let made = &self.source[socket.to_std_range()];
                let before = format!("{name} = {made}; {name}.settimeout({seconds}); ");
                let start = self.body[index].start().to_usize();
                vec![Edit::insert(start, before), replace(*socket, name)]
            }
        }
    }

    /// The only use of the network, and the statement of the module that it is or, where it does not raise, that it is in.
    fn only_statement(&self) -> Option<(&NetworkCall<'_>, usize)> {
        let [only] = &*self.survey.calls else { return None };
        let range = only.call.range();
        let index = self.body.iter().position(|stmt| match stmt {
            Stmt::Expr(stmt) => {
                stmt.value.range() == range || (only.kind == CallKind::ConnectEx && stmt.range().contains_range(range))
            }
            Stmt::Assign(stmt) => stmt.value.range() == range,
            _ => false,
        });
        Some((only, index?))
    }

    /// A connect that is the only use of the network becomes, or stays, a `connect_ex` whose result is the exit code.
    fn result(&self) -> Option<(&'static str, Vec<Edit>)> {
        let (NetworkCall { call, kind, .. }, index) = self.only_statement()?;
        let (stmt, tail) = (&self.body[index], &self.body[index + 1..]);
        let exit = tail.last().and_then(|last| exit_of(last, &self.survey.exits));
        let between = &tail[..tail.len() - usize::from(exit.is_some())];
        let named = |result: &str| Edit::insert(stmt.start().to_usize(), format!("{result} = "));
        if self.survey.talks {
            return None;
        }
        match (kind, stmt) {
            // Nothing after it may take success for granted.
            (CallKind::Connect, Stmt::Expr(_)) if between.iter().all(is_close) => {
                let result = self.survey.names.free("result");
                let method = call.func.as_attribute_expr()?.attr.range();
                let renamed = replace(method, "connect_ex".into());
                Some(("not raise", vec![named(&result), renamed, self.exit_by(&result, exit)?]))
            }
            (CallKind::ConnectEx, _) if !between.iter().all(|stmt| stmt.is_expr_stmt() || stmt.is_import_stmt()) => {
                None
            }
            (CallKind::ConnectEx, Stmt::Expr(stmt)) if stmt.value.range() == call.range() => {
                let result = self.survey.names.free("result");
                Some(("exit by the result", vec![named(&result), self.exit_by(&result, exit)?]))
            }
            (CallKind::ConnectEx, Stmt::Assign(assign))
                if let [Expr::Name(name)] = &*assign.targets
                    && !self.survey.names.is_read(&name.id) =>
            {
                Some(("exit by the result", vec![self.exit_by(&name.id, exit)?]))
            }
            _ => None,
        }
    }

    /// The script ends with 0 if `result` is 0, where it ended with 0 anyway: with the exit of its last statement, or without one.
    fn exit_by(&self, result: &str, exit: Option<&ExprCall>) -> Option<Edit> {
        let code = format!("0 if {result} == 0 else 1");
        if self.survey.exits.len() != usize::from(exit.is_some()) {
            return None;
        }
        let Some(exit) = exit else {
            let is_there = self.python.site && !self.survey.names.is_bound("exit");
            let way = if is_there { "exit" } else { "raise SystemExit" };
            return Some(self.after(self.body.last()?.range(), &format!("{way}({code})")));
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

    /// Adds a statement after one: on a line of its own where that one has its line to itself.
    fn after(&self, statement: TextRange, added: &str) -> Edit {
        let range = statement.to_std_range();
        let indentation = &self.source[line_start(self.source, range.start)..range.start];
        let rest = self.source[range.end..].lines().next().unwrap_or_default();
        let alone = self.source.contains('\n') && indentation.trim().is_empty() && rest.trim().is_empty();
        let separator = if alone { format!("\n{indentation}") } else { "; ".into() };
        Edit::insert(range.end, format!("{separator}{added}"))
    }
}

fn replace(range: TextRange, text: String) -> Edit {
    Edit::replace(range.to_std_range(), text)
}
