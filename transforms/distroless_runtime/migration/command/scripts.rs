//! Scripts: those that pip makes, those of the service itself, and what is in the way of a module that takes the place of one.

use super::Translation;
use crate::analysis::origin::Origin;
use crate::dockerfile::path::{absolute, join};
use crate::python::stdlib;

impl Translation<'_, '_> {
    /// Whether a program lies where pip puts scripts.
    pub(super) fn is_script_directory(&self, program: &str) -> bool {
        let folder = program.rsplit_once('/').map_or("", |(folder, _)| folder);
        let workdir = self.candidate.stage.end().workdir();
        let folder = absolute(workdir, folder).unwrap_or_default();
        program.contains('/') && (folder == "/usr/local/bin" || self.layout.scripts.contains(&folder))
    }

    /// A file of the service that is started by its first line.
    pub(super) fn own_file(&mut self, program: &str, arguments: &[String]) -> Result<Vec<String>, String> {
        let stage = self.candidate.stage;
        let path = absolute(stage.end().workdir(), program).unwrap_or_default();
        let text = match stage.end().likely_origin(&path) {
            Origin::Context(origin) => stage.analysis().context.read(&origin),
            _ => None,
        };
        let first = text
            .as_deref()
            .and_then(|text| text.lines().next())
            .unwrap_or_default()
            .to_string();
        if first.starts_with("#!") && first.contains("python") && self.layout.covers(&path) {
            return Ok(self.python_with(&[program], arguments));
        }
        let is_shell = first.starts_with("#!") && first.contains("sh");
        match is_shell || program.ends_with(".sh") {
            true => Err(format!("{} starts {program}, a shell script", self.line)),
            false => Err(format!("{} starts {program}, and what that is is not known", self.line)),
        }
    }

    /// A script that pip made: of a distribution of that name, or of the project itself.
    pub(super) fn script(&mut self, program: &str, name: &str, arguments: &[String]) -> Result<Vec<String>, String> {
        let is_asked = self
            .asked
            .iter()
            .any(|one| one.name == name.to_ascii_lowercase().replace(['_', '.'], "-"));
        if !is_asked && !self.is_of_project(name) {
            return Err(self.unknown(&[program.to_string()]));
        }
        let folder = match program.rsplit_once('/') {
            Some((folder, _)) => absolute(self.candidate.stage.end().workdir(), folder),
            None if self.layout.scripts.len() == 1 => self.layout.scripts.first().cloned(),
            None => None,
        };
        let path = folder
            .map(|folder| join(&folder, name))
            .ok_or_else(|| self.unknown(&[program.to_string()]))?;
        if path.starts_with("/root") {
            return Err(format!("{} starts {path}, which only root can read", self.line));
        }
        if !self.layout.covers(&path) && !self.result.brings.contains(&path) {
            self.result.brings.push(path.clone());
        }
        Ok(self.python_with(&[&path], arguments))
    }

    /// Whether a `pyproject.toml` of the build context declares a script.
    fn is_of_project(&self, name: &str) -> bool {
        let context = self.candidate.stage.analysis().context;
        let copies = self.candidate.instructions().into_iter().filter_map(|one| one.copy());
        let folders = copies
            .flat_map(|copy| copy.sources.iter())
            .map(|source| match source.rsplit_once('/') {
                Some((folder, "pyproject.toml")) => folder,
                None if source == "pyproject.toml" => "",
                _ => source.as_str(),
            });
        let mut texts = folders.filter_map(|folder| context.read(&join(folder, "pyproject.toml")));
        texts.any(|text| {
            let project = text.parse::<toml::Table>().unwrap_or_default();
            let standard = project.get("project").and_then(|table| table.get("scripts"));
            let poetry = project.get("tool").and_then(|tool| tool.get("poetry")?.get("scripts"));
            [standard, poetry]
                .into_iter()
                .flatten()
                .any(|scripts| scripts.get(name).is_some())
        })
    }

    /// With `-m` the working directory comes first in `sys.path`: nothing in it may take the place of what the module imports.
    pub(super) fn is_free_for_module(&self, module: &str) -> Result<(), String> {
        let stage = self.candidate.stage;
        let workdir = stage.end().workdir().unwrap_or("/");
        let top = module.split('.').next().unwrap_or(module);
        let names = stage.names_in(workdir);
        let hides = |name: &&String| {
            let stem = name.strip_suffix(".py").unwrap_or(name);
            let is_module = name.ends_with(".py")
                || stage
                    .names_in(&join(workdir, name))
                    .iter()
                    .any(|inner| inner == "__init__.py");
            is_module && (stem == top || stdlib::is_reserved(stem))
        };
        match names.iter().find(hides) {
            Some(name) => Err(format!(
                "{} would start as `-m {module}`, and {} is in the way",
                self.line,
                join(workdir, name)
            )),
            None => Ok(()),
        }
    }
}
