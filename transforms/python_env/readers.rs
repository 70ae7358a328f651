//! Programs that look at the names of the environment themselves: what is set anew may change what they do.

use crate::analysis::Stage;
use crate::analysis::service::{Start, service};
use crate::analysis::sources::SourceFile;

/// So many files of a service are looked at.
const MOST_FILES: usize = 100;

/// Why setting names may change what the program does: one of its files reads such a name, which nothing sets today, or all that begin with
/// `PYTHON`.
pub(super) fn risk(stage: Stage<'_>, missing: &[(String, String)]) -> Option<String> {
    let environment = stage.end().environment();
    let names = missing.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.filter(|name| environment.get(name).is_none()).collect();
    let sets_python = names.iter().any(|name| name.starts_with("PYTHON"));
    let reason = |file: &SourceFile| {
        let code = file.source.as_deref()?;
        let read = names.iter().copied().find(|name| reads(code, name));
        let all = || (sets_python && reads_all(code)).then_some("the names that begin with PYTHON");
        let read = read.or_else(all)?;
        Some(format!(
            "{} reads {read} from its environment, where nothing sets that today",
            file.path
        ))
    };
    sources(stage).iter().find_map(reason)
}

/// The Python files of a service: those in the directory of its script, or its working directory, and below.
fn sources(stage: Stage<'_>) -> Vec<SourceFile> {
    let Some(service) = service(stage) else {
        return Vec::new();
    };
    let directory = match &service.start {
        Start::Script(path) => path.rsplit_once('/').map(|(directory, _)| directory),
        _ => stage.end().workdir(),
    };
    let directory = directory.filter(|directory| !matches!(*directory, "" | "/"));
    let below = directory.and_then(|directory| stage.sources_below(directory, MOST_FILES));
    below.unwrap_or_default()
}

/// Whether Python code has a name in quotes and does not only set it: `env["PYTHONPATH"] = path`, `{"PYTHONPATH": path}`.
fn reads(code: &str, name: &str) -> bool {
    ['"', '\''].into_iter().any(|quote| {
        let literal = format!("{quote}{name}{quote}");
        code.match_indices(&literal).any(|(at, _)| {
            let after = code[at + literal.len()..].trim_start();
            let value = after
                .strip_prefix(']')
                .map(str::trim_start)
                .and_then(|after| after.strip_prefix('='));
            let is_set = after.starts_with(':') || value.is_some_and(|value| !value.starts_with('='));
            !is_set
        })
    })
}

/// Whether Python code picks names by their beginning.
fn reads_all(code: &str) -> bool {
    ["startswith(\"PYTHON", "startswith('PYTHON"]
        .iter()
        .any(|call| code.contains(call))
}

#[cfg(test)]
mod tests {
    use super::reads;

    #[test]
    fn code_that_reads_a_name_is_told_from_code_that_sets_it() {
        for code in [
            "os.environ.get('PYTHONPATH', '')",
            "if os.environ[\"PYTHONPATH\"] == 'x': pass",
            "os.environ.setdefault('PYTHONPATH', '/x')",
        ] {
            assert!(reads(code, "PYTHONPATH"), "{code}");
        }
        for code in [
            "env[\"PYTHONPATH\"] = '/x'",
            "run(x, env={'PYTHONPATH': '/x'})",
            "print('PYTHONPATH is not set')",
        ] {
            assert!(!reads(code, "PYTHONPATH"), "{code}");
        }
    }
}
