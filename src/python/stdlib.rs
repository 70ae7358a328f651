//! The standard library as the runtime images have it: which modules there are, and which names each offers.
//!
//! `stdlib_names.txt` has one module a line, `module: name name`, measured on CPython 3.9 to 3.13. `+11` says since
//! 3.11, `-13` says gone in 3.13. Left out is what importing acts (`antigravity`, `this`), what distroless lacks
//! (`tkinter`, `idlelib`, `lib2to3`, `ensurepip`) or may lack the libraries for (`curses`, `readline`, `dbm`).

use std::collections::HashMap;
use std::sync::LazyLock;

use ruff_python_ast::PythonVersion;

use super::lists;

/// Each module's name with its mark, and the names that it offers with theirs, by the bare name.
static TABLE: LazyLock<HashMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("stdlib_names.txt").lines();
    let modules = lines.filter_map(|line| line.split_once(": "));
    modules.map(|(marked, names)| (bare(marked), (marked, names))).collect()
});

/// Whether importing the dotted module works with this version of Python, and only defines things.
pub(crate) fn has_module(module: &str, version: PythonVersion) -> bool {
    let is_measured = version.major == 3 && (9..=13).contains(&version.minor);
    is_measured && TABLE.get(module).is_some_and(|(marked, _)| is_there(marked, version))
}

/// Whether the module offers the name in this version of Python.
pub(crate) fn has_name(module: &str, name: &str, version: PythonVersion) -> bool {
    let is_it = |entry: &&str| entry.starts_with(name) && bare(entry) == name;
    let offered = || TABLE.get(module)?.1.split_ascii_whitespace().find(is_it);
    has_module(module, version) && offered().is_some_and(|marked| is_there(marked, version))
}

/// Whether some version of Python has a module of this name, known here or not: a project's own file of that name is in its way.
pub(crate) fn is_reserved(name: &str) -> bool {
    const OTHERS: &str = "antigravity curses dbm idlelib readline test this tkinter turtle";
    TABLE.contains_key(name) || lists(OTHERS, name)
}

fn bare(entry: &str) -> &str {
    entry.find(['+', '-']).map_or(entry, |end| &entry[..end])
}

fn is_there(entry: &str, version: PythonVersion) -> bool {
    let marks = &entry[bare(entry).len()..];
    let (since, until) = marks.split_once('-').unwrap_or((marks, ""));
    let (since, until) = (since.trim_start_matches('+').parse::<u8>(), until.parse::<u8>());
    since.map_or(true, |since| version.minor >= since) && until.map_or(true, |until| version.minor < until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_decide_what_is_there() {
        let old = PythonVersion::PY39;
        let house = PythonVersion::PY311;
        let new = PythonVersion::PY313;
        assert!(has_module("tomllib", house) && !has_module("tomllib", old));
        assert!(has_module("distutils", house) && !has_module("distutils", new));
        assert!(has_module("concurrent.futures", house) && !has_module("tkinter", house));
        assert!(has_name("enum", "StrEnum", house) && !has_name("enum", "StrEnum", old));
        assert!(has_name("typing", "Optional", new) && !has_name("typing", "override", house));
        assert!(is_reserved("tkinter") && is_reserved("queue") && !is_reserved("tunnel_status"));
    }
}
