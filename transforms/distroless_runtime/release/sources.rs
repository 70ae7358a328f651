//! What the build context says of the Python that it needs.

use crate::analysis::images::minor_of;
use crate::context::{BuildContext, EntryKind};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::path::{join, normalise};
use crate::engine::context::RuleContext;
use crate::python::parse::version;
use crate::transforms::distroless_runtime::outside::{Outside, uses};

/// So many files and directories are looked at.
const MOST_PLACES: usize = 5_000;

/// Adds a reason for every file that a COPY brings and that does not go with the new Python.
pub(super) fn check(context: &RuleContext<'_>, python: &str, reasons: &mut Vec<String>) {
    let files = context.context;
    if !files.is_known() || files.is_doubtful() {
        reasons.push(
            "the build context is not known, so what the sources import cannot be seen; name it with --context".into(),
        );
        return;
    }
    let copies = context.instructions().filter_map(|one| one.copy());
    let copies = copies.filter(|copy| copy.from == CopyFrom::Context);
    let mut open: Vec<String> = copies
        .flat_map(|copy| copy.sources.iter().map(|path| normalise(path)))
        .collect();
    open.sort();
    open.dedup();
    let mut left = MOST_PLACES;
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if left == 0 {
            found.push("the service has too many files to look through".to_string());
            break;
        }
        left -= 1;
        match files.kind(&path) {
            Some(EntryKind::Directory) => {
                let inner = files.entries(&path).into_iter().map(|(name, _)| join(&path, &name));
                open.extend(inner.filter(|path| !path.ends_with("/.git") && !path.ends_with("/node_modules")));
            }
            Some(EntryKind::File) => found.extend(obstacle(files, &path, python)),
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    reasons.append(&mut found);
}

/// Why a file does not go with the new Python.
fn obstacle(files: &dyn BuildContext, path: &str, python: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let text = || files.read(path);
    let asks = |keys: &[&str]| {
        let text = text()?;
        let mut lines = text.lines().zip(1..).filter_map(|(line, number)| {
            let (key, value) = line.split_once('=')?;
            let value = value.split('#').next().unwrap_or(value);
            let value = value.trim_matches([' ', '"', '\'', ',']);
            keys.contains(&key.trim()).then_some((value.to_string(), number))
        });
        let (value, line) = lines.find(|(value, _)| !admits(value, python))?;
        Some(format!("{path}:{line} asks for Python {value}"))
    };
    match name {
        "pyproject.toml" | "pdm.lock" | "poetry.lock" | "uv.lock" => {
            asks(&["python", "python-versions", "requires-python", "requires_python"])
        }
        "Pipfile" => asks(&["python_full_version", "python_version"]),
        "setup.cfg" | "setup.py" => asks(&["python_requires"]),
        ".python-version" => {
            let wanted = text()?.trim().to_string();
            (minor_of(&wanted) != Some(python)).then(|| format!("{path} asks for Python {wanted}"))
        }
        _ if name.ends_with(".py") => {
            let text = text()?;
            let gone = uses(&text, version(python))
                .ok()?
                .into_iter()
                .find_map(|(line, what)| match what {
                    Outside::Module(module) => Some((line, module)),
                    _ => None,
                });
            gone.map(|(line, module)| format!("{path}:{line} imports {module}, which Python {python} does not have"))
        }
        _ => None,
    }
}

/// Whether a requirement such as `>=3.9,<4` allows a Python for sure.
fn admits(requirement: &str, python: &str) -> bool {
    let minor = |version: &str| version.trim().strip_prefix("3.")?.split('.').next()?.parse::<u8>().ok();
    let new = minor(python).unwrap_or_default();
    requirement.split(',').map(str::trim).all(|clause| {
        if let Some(least) = clause.strip_prefix(">=").or(clause.strip_prefix('^')) {
            minor(least).is_some_and(|least| least <= new)
        } else if let Some(end) = clause.strip_prefix('<').filter(|end| !end.starts_with('=')) {
            end.trim().starts_with('4') || minor(end).is_some_and(|end| end > new)
        } else {
            clause == "*" || minor(clause) == Some(new)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::admits;

    #[test]
    fn a_requirement_admits_a_python_only_where_each_clause_does_for_sure() {
        for (requirement, admitted) in [
            (">=3.9", true),
            (">=3.13", true),
            (">=3.14", false),
            ("^3.9", true),
            ("^3.14", false),
            ("<4", true),
            ("<4.0", true),
            ("<3.14", true),
            ("<3.13", false),
            ("<=3.13", false),
            (">=3.9,<3.14", true),
            (">=3.9, <3.12", false),
            (">=3.9,!=3.10", false),
            ("*", true),
            ("3.13", true),
            ("3.13.1", true),
            ("3.12", false),
            ("==3.13.*", false),
            (">=2.7", false),
            ("", false),
        ] {
            assert_eq!(admits(requirement, "3.13"), admitted, "{requirement}");
        }
    }
}
