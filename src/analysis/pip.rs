//! What `pip install` is asked for in a stage, and where it puts that.

use std::collections::BTreeSet;

use super::Stage;
use super::command_line::is_python;
use super::origin::Origin;
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;

/// A call of pip, by its name or as a module of some Python.
pub(crate) struct PipCall<'a> {
    /// The directory of the program that is called, where it is called by its path: `/opt/venv/bin`.
    pub directory: Option<&'a str>,
    /// `install`.
    pub subcommand: &'a str,
    /// What follows it.
    pub arguments: Vec<&'a str>,
}

/// The arguments of one `pip install`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PipInstall<'a> {
    /// The requirements that are written in the command, as written.
    pub requirements: Vec<&'a str>,
    /// The requirements files, `-r`.
    pub files: Vec<&'a str>,
    /// Where it puts the packages.
    pub place: PipPlace<'a>,
}

/// Where `pip install` puts packages.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PipPlace<'a> {
    /// Among the packages of the Python that runs pip.
    #[default]
    Own,
    /// Into a directory, `--target`.
    Target(&'a str),
    /// Below a directory, laid out as below `/usr/local`, `--prefix`.
    Prefix(&'a str),
    /// Among the packages of the user, `--user`.
    User,
    /// Below another root, or among the packages of another Python.
    Elsewhere(&'a str),
}

/// So many requirements files are read for one command.
const MOST_FILES: usize = 40;

/// Short options that take a value, by themselves (`-t dir`), joined to it (`-tdir`) or to others (`-qt dir`).
const SHORT_WITH_VALUE: &str = "rcetifC";

/// Long options of pip, and then of `uv pip`, without a value. Any other takes one, written after `=` or as the next word.
const FLAGS: &str = "--break-system-packages --compile --debug --disable-pip-version-check --dry-run --force-reinstall --ignore-installed \
    --ignore-requires-python --isolated --no-build-isolation --no-cache-dir --no-clean --no-color --no-compile --no-deps --no-index --no-input \
    --no-user --no-warn-conflicts --no-warn-script-location --pre --prefer-binary --quiet --require-hashes --upgrade --use-pep517 --user --verbose \
    --compile-bytecode --exact --native-tls --no-cache --no-config --no-progress --no-sources --offline --reinstall --strict --system";

/// Reads a `pip install`; `None` for any other command.
pub(crate) fn pip_install(command: &SimpleCommand) -> Option<PipInstall<'_>> {
    pip_call(command)?.install()
}

/// Reads a call of pip; `None` for any other command.
pub(crate) fn pip_call(command: &SimpleCommand) -> Option<PipCall<'_>> {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let is_pip = |word: &str| {
        let version = word.rsplit('/').next().and_then(|name| name.strip_prefix("pip"));
        version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
    };
    let at = match &words[..] {
        [python, "-m", "pip", ..] if is_python(python) => 3,
        [pip, ..] if is_pip(pip) => 1,
        _ => return None,
    };
    let subcommand = words.iter().skip(at).position(|word| !word.starts_with('-'))? + at;
    Some(PipCall {
        directory: words[0].rsplit_once('/').map(|(directory, _)| directory),
        subcommand: words[subcommand],
        arguments: words[subcommand + 1..].to_vec(),
    })
}

impl<'a> PipCall<'a> {
    /// What it is asked to install; `None` for another subcommand.
    pub(crate) fn install(&self) -> Option<PipInstall<'a>> {
        (self.subcommand == "install").then(|| read_arguments(&self.arguments))
    }
}

impl<'a> PipInstall<'a> {
    /// The directory of `--target`.
    pub(crate) fn target(&self) -> Option<&'a str> {
        match self.place {
            PipPlace::Target(directory) => Some(directory),
            _ => None,
        }
    }
}

fn read_arguments<'a>(words: &[&'a str]) -> PipInstall<'a> {
    let mut found = PipInstall::default();
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let (name, value) = match word.strip_prefix("--") {
            Some(_) => match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None if FLAGS.split_ascii_whitespace().any(|flag| flag == word) => (word, None),
                None => (word, words.next()),
            },
            None if word.starts_with('-') => match word.find(|c: char| SHORT_WITH_VALUE.contains(c)) {
                Some(at) if at + 1 < word.len() => (&word[at..=at], Some(word[at + 1..].trim_start_matches('='))),
                Some(at) => (&word[at..=at], words.next()),
                None => (word, None),
            },
            None => {
                found.requirements.push(word);
                continue;
            }
        };
        match (name, value) {
            ("--requirement" | "r", Some(file)) => found.files.push(file),
            // Below another root, nothing else says where.
            ("--root" | "--python", Some(directory)) => found.place = PipPlace::Elsewhere(directory),
            _ if matches!(found.place, PipPlace::Elsewhere(_)) => {}
            ("--target" | "t", Some(directory)) => found.place = PipPlace::Target(directory),
            ("--prefix", Some(directory)) => found.place = PipPlace::Prefix(directory),
            ("--user", _) => found.place = PipPlace::User,
            _ => {}
        }
    }
    found
}

