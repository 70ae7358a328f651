//! The walk over a script that keeps account of its sockets and judges each call.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Expr, ExprCall, ExprContext, Stmt, StmtAssign, WithItem};
use ruff_text_size::{Ranged, TextRange};

use super::{Kind, Limit, NetworkCall, Place, Survey};
use crate::python::health::catalog::{self, Known, Network};
use crate::python::health::names::Names;
use crate::python::health::sockets::{Block, Sockets};

/// Methods that wait for the other side.
const WAITING_METHODS: [&str; 9] = [
    "read",
    "readline",
    "recv",
    "recv_into",
    "makefile",
    "send",
    "sendall",
    "request",
    "getresponse",
];

/// Methods of a socket that are not understood: a check that serves, or switches its socket's mode.
const REFUSED_METHODS: [&str; 6] = ["bind", "listen", "accept", "setblocking", "sendto", "recvfrom"];

/// Where the walk is, and what it has found so far.
pub struct Walk<'a> {
    survey: Survey<'a>,
    sockets: Sockets,
    block: Block,
    blocks: usize,
    statement: Option<TextRange>,
    with_body: Option<&'a [Stmt]>,
    refused: Option<String>,
}

impl<'a> Walk<'a> {
    pub fn new(names: Names) -> Self {
        Self {
            survey: Survey {
                names,
                calls: Vec::new(),
                raising: Vec::new(),
                talks: false,
                exits: Vec::new(),
            },
            sockets: Sockets::default(),
            block: Vec::new(),
            blocks: 0,
            statement: None,
            with_body: None,
            refused: None,
        }
    }

    /// What was found, or the first thing that was not understood.
    pub fn finish(self) -> Result<Survey<'a>, String> {
        match self.refused {
            Some(reason) => Err(reason),
            None => Ok(self.survey),
        }
    }

    fn refuse(&mut self, reason: impl Into<String>) {
        self.refused.get_or_insert_with(|| reason.into());
    }

    fn call(&mut self, call: &'a ExprCall) {
        let known = match (self.survey.names.path(&call.func), &*call.func) {
            (Some(path), _) => (catalog::known(&path), path),
            (None, Expr::Name(name)) if !self.survey.names.is_bound(&name.id) => {
                let name = name.id.to_string();
                (
                    if name == "__import__" {
                        Known::Harmless
                    } else {
                        catalog::builtin(&name)
                    },
                    name,
                )
            }
            (None, Expr::Attribute(attribute)) => return self.method(call, &attribute.value, &attribute.attr),
            (None, _) => return self.refuse("it calls something that has no plain name"),
        };
        match known {
            (Known::Socket | Known::Harmless, _) => {}
            (Known::Exit, _) => self.survey.exits.push(call.range()),
            (Known::DefaultTimeout, _) => {
                self.sockets
                    .set_default(&self.block, call.arguments.args.first().and_then(none));
            }
            (Known::Network(network), path) => self.network(call, network, &path),
            (Known::Unknown, path) => self.refuse(format!("it calls `{path}`, and what that does is not known here")),
        }
    }

    fn network(&mut self, call: &'a ExprCall, network: Network, path: &str) {
        let arguments = &call.arguments;
        let starred = arguments.args.iter().any(Expr::is_starred_expr);
        if starred || arguments.keywords.iter().any(|keyword| keyword.arg.is_none()) || arguments.is_empty() {
            return self.refuse(format!("the arguments of `{path}` cannot be read"));
        }
        if arguments.args.len() > network.most_positional {
            return self.refuse(format!("`{path}` has more positional arguments than are understood"));
        }
        let positional = network.position.and_then(|position| arguments.args.get(position));
        let given = arguments
            .find_keyword("timeout")
            .map(|keyword| &keyword.value)
            .or(positional);
        let limit = match given {
            Some(value) => none(value).map_or(Limit::Set, Limit::Replace),
            None if network.limited || (network.follows_default && self.sockets.default_limit(&self.block)) => {
                Limit::Set
            }
            None => Limit::Argument,
        };
        if !network.lazy {
            self.survey.raising.push(call.range());
        }
        let kind = if network.bare { Kind::Bare } else { Kind::Request };
        self.survey.calls.push(NetworkCall { call, kind, limit });
    }

    fn method(&mut self, call: &'a ExprCall, receiver: &'a Expr, method: &str) {
        if method == "connect" || method == "connect_ex" {
            let kind = if method == "connect" {
                Kind::Connect
            } else {
                Kind::ConnectEx
            };
            let Some(limit) = self.socket_limit(receiver) else {
                return self.refuse(format!("it is not clear which socket `{method}` is called on"));
            };
            if kind == Kind::Connect {
                self.survey.raising.push(call.range());
            }
            self.survey.calls.push(NetworkCall { call, kind, limit });
        } else if method == "settimeout" {
            if let Expr::Name(name) = receiver {
                let none = call.arguments.args.first().and_then(none);
                self.sockets.set(&name.id, &self.block, none);
            }
        } else if REFUSED_METHODS.contains(&method) {
            self.refuse(format!(
                "it calls `{method}`, which a check of another service does not need"
            ));
        } else if WAITING_METHODS.contains(&method) {
            self.survey.raising.push(call.range());
            self.survey.talks = true;
        }
    }

    fn socket_limit(&self, receiver: &Expr) -> Option<Limit> {
        if let Expr::Name(name) = receiver {
            return self.sockets.limit(&name.id, &self.block);
        }
        let path = self.survey.names.path(&receiver.as_call_expr()?.func)?;
        if catalog::known(&path) != Known::Socket {
            return None;
        }
        if self.sockets.default_limit(&self.block) {
            return Some(Limit::Set);
        }
        let statement = self.statement?;
        let socket = receiver.range();
        Some(Limit::Unnamed { socket, statement })
    }

    /// `target = value`, where the value may be a new socket.
    fn binds(&mut self, target: &Expr, value: &Expr, place: Place) {
        let Expr::Name(name) = target else { return };
        let path = value.as_call_expr().and_then(|call| self.survey.names.path(&call.func));
        if path.is_some_and(|path| catalog::known(&path) == Known::Socket) {
            self.sockets.add(&name.id, &self.block, place);
        }
    }
}

