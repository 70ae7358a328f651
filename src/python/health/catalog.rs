//! Which library calls a health check may make, and how each takes its time limit.

/// What is known of a function, by its full name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// `socket.socket`: connects later.
    Socket,
    /// `socket.setdefaulttimeout`.
    DefaultTimeout,
    /// Ends the script.
    Exit,
    /// Uses the network.
    Network(Network),
    /// Uses no network, or none that can hang.
    Harmless,
    /// Nothing is known.
    Unknown,
}

/// How a network function takes its time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The place of `timeout` among the positional arguments.
    pub position: Option<usize>,
    /// More positional arguments than this are not understood.
    pub most_positional: usize,
    /// A bare connect, which takes the shorter limit.
    pub bare: bool,
    /// It has a limit of its own when none is given.
    pub limited: bool,
    /// `socket.setdefaulttimeout` gives it a limit.
    pub follows_default: bool,
    /// Only makes an object; its methods use the network.
    pub lazy: bool,
}

const REQUEST: Network = Network {
    position: None,
    most_positional: 3,
    bare: false,
    limited: false,
    follows_default: false,
    lazy: false,
};

/// Modules of the standard library whose functions, as far as [`known`] does not say otherwise, use no network.
const HARMLESS_MODULES: [&str; 25] = [
    "os",
    "os.path",
    "sys",
    "json",
    "re",
    "time",
    "pathlib",
    "ssl",
    "errno",
    "math",
    "string",
    "datetime",
    "base64",
    "hashlib",
    "platform",
    "shutil",
    "glob",
    "struct",
    "random",
    "uuid",
    "stat",
    "urllib",
    "urllib.parse",
    "urllib.error",
    "http",
];

/// Modules of which only the listed functions are understood.
const NETWORK_MODULES: [&str; 5] = ["socket", "urllib.request", "http.client", "requests", "httpx"];

/// Starts of names in `os` that run or replace programs, or end this one without its exit handlers.
const OS_PROCESS: [&str; 9] = [
    "system",
    "popen",
    "exec",
    "spawn",
    "posix_spawn",
    "fork",
    "kill",
    "abort",
    "startfile",
];

/// Builtins that call nothing they are given.
const HARMLESS_BUILTINS: [&str; 29] = [
    "print",
    "int",
    "str",
    "float",
    "bool",
    "len",
    "repr",
    "bytes",
    "open",
    "dict",
    "list",
    "tuple",
    "set",
    "range",
    "enumerate",
    "zip",
    "abs",
    "min",
    "max",
    "sum",
    "any",
    "all",
    "isinstance",
    "round",
    "sorted",
    "hasattr",
    "ord",
    "chr",
    "format",
];

/// Whether a script may import this module and still be understood.
pub fn is_known_module(module: &str) -> bool {
    HARMLESS_MODULES.contains(&module) || NETWORK_MODULES.contains(&module)
}

/// What is known of the builtin `name`.
pub fn builtin(name: &str) -> Known {
    match name {
        "exit" | "quit" => Known::Exit,
        name if HARMLESS_BUILTINS.contains(&name) || is_exception(name) => Known::Harmless,
        _ => Known::Unknown,
    }
}

/// Whether reading the builtin `name` is fine; a name that is neither bound nor this fails.
pub fn is_builtin(name: &str) -> bool {
    builtin(name) != Known::Unknown || name.starts_with("__") || name == "type"
}

/// Python's exceptions and other classes are capitalised.
fn is_exception(name: &str) -> bool {
    name.ends_with("Error")
        || [
            "Exception",
            "BaseException",
            "SystemExit",
            "KeyboardInterrupt",
            "Ellipsis",
            "NotImplemented",
        ]
        .contains(&name)
}

/// What is known of a function by its full name (`urllib.request.urlopen`).
pub fn known(path: &str) -> Known {
    let Some((module, name)) = path.rsplit_once('.') else {
        return Known::Unknown;
    };
    let verb = ["get", "head", "options", "post", "put", "patch", "delete"].contains(&name);
    match (module, name) {
        ("socket", "socket") => Known::Socket,
        ("socket", "setdefaulttimeout") => Known::DefaultTimeout,
        ("sys", "exit") | ("os", "_exit") => Known::Exit,
        ("socket", "create_connection") => Known::Network(Network {
            position: Some(1),
            bare: true,
            follows_default: true,
            ..REQUEST
        }),
        ("socket", "gethostname" | "gethostbyname" | "getaddrinfo" | "getfqdn" | "inet_aton" | "htons") => {
            Known::Harmless
        }
        ("urllib.request", "urlopen") => Known::Network(Network {
            position: Some(2),
            follows_default: true,
            ..REQUEST
        }),
        ("urllib.request", "Request") => Known::Harmless,
        ("http.client", "HTTPConnection") => Known::Network(Network {
            position: Some(2),
            follows_default: true,
            lazy: true,
            ..REQUEST
        }),
        // Its further positional arguments differ between Python versions.
        ("http.client", "HTTPSConnection") => Known::Network(Network {
            most_positional: 2,
            follows_default: true,
            lazy: true,
            ..REQUEST
        }),
        ("requests", _) if verb => Known::Network(REQUEST),
        ("httpx", _) if verb => Known::Network(Network {
            limited: true,
            ..REQUEST
        }),
        ("os", name) if OS_PROCESS.iter().any(|start| name.starts_with(start)) => Known::Unknown,
        ("os.environ" | "sys.stdout" | "sys.stderr" | "pathlib.Path" | "datetime.datetime", _) => Known::Harmless,
        _ if HARMLESS_MODULES.contains(&module) => Known::Harmless,
        _ => Known::Unknown,
    }
}
