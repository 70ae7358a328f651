//! Which library calls a health check may make, and how each takes its time limit.

use std::sync::LazyLock;

use super::survey::CallKind;
use crate::python::{NameList, name_list};

/// What is known of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// `socket.socket`: connects later.
    Socket,
    /// Ends the script.
    Exit,
    /// Uses the network.
    Network {
        /// The place of `timeout` among the positional arguments.
        position: Option<usize>,
        kind: CallKind,
    },
    /// Uses no network, or none that can hang.
    Harmless,
    /// Nothing is known.
    Unknown,
}

/// What is understood: a `module` that uses no network unless [`known`] says otherwise, or of which only the listed functions are understood; a
/// `builtin` that calls nothing it is given; functions that are `harmless`, make a `request`, or run, replace or end a `process`; a `method` that
/// waits for the other side, or is refused: a check that serves, or switches its socket's mode.
pub(super) static CATALOG: NameList = NameList(LazyLock::new(|| name_list(include_str!("catalog.txt"))));

/// Whether a script may import this module and still be understood.
pub(super) fn is_known_module(module: &str) -> bool {
    CATALOG.has("module", "harmless", module) || CATALOG.has("module", "network", module)
}

/// What is known of the builtin `name`.
pub(super) fn builtin(name: &str) -> Known {
    match name {
        "exit" | "quit" | "SystemExit" => Known::Exit,
        name if CATALOG.has("builtin", "harmless", name) || name.ends_with("Error") => Known::Harmless,
        _ => Known::Unknown,
    }
}

/// Whether reading the builtin `name` is fine; a name that is neither bound nor this fails. `exit` and `quit` come from the module `site`.
pub(super) fn is_builtin(name: &str, site: bool) -> bool {
    match name {
        "exit" | "quit" => site,
        name => builtin(name) != Known::Unknown || CATALOG.has("builtin", "other", name) || name.starts_with("__"),
    }
}

/// What is known of a function by its full name (`urllib.request.urlopen`).
pub(super) fn known(path: &str) -> Known {
    let Some((module, name)) = path.rsplit_once('.') else {
        return Known::Unknown;
    };
    let network = |position, kind| Known::Network { position, kind };
    match (module, name) {
        ("socket", "socket") => Known::Socket,
        ("socket", "create_connection") => network(Some(1), CallKind::Bare),
        ("sys", "exit") => Known::Exit,
        ("urllib.request", "urlopen") | ("http.client", "HTTPConnection") => network(Some(2), CallKind::Request),
        // Its third positional argument differs between Python versions.
        ("http.client", "HTTPSConnection") => network(None, CallKind::Request),
        _ if CATALOG.has_member("request", path) => network(None, CallKind::Request),
        _ if CATALOG.has_member("harmless", path) => Known::Harmless,
        _ if CATALOG.has_member("process", path) => Known::Unknown,
        ("os.environ" | "sys.stdout" | "sys.stderr" | "pathlib.Path" | "datetime.datetime", _) => Known::Harmless,
        _ if CATALOG.has("module", "harmless", module) => Known::Harmless,
        _ => Known::Unknown,
    }
}
