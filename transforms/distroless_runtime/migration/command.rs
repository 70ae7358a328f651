//! The command of the service, as a distroless image can run it: in exec form, Python by its path, and a script as its module.

mod scripts;

use super::Candidate;
use super::layout::Layout;
use super::programs;
use super::requirements::AskedDistribution;
use crate::analysis::array::{fault, is_array};
use crate::analysis::command_line::{Target, is_init_alone, is_python, plain_words, python_target, wrapper_length};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::path::absolute;

/// Options of `uv run` and its like that take no value and change nothing for the command.
const RUN_FLAGS: [&str; 9] = [
    "--",
    "--frozen",
    "--locked",
    "--no-cache",
    "--no-dev",
    "--no-project",
    "--no-sync",
    "--offline",
    "--quiet",
];

/// ENTRYPOINT and CMD of the new stage.
#[derive(Debug, Default)]
pub(super) struct NewCommand {
    pub entrypoint: Vec<String>,
    pub command: Vec<String>,
    /// Programs and scripts of the builder that it runs.
    pub brings: Vec<String>,
    /// The script or module that it starts.
    pub target: Option<Target>,
    /// Whether the arguments of `docker run` were added to it until now.
    pub takes_arguments: bool,
}

/// Reads the command of the stage that moves.
///
/// # Errors
/// Why it cannot run in a distroless image.
pub(super) fn read(
    candidate: &Candidate<'_>,
    layout: &Layout,
    asked: &[AskedDistribution],
) -> Result<NewCommand, String> {
    let uses = candidate.stage.analysis().context.uses();
    if let Some(place) = uses.command.as_ref().or(uses.entrypoint.as_ref()) {
        return Err(format!(
            "{place} gives a container of the image another command, and whether that runs in a distroless image is not known"
        ));
    }
    let entrypoint = words(candidate, Keyword::Entrypoint)?;
    let is_shell_form = candidate
        .stage
        .effective(Keyword::Entrypoint)
        .is_some_and(|one| matches!(one.command(), Some(Command::Shell(_))));
    let command = match is_shell_form {
        // Docker passes CMD over.
        true => Vec::new(),
        false => words(candidate, Keyword::Cmd)?,
    };
    let keyword = if entrypoint.is_empty() || is_init_alone(&entrypoint) {
        Keyword::Cmd
    } else {
        Keyword::Entrypoint
    };
    let Some(one) = candidate.stage.effective(keyword) else {
        return Err("no CMD or ENTRYPOINT says what is started".to_string());
    };
    let mut translation = Translation {
        candidate,
        layout,
        asked,
        line: candidate.line(one),
        result: NewCommand {
            takes_arguments: keyword == Keyword::Entrypoint,
            ..NewCommand::default()
        },
    };
    (translation.result.entrypoint, translation.result.command) =
        translation.translate(&[entrypoint.as_slice(), &command].concat())?;
    Ok(translation.result)
}

/// The words of ENTRYPOINT or CMD; a shell form of plain words is taken apart.
fn words(candidate: &Candidate<'_>, keyword: Keyword) -> Result<Vec<String>, String> {
    let Some(one) = candidate.stage.effective(keyword) else {
        return Ok(Vec::new());
    };
    let line = candidate.line(one);
    match one.parsed().command() {
        Some(Command::Exec(form)) => Ok(form.words.iter().map(|word| word.value.clone()).collect()),
        Some(Command::Shell(joined)) => {
            let text = &one.parsed().text()[joined.clone()];
            if is_array(text) {
                return Err(format!("{line} has an array that {}", fault(text).0));
            }
            let mut words = plain_words(text).ok_or_else(|| format!("{line} needs a shell: `{text}`"))?;
            if words.first().is_some_and(|word| word == "exec") {
                words.remove(0);
            }
            Ok(words)
        }
        None => Err(format!("{line} is not understood")),
    }
}

struct Translation<'c, 'a> {
    candidate: &'c Candidate<'a>,
    layout: &'c Layout,
    asked: &'c [AskedDistribution],
    line: String,
    result: NewCommand,
}

impl Translation<'_, '_> {
    /// The init, and what it runs.
    fn translate(&mut self, words: &[String]) -> Result<(Vec<String>, Vec<String>), String> {
        let wrapper = wrapper_length(words);
        let is_env = words.first().is_some_and(|word| word.rsplit('/').next() == Some("env"));
        if is_env && words[1..wrapper].iter().any(|word| word != "--") {
            return Err(self.unknown(words));
        }
        let init = match is_env {
            true => Vec::new(),
            false => self.init(&words[..wrapper])?,
        };
        let rest = without_runners(&words[wrapper..]);
        if let Some(option) = programs::option_for_root(rest) {
            return Err(format!("{} has {option}, which only root may do", self.line));
        }
        Ok((init, self.program(rest)?))
    }