fn none(value: &Expr) -> Option<TextRange> {
    value.is_none_literal_expr().then(|| value.range())
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.statement = None;
        match stmt {
            Stmt::Expr(_)
            | Stmt::Assign(_)
            | Stmt::AnnAssign(_)
            | Stmt::AugAssign(_)
            | Stmt::Raise(_)
            | Stmt::Assert(_) => self.statement = Some(stmt.range()),
            Stmt::With(with) if !with.is_async => self.with_body = Some(&with.body),
            Stmt::If(_)
            | Stmt::While(_)
            | Stmt::Import(_)
            | Stmt::ImportFrom(_)
            | Stmt::Pass(_)
            | Stmt::Break(_)
            | Stmt::Continue(_) => {}
            Stmt::For(each) if !each.is_async => {}
            Stmt::Try(attempt) if !attempt.is_star => {}
            _ => return self.refuse("it has a statement that is not understood in a health check"),
        }
        visitor::walk_stmt(self, stmt);
        self.statement = None;
        if let Stmt::Assign(StmtAssign { targets, value, .. }) = stmt {
            for target in targets {
                self.binds(target, value, Place::After(stmt.range()));
            }
        }
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        self.blocks += 1;
        self.block.push(self.blocks);
        visitor::walk_body(self, body);
        self.block.pop();
    }

    fn visit_with_item(&mut self, item: &'a WithItem) {
        let body = self.with_body;
        visitor::walk_with_item(self, item);
        if let (Some(target), Some(first)) = (&item.optional_vars, body.and_then(<[Stmt]>::first)) {
            self.binds(target, &item.context_expr, Place::Before(first.range()));
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            // A statement cannot be put before one of its rounds.
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => self.statement = None,
            Expr::Name(name) if name.ctx != ExprContext::Load => self.sockets.forget(&name.id),
            _ => {}
        }
        visitor::walk_expr(self, expr);
        if let Expr::Call(call) = expr {
            self.call(call);
        }
    }
}
