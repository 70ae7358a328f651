//! Which library calls a health check may make, and how each takes its time limit.

use ruff_python_ast::PythonVersion;

use super::survey::CallKind;
use crate::python::lists;
use crate::python::stdlib::has_name;

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

/// Modules of the standard library whose functions, unless [`known`] says otherwise, use no network.
const HARMLESS_MODULES: &str = "os os.path sys json re time pathlib ssl errno math string datetime base64 hashlib platform shutil glob struct \
    random uuid stat urllib urllib.parse urllib.error http";

/// Modules of which only the listed functions are understood.
const NETWORK_MODULES: &str = "socket urllib.request http.client requests httpx";

/// Functions of `os` that run or replace programs, or end this one without its exit handlers, start with one of these.
const OS_PROCESS: &str = "system popen exec spawn posix_spawn fork kill abort startfile _exit";

/// Builtins that call nothing they are given.
const HARMLESS_BUILTINS: &str = "print int str float bool len repr bytes open dict list tuple set range enumerate zip abs min max sum any all \
    isinstance round sorted hasattr ord chr format Exception";

/// Whether a script may import this module and still be understood.
pub(super) fn is_known_module(module: &str) -> bool {
    lists(HARMLESS_MODULES, module) || lists(NETWORK_MODULES, module)
}

/// What is known of the builtin `name`.
pub(super) fn builtin(name: &str) -> Known {
    match name {
        "exit" | "quit" | "SystemExit" => Known::Exit,
        name if lists(HARMLESS_BUILTINS, name) || name.ends_with("Error") => Known::Harmless,
        _ => Known::Unknown,
    }
}

/// Whether reading the builtin `name` is fine; a name that is neither bound nor this fails. `exit` and `quit` come from the module `site`.
pub(super) fn is_builtin(name: &str, site: bool) -> bool {
    match name {
        "exit" | "quit" => site,
        name => has_name("builtins", name, PythonVersion::PY311) || name.starts_with("__"),
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
        ("socket", _) if lists("gethostname gethostbyname getaddrinfo getfqdn inet_aton htons", name) => {
            Known::Harmless
        }
        ("sys", "exit") => Known::Exit,
        ("urllib.request", "urlopen") | ("http.client", "HTTPConnection") => network(Some(2), CallKind::Request),
        // Its third positional argument differs between Python versions.
        ("http.client", "HTTPSConnection") => network(None, CallKind::Request),
        ("urllib.request", "Request") => Known::Harmless,
        ("requests" | "httpx", _) if lists("get head options post put patch delete", name) => {
            network(None, CallKind::Request)
        }
        ("os", _) if OS_PROCESS.split(' ').any(|start| name.starts_with(start)) => Known::Unknown,
        ("os.environ" | "sys.stdout" | "sys.stderr" | "pathlib.Path" | "datetime.datetime", _) => Known::Harmless,
        _ if lists(HARMLESS_MODULES, module) => Known::Harmless,
        _ => Known::Unknown,
    }
}
