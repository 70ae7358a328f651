//! The directories that Python looks for a service's modules in, and what it finds there.

use super::Stage;
use super::origin::Origin;
use super::service::{Service, Start};
use super::sources::SourceFile;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::variables::Value;

/// Where the module that the command starts lies, in the first directory of `sys.path` that has it, with that directory.
pub(crate) fn locate(stage: Stage<'_>, service: &Service, name: &str) -> Option<(String, SourceFile)> {
    if !stage.analysis().context.is_known() {
        return None;
    }
    let path = name.replace('.', "/");
    let inner: &[&str] = match service.start {
        Start::Module(_) => &["/__main__.py", ".py"],
        _ => &["/__init__.py", ".py"],
    };
    let roots = roots(stage, service)?;
    roots.iter().find_map(|root| {
        let at = |end: &&str| stage.likely_source(&join(root, &format!("{path}{end}")));
        inner.iter().find_map(at).map(|file| (root.clone(), file))
    })
}

/// The beginning of a dotted name that is found in the ordinary way: a package that changes its own `__path__` looks for the rest.
pub(crate) fn plain_part<'n>(stage: Stage<'_>, service: &Service, name: &'n str) -> &'n str {
    let roots = roots(stage, service).unwrap_or_default();
    let searches = |package: &&str| {
        let path = format!("{}/__init__.py", package.replace('.', "/"));
        let mut files = roots
            .iter()
            .filter_map(|root| stage.original_source(&join(root, &path)));
        files.any(|file| file.source.is_some_and(|source| source.contains("__path__")))
    };
    let mut packages = name.match_indices('.').map(|(end, _)| &name[..end]);
    packages.find(searches).unwrap_or(name)
}

/// The directories in front of `sys.path`: the script's or the working directory, and PYTHONPATH's. `None` when they are not known.
pub(crate) fn roots(stage: Stage<'_>, service: &Service) -> Option<Vec<String>> {
    let workdir = stage.end().workdir();
    let first = match &service.start {
        Start::Script(path) => path.rsplit_once('/').map(|(directory, _)| directory)?,
        _ => workdir?,
    };
    let mut roots = options(stage, service);
    roots.push(if first.is_empty() { "/" } else { first }.to_string());
    let python_path = match stage.end().environment().get("PYTHONPATH") {
        Some(Value::Known(path)) => path.as_str(),
        Some(Value::Unknown) => return None,
        None => "",
    };
    let entries = python_path
        .split(':')
        .filter(|entry| !entry.is_empty() && !entry.contains("-packages"));
    for entry in entries {
        let root = absolute(workdir, entry)?;
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    Some(roots)
}

/// Whether Python is told to leave the working directory, or that of the script, out of `sys.path`.
pub(crate) fn has_safe_path(stage: Stage<'_>, service: &Service) -> bool {
    let is_set = match stage.end().environment().get("PYTHONSAFEPATH") {
        Some(Value::Known(value)) => !value.is_empty(),
        Some(Value::Unknown) => true,
        None => false,
    };
    is_set || service.call.options.iter().any(|option| matches!(option, 'I' | 'P'))
}

/// The directories that the server's own options put first.
pub(crate) fn options(stage: Stage<'_>, service: &Service) -> Vec<String> {
    let workdir = stage.end().workdir();
    let value = |name: &&str| {
        let given = |word: &String| word.strip_prefix(*name)?.strip_prefix('=').map(str::to_string);
        let attached = service.words.iter().find_map(given);
        let at = service.words.iter().position(|word| word == name);
        attached.or_else(|| service.words.get(at? + 1).cloned())
    };
    let directories = ["--app-dir", "--chdir", "--workdir"].iter().filter_map(value);
    directories
        .filter_map(|directory| absolute(workdir, &directory))
        .collect()
}

/// Whether a COPY can be shown to bring a file or directory of a module's name to where the command looks for it.
pub(crate) fn may_have(stage: Stage<'_>, service: &Service, name: &str) -> bool {
    let is_brought = |origin| matches!(origin, Origin::Context(_) | Origin::Named);
    has(stage, service, name, &["", ".py"], is_brought) == Some(true)
}

/// Whether `path`, with one of some ends, fits in a directory that the command looks for modules in; `None` where these are not known.
pub(super) fn has(
    stage: Stage<'_>,
    service: &Service,
    path: &str,
    ends: &[&str],
    fits: impl Fn(Origin) -> bool,
) -> Option<bool> {
    let at = |root: &String, end: &&str| stage.end().origin(&join(root, &format!("{path}{end}")));
    let roots = roots(stage, service)?;
    Some(roots.iter().any(|root| ends.iter().any(|end| fits(at(root, end)))))
}
