//! The distributions that the service asks for, and those of them that cannot run in a distroless image by themselves.

mod files;
mod needs;

use super::Candidate;
use crate::analysis::Instruction;
use crate::analysis::pip::{distribution_names, pip_install};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join, normalise};

/// So many files are read for the requirements that they name.
const MOST_FILES: usize = 40;

/// One distribution that is asked for.
#[derive(Debug)]
pub(super) struct AskedDistribution {
    /// The normalised name.
    pub name: String,
    /// See [`distribution_names`].
    names: Vec<String>,
    /// Who asks for it: `line 4`, `requirements.txt:3`.
    place: String,
}

impl AskedDistribution {
    fn read(text: &str, place: String) -> Option<Self> {
        let names = distribution_names(text);
        let name = names.first()?.clone();
        Some(Self { name, names, place })
    }

    /// Whether it is `name`, or `name[extra]`.
    pub(super) fn is(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| name == wanted)
    }
}

/// Everything that is asked for; what cannot move is added to the reasons.
pub(super) fn survey(candidate: &Candidate<'_>, reasons: &mut Vec<String>) -> Vec<AskedDistribution> {
    let mut reader = RequirementReader {
        candidate,
        asked: Vec::new(),
        read: Vec::new(),
        reasons: Vec::new(),
    };
    for one in candidate.stage.analysis().instructions() {
        match one.keyword {
            Keyword::Run => reader.run(one),
            Keyword::Copy | Keyword::Add => reader.copy(one),
            _ => {}
        }
    }
    reasons.append(&mut reader.reasons);
    needs::judge(candidate.python, &reader.asked, reasons);
    reader.asked
}

struct RequirementReader<'c, 'a> {
    candidate: &'c Candidate<'a>,
    asked: Vec<AskedDistribution>,
    /// The files of the build context that are read already.
    read: Vec<String>,
    reasons: Vec<String>,
}

impl RequirementReader<'_, '_> {
    fn run(&mut self, run: Instruction<'_>) {
        let line = self.candidate.line(run);
        for command in run.run_commands().unwrap_or_default() {
            let mut without_uv = command.clone();
            let mut is_sync = false;
            if command.program() == "uv" && command.arguments().next() == Some("pip") {
                without_uv.words.remove(0);
                if let Some(word) = without_uv.words.get_mut(1).filter(|word| word.text == "sync") {
                    word.text = "install".to_string();
                    is_sync = true;
                }
            }
            let Some(mut install) = pip_install(&without_uv) else {
                continue;
            };
            if is_sync {
                // It takes files alone.
                install.files.append(&mut install.requirements);
            }
            let requirements = install.requirements.iter();
            self.asked
                .extend(requirements.filter_map(|text| AskedDistribution::read(text, line.clone())));
            let words: Vec<&str> = command.arguments().collect();
            let in_place = words
                .windows(2)
                .filter(|pair| matches!(pair[0], "-e" | "--editable"))
                .map(|pair| pair[1]);
            let is_path = |text: &&str| text.starts_with(['.', '/']) || text.ends_with(".whl");
            for project in install.requirements.iter().copied().filter(is_path).chain(in_place) {
                if !self.is_declared(run, project.split('[').next().unwrap_or(project)) {
                    self.reasons.push(format!(
                        "{line} installs {project}, and what that asks for is not known"
                    ));
                }
            }
            if words.iter().any(|word| word.starts_with("--no-binary")) {
                self.reasons.push(format!(
                    "{line} builds packages from source, and against which libraries is not known"
                ));
            }
            for file in &install.files {
                let Some(source) = self.source(run, file) else {
                    self.reasons
                        .push(format!("{line} installs from {file}, which is not known"));
                    continue;
                };
                self.requirements_file(&source);
            }
        }
    }