impl<'a> Stage<'a> {
    /// Where the `pip install`s of a stage, and of the local stages below it, put packages, each place once.
    pub(super) fn pip_places(self) -> Vec<PipPlace<'a>> {
        let mut places = Vec::new();
        for run in self.pip_runs() {
            let installs = run.run_commands().unwrap_or_default().iter().filter_map(pip_install);
            for place in installs.map(|install| install.place) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// The distributions that a stage, and the local stages below it, ask for: in `pip install`, in a requirements file, in a
    /// `pyproject.toml`; see [`distribution_names`].
    pub fn distributions(self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for one in self.chain().flat_map(Stage::instructions) {
            if one.keyword == Keyword::Run && one.mentions(&["pip"]) {
                for install in one.run_commands().unwrap_or_default().iter().filter_map(pip_install) {
                    found.extend(install.requirements.iter().flat_map(|text| distribution_names(text)));
                    let paths = install.files.iter().filter_map(|file| absolute(one.workdir(), file));
                    let mut open: Vec<String> = paths.collect();
                    let mut read = 0;
                    // A file may name others: `-r base.txt`.
                    while let Some(path) = open.pop().filter(|_| read < MOST_FILES) {
                        read += 1;
                        let Origin::Context(origin) = one.before().origin(&path) else {
                            continue;
                        };
                        let text = self.analysis().context.read(&origin).unwrap_or_default();
                        found.extend(in_requirements(&text));
                        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
                        open.extend(named_in(&text).filter_map(|file| absolute(Some(directory), file)));
                    }
                }
            }
            let Some(copy) = one.copy().filter(|copy| copy.from == CopyFrom::Context) else {
                continue;
            };
            for source in &copy.sources {
                let project = match source.rsplit('/').next() {
                    Some("pyproject.toml") => source.clone(),
                    _ => join(source, "pyproject.toml"),
                };
                if let Some(text) = self.analysis().context.read(&project) {
                    found.extend(in_project(&text));
                }
            }
        }
        found
    }
}

/// The name of the distribution that a requirement asks for (PEP 508), normalised (PEP 503); `None` for a path or a URL.
pub(crate) fn distribution(requirement: &str) -> Option<String> {
    let requirement = requirement.trim();
    let end = requirement.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    let (name, rest) = requirement.split_at(end.unwrap_or(requirement.len()));
    let is_file = [".whl", ".zip", ".gz"].iter().any(|ending| name.ends_with(ending));
    let is_name =
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.starts_with(['/', ':', '$']) && !is_file;
    // Some patch versions of Python alone get it.
    let is_conditional = rest.contains(CONDITION);
    (is_name && !is_conditional).then(|| name.to_ascii_lowercase().replace(['_', '.'], "-"))
}

/// What marks a requirement that some patch versions of Python alone have.
pub(crate) const CONDITION: &str = "python_full_version";

/// The requirement as it is, where it is one of those.
fn conditional(requirement: &str) -> Option<String> {
    requirement.contains(CONDITION).then(|| requirement.trim().to_string())
}

/// The normalised names of what a requirement asks for: `celery`, and `celery[redis]` for each of its extras. What some patch versions of
/// Python alone get is named with its condition.
pub(crate) fn distribution_names(requirement: &str) -> Vec<String> {
    let Some(name) = distribution(requirement) else {
        return Vec::from_iter(conditional(requirement));
    };
    let extras = requirement.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    let extras = extras.map_or("", |(extras, _)| extras).split(',').map(str::trim);
    let extras = extras.filter(|extra| !extra.is_empty());
    let with_extra = extras.map(|extra| format!("{name}[{}]", extra.to_ascii_lowercase()));
    let names: Vec<String> = with_extra.collect();
    std::iter::once(name).chain(names).collect()
}

/// The other files that a requirements file names.
fn named_in(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    lines.filter_map(|line| {
        let rest = line.strip_prefix("--requirement").or_else(|| line.strip_prefix("-r"))?;
        Some(rest.trim_start_matches('=').trim())
    })
}

/// The distributions that a requirements file names.
fn in_requirements(text: &str) -> Vec<String> {
    requirement_lines(text)
        .iter()
        .flat_map(|line| distribution_names(line))
        .collect()
}

/// The requirements of a requirements file, each on a line, without options and comments.
pub(crate) fn requirement_lines(text: &str) -> Vec<String> {
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    let plain = lines.filter(|line| !line.starts_with(['#', '-']));
    plain.map(str::to_string).collect()
}

/// The distributions that a `pyproject.toml` depends on, in the standard's table or in Poetry's.
fn in_project(text: &str) -> Vec<String> {
    let project = text.parse::<toml::Table>().unwrap_or_default();
    let standard = || project.get("project")?.get("dependencies")?.as_array();
    let poetry = || project.get("tool")?.get("poetry")?.get("dependencies")?.as_table();
    let listed = standard().into_iter().flatten().filter_map(toml::Value::as_str);
    let keys = poetry().into_iter().flat_map(|table| table.keys().map(String::as_str));
    listed
        .chain(keys.filter(|name| *name != "python"))
        .flat_map(distribution_names)
        .collect()
}

/// The requirements, as written, that `pip install` of a project installs: the project itself, and what its `pyproject.toml` depends on.
pub(crate) fn installed_with_project(text: &str) -> Vec<String> {
    let Ok(project) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let own = project.get("project");
    let name = own.and_then(|table| table.get("name")?.as_str());
    let listed = own.and_then(|table| table.get("dependencies")?.as_array());
    let listed = listed.into_iter().flatten().filter_map(toml::Value::as_str);
    name.into_iter().chain(listed).map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::shell::commands;

    fn read(text: &str) -> (Vec<String>, Vec<String>, String) {
        let commands = commands(text).unwrap();
        let install = pip_install(&commands[0]).unwrap();
        let owned = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
        (
            owned(&install.requirements),
            owned(&install.files),
            format!("{:?}", install.place),
        )
    }

    #[test]
    fn options_of_pip_are_told_from_requirements() {
        let plain = |names: &[&str]| -> Vec<String> { names.iter().map(|name| name.to_string()).collect() };
        assert!(pip_call(&commands("coverage -m pip install x").unwrap()[0]).is_none());
        assert_eq!(
            read("pip install -qt /deps a b==1"),
            (plain(&["a", "b==1"]), vec![], r#"Target("/deps")"#.into())
        );
        for text in ["-t/d", "-t=/d", "--target /d", "--target=/d", "-qUt /d"] {
            assert_eq!(read(&format!("pip install {text} x")).2, r#"Target("/d")"#, "{text}");
        }
        assert_eq!(
            read("pip3 --no-cache-dir install -rreq.txt --timeout 9 a"),
            (plain(&["a"]), plain(&["req.txt"]), "Own".into())
        );
        assert_eq!(
            read("python3 -m pip install --user --upgrade --requirement=x.txt"),
            (vec![], plain(&["x.txt"]), "User".into())
        );
        assert_eq!(
            read("/usr/local/bin/pip3.11 install --index-url URL -e . 'a[b]>1'"),
            (plain(&["a[b]>1"]), vec![], "Own".into())
        );
        assert!(pip_install(&commands("pip download a").unwrap()[0]).is_none());
        assert!(pip_install(&commands("pipx install a").unwrap()[0]).is_none());
    }

    #[test]
    fn distributions_are_named_as_indexes_name_them() {
        let named = |text: &str| distribution(text);
        assert_eq!(
            named("Typing_Extensions>=4 ; python_version<'3.12'").as_deref(),
            Some("typing-extensions")
        );
        assert_eq!(named("uvicorn[standard]").as_deref(), Some("uvicorn"));
        assert_eq!(named("async-timeout ; python_full_version < '3.11.3'"), None);
        assert_eq!(
            distribution_names("Celery[Redis, sqs]>=5"),
            ["celery", "celery[redis]", "celery[sqs]"]
        );
        assert_eq!(named("./wheels/x.whl"), None);
        assert_eq!(named("x-1.0-py3-none-any.whl"), None);
        let text = "# c ; python_full_version < '3.11.3'\n\n-r base.txt\nasyncio==3.4.3  # old\nclick\n";
        assert_eq!(in_requirements(text), ["asyncio", "click"]);
        let text =
            "[project]\ndependencies = ['flask>=2']\n[tool.poetry.dependencies]\npython = '^3.11'\nEnum34 = '*'\n";
        assert_eq!(in_project(text), ["flask", "enum34"]);
    }
}