    /// The words of tini or dumb-init, by the path that it has.
    fn init(&mut self, words: &[String]) -> Result<Vec<String>, String> {
        let Some(first) = words.first() else {
            return Ok(Vec::new());
        };
        let name = first.rsplit('/').next().unwrap_or(first);
        let is_installed = self.layout.apt.iter().any(|(package, _)| package == name);
        let path = match is_installed {
            true => format!("/usr/bin/{name}"),
            false => first.clone(),
        };
        if (is_installed && first.contains('/') && *first != path) || (!is_installed && !self.layout.covers(&path)) {
            return Err(format!(
                "{} starts {first}, and where that comes from is not known",
                self.line
            ));
        }
        if is_installed && !self.result.brings.contains(&path) {
            self.result.brings.push(path.clone());
        }
        Ok(std::iter::once(path).chain(words[1..].iter().cloned()).collect())
    }

    fn program(&mut self, words: &[String]) -> Result<Vec<String>, String> {
        let Some((program, arguments)) = words.split_first() else {
            return Err(format!("{} starts nothing", self.line));
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        if let Some(what) = programs::other(name) {
            return Err(format!("{} starts {program}, {what}", self.line));
        }
        if is_python(program) {
            return self.python(name, arguments);
        }
        let is_bare = !program.contains('/')
            || program
                .rsplit_once('/')
                .is_some_and(|(directory, _)| directory.ends_with("/bin"));
        if let Some(module) = programs::module(name).filter(|_| is_bare) {
            if arguments.first().is_some_and(|word| word == "multi") {
                return Err(format!("{} starts {program} multi, which starts a shell", self.line));
            }
            self.is_free_for_module(module)?;
            return Ok(self.python_with(&["-m", module], arguments));
        }
        // `uv run main.py`
        if !program.contains('/') && program.ends_with(".py") && self.is_there(program).is_ok() {
            return Ok(self.python_with(&[], words));
        }
        if program.contains('/') && !self.is_script_directory(program) {
            return self.own_file(program, arguments);
        }
        self.script(program, name, arguments)
    }

    fn python_with(&mut self, start: &[&str], arguments: &[String]) -> Vec<String> {
        let interpreter = std::iter::once(self.candidate.row.interpreter.clone());
        let words: Vec<String> = interpreter
            .chain(start.iter().map(|word| word.to_string()))
            .chain(arguments.iter().cloned())
            .collect();
        self.result.target = Some(python_target(&words[1..]).0);
        words
    }

    fn python(&mut self, name: &str, arguments: &[String]) -> Result<Vec<String>, String> {
        let version = name.trim_start_matches("python");
        if !matches!(version, "" | "3") && version != self.candidate.python {
            return Err(format!(
                "{} starts {name}, not Python {}",
                self.line, self.candidate.python
            ));
        }
        let (target, options) = python_target(arguments);
        let ignoring = options.iter().find(|option| matches!(option, 'E' | 'I'));
        if let Some(option) = ignoring.filter(|_| !self.layout.packages.is_empty()) {
            return Err(format!(
                "{} starts Python with -{option}, so that it ignores PYTHONPATH, which the packages need there",
                self.line
            ));
        }
        match target {
            Target::Nothing => Err(format!("{} starts nothing but Python itself", self.line)),
            Target::Code(_) => Err(format!("{} starts code that is written in it", self.line)),
            Target::Script(script) if self.is_script_directory(&script) => {
                let name = script.rsplit('/').next().unwrap_or(&script).to_string();
                self.script(&script, &name, &arguments[1..])
            }
            Target::Script(script) => self.is_there(&script).map(|()| self.python_with(&[], arguments)),
            Target::Module(..) => Ok(self.python_with(&[], arguments)),
        }
    }

    /// Whether the file that Python starts is one that goes along.
    fn is_there(&self, script: &str) -> Result<(), String> {
        let path = absolute(self.candidate.stage.end().workdir(), script).unwrap_or_default();
        let is_package = self
            .candidate
            .stage
            .names_in(&path)
            .iter()
            .any(|name| name == "__main__.py");
        match self.layout.covers(&path) && (is_package || self.candidate.stage.source_text(&path).is_some()) {
            true => Ok(()),
            false => Err(format!(
                "{} starts {script}, and where that comes from is not known",
                self.line
            )),
        }
    }

    fn unknown(&self, words: &[String]) -> String {
        format!(
            "{} starts `{}`, and nothing shows that this is a script of Python",
            self.line,
            words.join(" ")
        )
    }
}

/// The words without `poetry run`, `uv run` and the like.
fn without_runners(words: &[String]) -> &[String] {
    let mut rest = words;
    loop {
        match rest {
            [tool, run, inner @ ..] if run == "run" && matches!(tool.as_str(), "poetry" | "pdm" | "pipenv" | "uv") => {
                let flags = inner
                    .iter()
                    .take_while(|word| RUN_FLAGS.contains(&word.as_str()))
                    .count();
                rest = &inner[flags..];
            }
            [env, inner @ ..] if env == "/usr/bin/env" || env == "exec" => rest = inner,
            _ => return rest,
        }
    }
}