    /// Whether a project says in its `pyproject.toml` what it asks for.
    fn is_declared(&self, run: Instruction<'_>, project: &str) -> bool {
        let source = self.source(run, &join(project, "pyproject.toml"));
        let text = source.and_then(|source| self.candidate.stage.analysis().context.read(&source));
        let file = text
            .and_then(|text| text.parse::<toml::Table>().ok())
            .unwrap_or_default();
        let is_poetry = file.get("tool").is_some_and(|tool| tool.get("poetry").is_some());
        let dynamic = |project: &toml::Value| project.get("dynamic").map_or(String::new(), toml::Value::to_string);
        file.get("project")
            .map_or(is_poetry, |project| !dynamic(project).contains("dependencies"))
    }

    /// Where a file that a RUN names lies in the build context.
    fn source(&self, run: Instruction<'_>, file: &str) -> Option<String> {
        let path = absolute(run.workdir(), &run.before().scope().expand(file, '\\')?)?;
        let mounted = run.flags.iter().filter(|flag| flag.name == "mount").find_map(|flag| {
            let value = |name: &str| {
                flag.value
                    .as_deref()?
                    .split(',')
                    .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
            };
            let target = value("target").or(value("dst")).or(value("destination"))?;
            let inner = crate::dockerfile::path::relative_to(&path, &absolute(run.workdir(), target)?)?;
            Some(normalise(&join(
                value("source").or(value("src")).unwrap_or_default(),
                inner,
            )))
        });
        let copied = match run.before().likely_origin(&path) {
            crate::analysis::origin::Origin::Context(origin) => Some(origin),
            _ => None,
        };
        mounted.or(copied)
    }

    fn requirements_file(&mut self, path: &str) {
        if self.read.iter().any(|known| known == path) || self.read.len() >= MOST_FILES {
            return;
        }
        self.read.push(path.to_string());
        let Some(text) = self.candidate.stage.analysis().context.read(path) else {
            self.reasons.push(format!("{path} cannot be read"));
            return;
        };
        for (index, line) in text.lines().enumerate() {
            let place = format!("{path}:{}", index + 1);
            let line = line.split(" #").next().unwrap_or(line).trim();
            let option = |names: [&str; 2]| {
                names
                    .iter()
                    .find_map(|name| line.strip_prefix(name))
                    .map(|rest| rest.trim_start_matches('=').trim())
            };
            if let Some(nested) = option(["--requirement", "-r"]) {
                let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
                self.requirements_file(&normalise(&join(directory, nested)));
            } else if line.starts_with("-e") || line.starts_with("--editable") || line.starts_with("--no-binary") {
                self.reasons.push(format!(
                    "{place} has `{line}`, and where that puts its files is not known"
                ));
            } else {
                self.asked.extend(AskedDistribution::read(line, place));
            }
        }
    }

    /// The project files that a COPY brings, or that lie beside what it brings.
    fn copy(&mut self, one: Instruction<'_>) {
        let Some(copy) = one.copy().filter(|copy| copy.from == CopyFrom::Context) else {
            return;
        };
        for source in &copy.sources {
            let name = source.rsplit('/').next().unwrap_or(source);
            let is_project = matches!(name, "pyproject.toml" | "Pipfile" | "setup.py");
            let directory = match is_project {
                true => source.rsplit_once('/').map_or("", |(directory, _)| directory),
                false => source.as_str(),
            };
            self.project(directory);
        }
    }

    fn project(&mut self, directory: &str) {
        for name in [
            "pyproject.toml",
            "uv.lock",
            "poetry.lock",
            "pdm.lock",
            "Pipfile",
            "Pipfile.lock",
        ] {
            let path = join(directory, name);
            if self.read.contains(&path) || self.read.len() >= MOST_FILES {
                continue;
            }
            let Some(text) = self.candidate.stage.analysis().context.read(&path) else {
                continue;
            };
            self.read.push(path.clone());
            let names = match name {
                "Pipfile.lock" => files::in_pipfile_lock(&text),
                _ => files::in_toml(&text),
            };
            self.asked.extend(
                names
                    .iter()
                    .filter_map(|text| AskedDistribution::read(text, path.clone())),
            );
        }
    }
}
