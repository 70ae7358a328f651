//! The folders that Python looks for a service's modules in, and what it finds there.

use super::sources::{self, SourceFile};
use super::{Service, Start};
use crate::dockerfile::files;
use crate::dockerfile::variables::Value;
use crate::transform::View;

/// Where the module that the command starts lies, in the first folder of `sys.path` that has it, with that folder.
pub fn locate(view: &View<'_>, stage: usize, service: &Service, name: &str) -> Option<(String, SourceFile)> {
    if !view.context.is_known() {
        return None;
    }
    let path = name.replace('.', "/");
    let inner: &[&str] = match service.start {
        Start::Module(_) => &["/__main__.py", ".py"],
        _ => &["/__init__.py", ".py"],
    };
    let roots = roots(view, stage, service)?;
    roots.iter().find_map(|root| {
        let at = |end: &&str| sources::file(view, stage, &files::join(root, &format!("{path}{end}")));
        inner.iter().find_map(at).map(|file| (root.clone(), file))
    })
}

/// The folders in front of `sys.path`: the script's or the working folder, and PYTHONPATH's. `None` when they are not known.
pub fn roots(view: &View<'_>, stage: usize, service: &Service) -> Option<Vec<String>> {
    let end = view.stages.stages[stage].body.end;
    let workdir = view.stages.workdir(stage, end);
    let first = match &service.start {
        Start::Script(path) => path.rsplit_once('/').map(|(folder, _)| folder)?,
        _ => workdir?,
    };
    let mut roots = options(view, stage, service);
    roots.push(if first.is_empty() { "/" } else { first }.to_string());
    let python_path = match view.stages.scope(stage, end, false).get("PYTHONPATH") {
        Some(Value::Known(path)) => path,
        Some(Value::Unknown) => return None,
        None => String::new(),
    };
    let entries = python_path
        .split(':')
        .filter(|entry| !entry.is_empty() && !entry.contains("-packages"));
    for entry in entries {
        let root = files::absolute(workdir, entry)?;
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    Some(roots)
}

/// The folders that the server's own options put first.
pub fn options(view: &View<'_>, stage: usize, service: &Service) -> Vec<String> {
    let end = view.stages.stages[stage].body.end;
    let workdir = view.stages.workdir(stage, end);
    let value = |name: &&str| {
        let given = |word: &String| word.strip_prefix(*name)?.strip_prefix('=').map(str::to_string);
        let attached = service.words.iter().find_map(given);
        let at = service.words.iter().position(|word| word == name);
        attached.or_else(|| service.words.get(at? + 1).cloned())
    };
    let folders = ["--app-dir", "--chdir"].iter().filter_map(value);
    folders.filter_map(|folder| files::absolute(workdir, &folder)).collect()
}
