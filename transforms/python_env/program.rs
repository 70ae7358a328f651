//! What reads a variable that the fix sets: the program itself, a RUN that gets it from ARG, or an instruction that names it.

use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::variables::{Pair, mentioned};

/// Words of Python code that together depend on a variable.
const CHANGED: [(&str, &[&str]); 5] = [
    ("PYTHONUNBUFFERED", &["stdout.buffer", "raw"]),
    ("PYTHONUNBUFFERED", &["stderr.buffer", "raw"]),
    ("PYTHONUNBUFFERED", &["stdout.detach("]),
    ("PYTHONDONTWRITEBYTECODE", &["__cached__"]),
    ("PYTHONDONTWRITEBYTECODE", &["__pycache__"]),
];

/// Why setting names may change what reads them. A name that has a value today is none of them.
pub(super) fn risk(stage: Stage<'_>, missing: &[(String, String)]) -> Option<String> {
    let environment = stage.end().environment();
    let names = missing.iter().map(|(name, _)| name.as_str());
    let new: Vec<&str> = names.clone().filter(|name| environment.get(name).is_none()).collect();
    let sets_python = new.iter().any(|name| name.starts_with("PYTHON"));
    let changed = |(name, words): &(&str, &[&str]), code: &str| {
        new.contains(name) && words.iter().all(|word| code.contains(word))
    };
    let reason = |file: &SourceFile| {
        let code = file.source.as_deref()?;
        if let Some((name, words)) = CHANGED.iter().find(|one| changed(one, code)) {
            let words = words.join(" and ");
            return Some(format!("{} has {words} in it, which {name} changes", file.path));
        }
        let read = new.iter().copied().find(|name| reads(code, name));
        let all = || (sets_python && reads_all(code)).then_some("the names that begin with PYTHON");
        let read = read.or_else(all)?;
        Some(format!(
            "{} reads {read} from its environment, where nothing sets that today",
            file.path
        ))
    };
    let argument = names.clone().find_map(|name| argument(stage, name));
    let used = || new.iter().find_map(|name| use_of(stage, name));
    let system = || {
        let file = names
            .clone()
            .any(|name| name == "PATH")
            .then(|| file_naming(stage, |text| text == "ldconfig"));
        file.flatten()
            .map(|file| format!("{} names ldconfig, which a PATH without sbin does not find", file.path))
    };
    let compiled = || {
        let is_new = new.contains(&"PYTHONDONTWRITEBYTECODE");
        let user = is_new
            .then(|| compiled_files(stage).or_else(|| user_of_compiled(stage)))
            .flatten()?;
        Some(format!("{user}, which no RUN of the stage would write any more"))
    };
    argument
        .or_else(used)
        .or_else(compiled)
        .or_else(system)
        .or_else(|| stage.service_files().iter().find_map(reason))
}

/// Why giving a name another value changes an instruction: BuildKit puts the value into it.
pub(super) fn use_of(stage: Stage<'_>, name: &str) -> Option<String> {
    use Keyword::{Cmd, Entrypoint, Healthcheck, Run, Shell};
    let uses = |one: &Instruction<'_>| {
        let is_expanded = !matches!(one.keyword, Run | Cmd | Entrypoint | Healthcheck | Shell);
        let sets = one.pairs().iter().any(|pair| pair.name == name);
        is_expanded && !sets && mentioned(one.arguments_text()).contains(&name)
    };
    let one = stage.end().history().find(uses)?;
    let keyword = one.file_text(one.keyword_range());
    Some(format!("{keyword} is given the value of {name}, which changes"))
}

/// Whether the program chooses a language by a variable, which LC_ALL would win over.
pub(super) fn chooses_a_language(stage: Stage<'_>) -> bool {
    let is_category = |text: &str| text.starts_with("LC_") && text.len() < 20;
    let is_name = |text: &str| text == "LANG" || is_category(text);
    let gives = |file: &SourceFile| file.source.as_deref().is_some_and(gives_a_language);
    file_naming(stage, is_name).is_some() || stage.service_files().iter().any(gives)
}

/// Whether code gives LANG or a category as an argument: `os.environ.update(LANG="de_DE.UTF-8")`.
fn gives_a_language(code: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = code
        .split('=')
        .map(|before| &before[before.trim_end_matches(is_of_name).len()..]);
    names.any(|name| name == "LANG" || (name.starts_with("LC_") && name.len() > 3))
}

/// What another stage takes, from the stage or from one below it, of what Python writes beside the sources.
fn compiled_files(stage: Stage<'_>) -> Option<String> {
    let mut copies = stage.chain().flat_map(Stage::copies_out);
    copies.find_map(|(_, copy)| {
        let mut sources = copy.sources.iter().map(String::as_str);
        let source = sources.find(|source| source.contains("__pycache__") || source.ends_with(".pyc"))?;
        Some(format!("a COPY takes {source}"))
    })
}

/// A RUN without a shell, of the stage or of one that is built on it, whose Python asks for what Python writes beside the sources.
fn user_of_compiled(stage: Stage<'_>) -> Option<String> {
    let is_mentioned = |text: &str| {
        ["__pycache__", "__cached__", ".pyc"]
            .iter()
            .any(|word| text.contains(word))
    };
    if !is_mentioned(stage.analysis().document().text()) {
        return None;
    }
    let uses = |one: &Instruction<'_>| {
        let is_exec = one.keyword == Keyword::Run && one.command().is_some_and(|command| command.exec().is_some());
        is_exec && is_mentioned(one.text())
    };
    let stages = stage.with_heirs().into_iter();
    let one = stages.flat_map(Stage::instructions).find(uses)?;
    let text = one.text().lines().next().unwrap_or_default();
    Some(format!("`{text}` uses byte code"))
}

/// An ARG of that name gives its value to RUN instructions; an ENV wins over it.
fn argument(stage: Stage<'_>, name: &str) -> Option<String> {
    stage.chain().find_map(|local| {
        let has_name = |pair: &Pair| pair.name == name;
        let mut rest = local.instructions();
        rest.find(|one| one.keyword == Keyword::Arg && one.pairs().iter().any(has_name))?;
        let uses = |text: &str| mentioned(text).contains(&name);
        rest.any(|one| one.keyword == Keyword::Run || uses(one.arguments_text()))
            .then(|| format!("ARG {name} gives RUN instructions another value, which ENV would win over"))
    })
}

/// The Python file of the service that has a name as a string.
fn file_naming(stage: Stage<'_>, is_name: impl Fn(&str) -> bool) -> Option<SourceFile> {
    let files = stage.service_files();
    files.iter().find(|file| file.quoted().any(&is_name)).cloned()
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
