//! How the statements of the check are written, whatever the stage's variables say: it proves what it says, and writes nothing.

use crate::analysis::Point;
use crate::dockerfile::variables::Value;

/// What the check has to mind.
pub(super) struct Wording {
    /// Python leaves out `assert`.
    pub(super) is_optimized: bool,
    /// Python writes the byte code of what it imports.
    writes_bytecode: bool,
    /// A warning may be an error.
    warns: bool,
    /// It can print what is not ASCII.
    pub(super) prints_utf8: bool,
}

impl Wording {
    /// What a RUN at some point has to mind.
    pub(super) fn at(point: Point<'_>) -> Self {
        let scope = point.scope();
        let is_empty = |name: &str| match scope.get(name) {
            None => true,
            Some(Value::Known(value)) => value.is_empty(),
            Some(Value::Unknown) => false,
        };
        Self {
            is_optimized: !is_empty("PYTHONOPTIMIZE"),
            writes_bytecode: scope.known("PYTHONDONTWRITEBYTECODE").is_none_or(str::is_empty),
            warns: !is_empty("PYTHONWARNINGS"),
            prints_utf8: prints_utf8(point.stage().end()),
        }
    }

    /// The statements that import what the check itself needs: `basic` modules, which every Python has loaded, and others. `path` is the
    /// statement that changes `sys.path`, which comes before the others where `path_first` says so. `imports` says whether the check goes on to
    /// import modules of the service.
    pub(super) fn imports(
        &self,
        basic: &[&str],
        others: &[&str],
        path: String,
        path_first: bool,
        imports: bool,
    ) -> Vec<String> {
        let import = |names: &[&str]| format!("import {}", names.join(", "));
        let writes = self.writes_bytecode && (imports || !others.is_empty());
        let path_first = path_first && !others.is_empty();
        let mut statements = match writes || path_first {
            true => vec![import(basic)],
            false => vec![import(&[others, basic].concat())],
        };
        let (first, last) = if path_first {
            (Some(path), None)
        } else {
            (None, Some(path))
        };
        statements.extend(writes.then(|| "sys.dont_write_bytecode = True".to_string()));
        statements.extend(first);
        statements.extend(((writes || path_first) && !others.is_empty()).then(|| import(others)));
        if self.warns {
            statements.extend([import(&["warnings"]), "warnings.simplefilter('ignore')".to_string()]);
        }
        statements.extend(last);
        statements
    }

    /// A statement that fails where a condition does not hold. The message is a Python string.
    pub(super) fn require(&self, condition: &str, message: &str) -> String {
        match self.is_optimized {
            true => format!("{condition} or sys.exit({message})"),
            false => format!("assert {condition}, {message}"),
        }
    }

    /// Statements that fail where a module is not found. Each part of its name is looked for in the one before, and none is run.
    pub(super) fn find(&self, module: &str) -> Vec<String> {
        let parts: Vec<&str> = module.split('.').collect();
        let message = |end: usize| format!("'CRITICAL: Module {} not found'", parts[..=end].join("."));
        if parts.len() == 1 {
            let found = format!("importlib.util.find_spec('{module}') is not None");
            return vec![self.require(&found, &message(0))];
        }
        let found = |end: usize| self.require("spec is not None", &message(end));
        let mut statements = vec![format!("spec = importlib.util.find_spec('{}')", parts[0]), found(0)];
        for (end, part) in parts.iter().enumerate().skip(1) {
            statements.push(format!(
                "spec = importlib.machinery.PathFinder.find_spec('{part}', list(spec.submodule_search_locations or []))"
            ));
            statements.push(found(end));
        }
        statements
    }

    /// The statement that says that all is well.
    pub(super) fn success(&self, text: &str) -> String {
        let tick = if self.prints_utf8 { "✅ " } else { "" };
        format!("print('{tick}{text}')")
    }
}

/// Whether the check can print what is not ASCII, whatever the stage says of encodings.
fn prints_utf8(end: Point<'_>) -> bool {
    let scope = end.environment();
    let is_utf8 = |name: &str, fits: &dyn Fn(&str) -> bool| match scope.get(name) {
        None => true,
        Some(Value::Known(value)) => fits(&value.to_ascii_lowercase()),
        Some(Value::Unknown) => false,
    };
    let charset = |value: &str| !value.contains('.') || value.ends_with(".utf-8") || value.ends_with(".utf8");
    ["LANG", "LC_ALL", "LC_CTYPE"]
        .iter()
        .all(|name| is_utf8(name, &charset))
        && is_utf8("PYTHONIOENCODING", &|value| {
            value.is_empty() || value.starts_with("utf-8") || value.starts_with("utf8")
        })
        && ["PYTHONUTF8", "PYTHONCOERCECLOCALE"]
            .iter()
            .all(|name| is_utf8(name, &|value| value != "0"))
}

/// A Python string.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// A text as it stands between the quotes of a Python string.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}
