//! Which calls of a script use the network, and which of those have a time limit.

use std::collections::HashMap;

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Int, ModModule, Number, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::catalog::{self, CATALOG, Known};
use super::names::Names;
use super::result::is_failure;

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Survey<'a> {
    /// The names of the script.
    pub names: Names,
    /// The calls that use the network, in the order of the text.
    pub calls: Vec<NetworkCall<'a>>,
    /// Whether the script exchanges data over a connection.
    pub talks: bool,
    /// The calls that end the script.
    pub exits: Vec<TextRange>,
    /// Whether a `try` may keep an exception from ending the script.
    pub hides: bool,
    /// Whether a `connect` raises with no `except` around it.
    pub raises: bool,
}

/// A call that uses the network.
#[derive(Debug)]
pub(super) struct NetworkCall<'a> {
    pub call: &'a ExprCall,
    pub kind: CallKind,
    pub limit: Limit,
}

/// What a network call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallKind {
    /// `s.connect(…)`: raises.
    Connect,
    /// `s.connect_ex(…)`: gives an error number.
    ConnectEx,
    /// `socket.create_connection(…)`.
    Bare,
    /// A request over HTTP.
    Request,
}

/// Where the time limit of a call is, or would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Limit {
    /// There is one.
    Set,
    /// `None` stands where the limit belongs.
    Replace(TextRange),
    /// A `timeout=` argument.
    Argument,
    /// `name.settimeout(…)` after the statement that makes the socket.
    Socket(String, TextRange),
    /// The socket that this expression makes has no name: `socket.socket().connect(…)`.
    Unnamed(TextRange),
}

const WITHOUT_BLOCKING: &str = "it connects without blocking, so its result says nothing about the service";

/// Looks through `module`. The error says what in it is not understood.
pub(super) fn survey(module: &ModModule) -> Result<Survey<'_>, String> {
    let mut walk = CallWalk::default();
    walk.survey.names = Names::of(module)?;
    walk.visit_body(&module.body);
    walk.refused.map_or(Ok(walk.survey), Err)
}

#[derive(Default)]
struct CallWalk<'a> {
    survey: Survey<'a>,
    /// How many `try` with an `except` are around the present statement.
    attempts: usize,
    /// The limit in effect of each socket that has a name of its own.
    sockets: HashMap<String, Limit>,
    refused: Option<String>,
}

impl<'a> CallWalk<'a> {
    fn refuse(&mut self, reason: impl Into<String>) {
        self.refused.get_or_insert_with(|| reason.into());
    }

    fn call(&mut self, call: &'a ExprCall) {
        let names = &self.survey.names;
        let (path, known) = match (names.path(&call.func), &*call.func) {
            (Some(path), _) => (path.clone(), catalog::known(&path)),
            (None, Expr::Name(name)) if !names.is_bound(&name.id) => (name.id.to_string(), catalog::builtin(&name.id)),
            (None, Expr::Attribute(attribute)) => return self.method(call, &attribute.value, &attribute.attr),
            _ => return self.refuse("it calls something that has no plain name"),
        };
        match known {
            Known::Socket | Known::Harmless => {}
            Known::Exit => self.survey.exits.push(call.range()),
            Known::Network { position, kind } => self.network(call, position, kind, &path),
            Known::Unknown => self.refuse(format!("it calls `{path}`, and what that does is not known here")),
        }
    }

    fn network(&mut self, call: &'a ExprCall, position: Option<usize>, kind: CallKind, path: &str) {
        let arguments = &call.arguments;
        let starred = arguments.args.iter().any(Expr::is_starred_expr);
        if starred || arguments.keywords.iter().any(|keyword| keyword.arg.is_none()) || arguments.is_empty() {
            return self.refuse(format!("the arguments of `{path}` cannot be read"));
        }
        if arguments.args.len() > position.map_or(2, |position| position + 1) {
            return self.refuse(format!("`{path}` has more positional arguments than are understood"));
        }
        let positional = position.and_then(|position| arguments.args.get(position));
        let keyword = arguments.find_keyword("timeout").map(|keyword| &keyword.value);
        // httpx has a limit of its own.
        let is_httpx = path.starts_with("httpx.");
        let missing = if is_httpx { Limit::Set } else { Limit::Argument };
        let limit = keyword.or(positional).map_or(missing, |value| self.written(value));
        self.survey.calls.push(NetworkCall { call, kind, limit });
    }

