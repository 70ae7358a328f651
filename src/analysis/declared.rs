//! The packages that a service declares: to pip, in a requirements file, in `pyproject.toml`.

use std::sync::Arc;

use super::origin::Origin;
use super::{Analysis, Instruction, Role, pip};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;

/// Distributions and the module of each, where the names differ.
const MODULES: [(&str, &str); 20] = [
    ("attrs", "attr"),
    ("beautifulsoup4", "bs4"),
    ("djangorestframework", "rest_framework"),
    ("faiss-cpu", "faiss"),
    ("gitpython", "git"),
    ("grpcio", "grpc"),
    ("kafka-python", "kafka"),
    ("mysqlclient", "MySQLdb"),
    ("opencv-python-headless", "cv2"),
    ("pillow", "PIL"),
    ("psycopg2-binary", "psycopg2"),
    ("pycryptodome", "Crypto"),
    ("pyjwt", "jwt"),
    ("pymupdf", "fitz"),
    ("pyserial", "serial"),
    ("python-dateutil", "dateutil"),
    ("python-dotenv", "dotenv"),
    ("pyyaml", "yaml"),
    ("pyzmq", "zmq"),
    ("scikit-learn", "sklearn"),
];

/// The normalised names of the distributions that the builder stages install, as far as the Dockerfile and the build context show.
pub fn distributions(analysis: Analysis<'_>) -> Vec<String> {
    let stages = analysis.stages_with_role(Role::Builder);
    let runs = stages
        .flat_map(|stage| stage.instructions())
        .filter(|one| one.keyword == Keyword::Run);
    runs.flat_map(installed).map(|name| normalised(&name)).collect()
}

/// The distributions that a RUN installs.
fn installed(run: Instruction<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let read = |file: &str| read(run, file);
    for command in run.run_commands().unwrap_or_default() {
        let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
        let words = match words.as_slice() {
            ["uv", rest @ ..] if rest.first() == Some(&"pip") => rest,
            words => words,
        };
        let arguments = pip::arguments(words);
        if let Some(["install", arguments @ ..]) = arguments {
            names.extend(pip::names(arguments));
            names.extend(
                requirement_files(arguments)
                    .filter_map(read)
                    .flat_map(|text| of_requirements(&text)),
            );
        }
        if arguments.is_some() || matches!(command.program(), "poetry" | "uv" | "pdm") {
            names.extend(read("pyproject.toml").iter().flat_map(|text| of_project(text)));
        }
    }
    names
}

/// Whether one of some distributions is known to bring a module.
pub fn brings(distributions: &[String], module: &str) -> bool {
    let is_its = |name: &String| *name == normalised(module) || MODULES.contains(&(name.as_str(), module));
    distributions.iter().any(is_its)
}

fn normalised(name: &str) -> String {
    name.to_lowercase().replace(['_', '.'], "-")
}

/// The text of a file of the build context, as a RUN sees it.
fn read(run: Instruction<'_>, file: &str) -> Option<Arc<str>> {
    match run.before().origin(&absolute(run.workdir(), file)?) {
        Origin::Context(origin) => run.analysis().context.read(&origin),
        Origin::Unknown | Origin::Nowhere => None,
    }
}

/// The files that `pip install -r` reads.
fn requirement_files<'a>(arguments: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let is_option = |word: &str| {
        matches!(word, "-r" | "--requirement")
            || (word.starts_with('-') && !word.starts_with("--") && word.ends_with('r'))
    };
    let next = arguments
        .windows(2)
        .filter(move |pair| is_option(pair[0]))
        .map(|pair| pair[1]);
    next.chain(arguments.iter().filter_map(|word| word.strip_prefix("--requirement=")))
}

/// What a requirements file names without a condition.
fn of_requirements(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(requirement)
        .collect()
}

/// The name in a requirement such as `flask[async] >= 2`.
fn requirement(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
        .unwrap_or(text.len());
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.contains([';', '/', '$']);
    is_plain.then(|| text[..end].to_string())
}

/// What a `pyproject.toml` depends on without a condition.
fn of_project(text: &str) -> Vec<String> {
    let Ok(project) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let dependencies = project
        .get("project")
        .and_then(|project| project.get("dependencies"))
        .and_then(toml::Value::as_array);
    let listed = dependencies
        .into_iter()
        .flatten()
        .filter_map(|value| requirement(value.as_str()?));
    let poetry = project
        .get("tool")
        .and_then(|tool| tool.get("poetry")?.get("dependencies")?.as_table());
    let is_plain = |value: &toml::Value| {
        value
            .as_table()
            .is_none_or(|table| !table.contains_key("optional") && !table.contains_key("markers"))
    };
    let tabled = poetry
        .into_iter()
        .flatten()
        .filter(|(_, value)| is_plain(value))
        .map(|(name, _)| name.clone());
    listed.chain(tabled).collect()
}
