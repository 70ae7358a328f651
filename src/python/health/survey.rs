//! Which calls of a script use the network, and which of those have a time limit.

mod walk;

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{ExprCall, ModModule};
use ruff_text_size::TextRange;

use super::names::Names;
use walk::Walk;

/// What the walks found.
#[derive(Debug)]
pub struct Survey<'a> {
    /// The names of the script.
    pub names: Names,
    /// The calls that use the network, in the order of the text.
    pub calls: Vec<NetworkCall<'a>>,
    /// Every call that fails by raising when the service does not answer.
    pub raising: Vec<TextRange>,
    /// Whether the script exchanges data over a connection.
    pub talks: bool,
    /// The calls that end the script.
    pub exits: Vec<TextRange>,
}

/// A call that uses the network.
#[derive(Debug)]
pub struct NetworkCall<'a> {
    /// The call.
    pub call: &'a ExprCall,
    /// What it does.
    pub kind: Kind,
    /// Its time limit.
    pub limit: Limit,
}

/// What a network call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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
pub enum Limit {
    /// There is one.
    Set,
    /// `None` stands where the limit belongs.
    Replace(TextRange),
    /// A `timeout=` argument.
    Argument,
    /// `s.settimeout(…)` after or before this statement.
    Socket(String, Place),
    /// The socket has no name: `socket.socket().connect(…)`.
    Unnamed {
        /// The expression that makes the socket.
        socket: TextRange,
        /// The simple statement that it is in.
        statement: TextRange,
    },
}

/// Beside which statement `settimeout` goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// After this one.
    After(TextRange),
    /// Before this one.
    Before(TextRange),
}

/// Looks through `module`.
///
/// # Errors
/// What in it is not understood, or that it cannot work.
pub fn survey(module: &ModModule) -> Result<Survey<'_>, String> {
    let names = Names::of(module)?;
    if let Some(name) = names.unset() {
        return Err(format!(
            "it reads `{name}`, which nothing in it sets: it fails whatever the service does"
        ));
    }
    calls(module, names)
}

/// The calls of `module`, be there a name that nothing sets or not.
///
/// # Errors
/// What in it is not understood.
pub fn calls(module: &ModModule, names: Names) -> Result<Survey<'_>, String> {
    let mut walk = Walk::new(names);
    for stmt in &module.body {
        walk.visit_stmt(stmt);
    }
    walk.finish()
}