    fn method(&mut self, call: &'a ExprCall, receiver: &'a Expr, method: &str) {
        match method {
            "connect" | "connect_ex" => {
                let raises = method == "connect";
                self.survey.raises |= raises && self.attempts == 0;
                let kind = if raises { CallKind::Connect } else { CallKind::ConnectEx };
                let limit = match receiver {
                    Expr::Name(name) => self.sockets.get(name.id.as_str()).cloned(),
                    _ => self.makes_socket(receiver).then_some(Limit::Unnamed(receiver.range())),
                };
                match limit {
                    Some(limit) => self.survey.calls.push(NetworkCall { call, kind, limit }),
                    None => self.refuse(format!("it is not clear which socket `{method}` is called on")),
                }
            }
            "settimeout" => {
                if let (Expr::Name(name), Some(value)) = (receiver, call.arguments.args.first()) {
                    let limit = self.written(value);
                    let known = self.sockets.get_mut(name.id.as_str());
                    known.into_iter().for_each(|known| *known = limit.clone());
                }
            }
            _ if CATALOG.has("method", "refused", method) => self.refuse(format!(
                "it calls `{method}`, which a check of another service does not need"
            )),
            _ => self.survey.talks |= CATALOG.has("method", "waiting", method),
        }
    }

    /// A limit that is written down.
    fn written(&mut self, value: &Expr) -> Limit {
        let zeros = [Number::Int(Int::ZERO), Number::Float(0.0)];
        match value {
            Expr::NoneLiteral(none) => return Limit::Replace(none.range),
            Expr::NumberLiteral(literal) if zeros.contains(&literal.value) => self.refuse(WITHOUT_BLOCKING),
            _ => {}
        }
        Limit::Set
    }

    fn makes_socket(&self, value: &Expr) -> bool {
        let path = value.as_call_expr().and_then(|call| self.survey.names.path(&call.func));
        path.is_some_and(|path| catalog::known(&path) == Known::Socket)
    }
}

impl<'a> Visitor<'a> for CallWalk<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Try(attempt) => self.survey.hides |= attempt.is_star || !attempt.finalbody.iter().all(is_close),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Match(_) => {
                self.refuse("it has functions, classes or a `match`, which are not followed");
            }
            _ => {}
        }
        let attempts = stmt.as_try_stmt().map_or(0, |attempt| attempt.handlers.len().min(1));
        self.attempts += attempts;
        visitor::walk_stmt(self, stmt);
        self.attempts -= attempts;
        if let Stmt::Assign(assign) = stmt
            && let [Expr::Name(name)] = &*assign.targets
            && self.survey.names.is_constant(&name.id)
            && self.makes_socket(&assign.value)
        {
            let name = name.id.to_string();
            self.sockets.insert(name.clone(), Limit::Socket(name, stmt.range()));
        }
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        let before = self.sockets.clone();
        visitor::walk_body(self, body);
        // What a block sets holds only in it.
        self.sockets.extend(before);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let before = self.survey.exits.len();
        visitor::walk_except_handler(self, handler);
        let ExceptHandler::ExceptHandler(clause) = handler;
        self.survey.hides |= !gives_up(&clause.body, &self.survey.exits[before..]);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let path = self.survey.names.path(expr);
        if expr.is_lambda_expr() {
            self.refuse("it has a lambda, which is not followed");
        } else if path.as_deref() == Some("socket.SOCK_NONBLOCK") {
            self.refuse(WITHOUT_BLOCKING);
        }
        visitor::walk_expr(self, expr);
        if let Expr::Call(call) = expr {
            self.call(call);
        }
    }
}

/// Whether a handler ends the script with another code than 0. `exits` are those in it.
fn gives_up(body: &[Stmt], exits: &[TextRange]) -> bool {
    let Some((last, rest)) = body.split_last() else {
        return false;
    };
    let fails = match (exit_of(last, exits), last) {
        (Some(exit), _) => exits.len() == 1 && matches!(&*exit.arguments.args, [value] if is_failure(value)),
        (None, Stmt::Raise(raise)) => exits.is_empty() && raise.exc.as_deref().is_none_or(Expr::is_call_expr),
        _ => false,
    };
    fails && rest.iter().all(Stmt::is_expr_stmt)
}

/// The call of `exit` and the like that is a statement, `raise SystemExit(…)` included.
pub(super) fn exit_of<'s>(stmt: &'s Stmt, exits: &[TextRange]) -> Option<&'s ExprCall> {
    let value = match stmt {
        Stmt::Expr(stmt) => &*stmt.value,
        Stmt::Raise(raise) => raise.exc.as_deref()?,
        _ => return None,
    };
    value.as_call_expr().filter(|call| exits.contains(&call.range()))
}

/// `s.close()`, which may follow a connect that failed.
pub(super) fn is_close(stmt: &Stmt) -> bool {
    let call = stmt.as_expr_stmt().and_then(|stmt| stmt.value.as_call_expr());
    let is_close = |call: &ExprCall| matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "close");
    call.is_some_and(|call| is_close(call) && call.arguments.is_empty())
}
