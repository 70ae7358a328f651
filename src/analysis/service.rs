//! The service that a runtime stage runs: its command, the file or module that it starts, and the Python files beside it.

use std::collections::HashMap;

use super::base_python::is_for_base_python;
use super::command_line::{PythonCall, Target, python_call};
use super::images::{Debian, minor_of};
use super::interpreters::{Held, Lookup};
use super::sys_path::locate;
use super::{Analysis, Stage, servers};
use crate::context::GivenArgument;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables;

/// What a runtime stage's command starts.
#[derive(Debug, Clone)]
pub struct Service {
    /// The whole command, ENTRYPOINT and CMD.
    pub words: Vec<String>,
    /// The Python in it; the program is `words[call.program]`, or the base image's own where the command begins with Python's arguments.
    pub call: PythonCall,
    /// What is started.
    pub start: Start,
}

/// What Python starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A file, by its absolute path.
    Script(String),
    /// A module with `-m`.
    Module(String),
    /// The application of a WSGI or ASGI server with `-m`: the server's module and the application's.
    Application {
        /// `uvicorn`.
        server: String,
        /// `pkg.mod` of `pkg.mod:app`.
        module: String,
    },
    /// Code given with `-c`.
    Code,
}

/// The service of a runtime stage; `None` when its command names no Python, or a relative script in a directory that is not known.
pub(crate) fn service(stage: Stage<'_>) -> Option<Service> {
    let (words, call) = words_and_call(stage)?;
    let start = match &call.target {
        Target::Script(script) => Start::Script(absolute(stage.end().workdir(), script)?),
        Target::Module(name, arguments) => match servers::application(name, arguments) {
            Some(module) => Start::Application {
                server: name.clone(),
                module,
            },
            None => Start::Module(name.clone()),
        },
        Target::Code(_) => Start::Code,
        Target::Nothing => return None,
    };
    let mut service = Service { words, call, start };
    if let Some(package) = celery_package(stage, &service)
        && let Start::Application { module, .. } = &mut service.start
    {
        *module = package;
    }
    Some(service)
}

/// The package of `celery -A package.name`, where the last part is not seen to be a module: it may be an attribute, which Celery tries first.
fn celery_package(stage: Stage<'_>, service: &Service) -> Option<String> {
    let Start::Application { server, module } = &service.start else {
        return None;
    };
    let (package, _) = module.rsplit_once('.').filter(|_| server == "celery")?;
    let is_module = service.words.iter().any(|word| word.contains(&format!("{module}:")));
    (!is_module && locate(stage, service, module).is_none()).then(|| package.to_string())
}

/// The service of a runtime stage whose command runs a relative script in a directory that is not known; the path stays relative.
pub(crate) fn service_in_unknown_directory(stage: Stage<'_>) -> Option<Service> {
    let (words, call) = words_and_call(stage)?;
    let Target::Script(script) = &call.target else {
        return None;
    };
    let start = Start::Script(script.clone());
    let is_hidden = absolute(stage.end().workdir(), script).is_none();
    is_hidden.then_some(Service { words, call, start })
}

fn words_and_call(stage: Stage<'_>) -> Option<(Vec<String>, PythonCall)> {
    let entrypoint = stage.effective(Keyword::Entrypoint);
    // A shell form runs nowhere without a shell.
    let words = |keyword| match stage.effective(keyword) {
        Some(_) => stage.effective_words(keyword),
        None => Some(Vec::new()),
    };
    let (entrypoint_words, command_words) = (words(Keyword::Entrypoint)?, words(Keyword::Cmd)?);
    let written = [entrypoint_words, command_words].concat();
    let own = stage.image().entrypoint();
    let base_runs_python = python_call(&own).is_some() && is_for_base_python(stage, &written);
    let words = match entrypoint.is_none() && base_runs_python {
        true => own.into_iter().map(str::to_string).chain(written).collect(),
        false => written,
    };
    let call = python_call(&words)?;
    Some((words, call))
}

impl Service {
    /// The interpreter that a check can run as the service does: the image's own, or another that starts there.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub fn interpreter(&self, stage: Stage<'_>) -> Result<String, String> {
        let own = stage.image().interpreter().to_string();
        let program = &self.words[self.call.program];
        if *program == own {
            return Ok(own);
        }
        let unclear = |why| {
            Err(format!(
                "the command runs {program}, {why}; use {own}, or write the check by hand"
            ))
        };
        let is_copied = "a Python that is copied in and may not start there";
        if !program.contains('/') {
            return match stage.end().look_up(program) {
                Lookup::OwnInterpreter => Ok(own),
                Lookup::Starts(path) => Ok(path),
                Lookup::Copied(_) => unclear(is_copied),
                Lookup::UnknownPath => unclear("and PATH is not known there"),
            };
        }
        match stage.end().held_at(program) {
            Held::Nothing if stage.image().is_own_python(program) => Ok(own),
            Held::Starts => Ok(program.clone()),
            Held::CannotStart => Err(format!(
                "the command runs {program}, which cannot start there: it leads to a Python that the image does not have"
            )),
            Held::Nothing if stage.end().is_run(program) => Ok(program.clone()),
            Held::Nothing => unclear("which nothing here is seen to bring"),
            Held::Perhaps => unclear(is_copied),
        }
    }
}

/// What the service is called in messages: its label, else the Dockerfile's directory.
pub(crate) fn name(stage: Stage<'_>) -> Option<String> {
    let is_service = |name: &str| name.starts_with("com.") && name.ends_with(".service");
    let is_title = |name: &str| name == "org.opencontainers.image.title";
    let label = |wanted: &dyn Fn(&str) -> bool| stage.chain().find_map(|local| label(local, wanted));
    let plain = |name: String| {
        let kept: String = name
            .chars()
            .filter(|c| c.is_alphanumeric() || " ._-/()".contains(*c))
            .collect();
        Some(kept.trim().to_string()).filter(|name| !name.is_empty())
    };
    label(&is_service)
        .or_else(|| label(&is_title))
        .or_else(|| stage.analysis().context.dockerfile_directory())
        .and_then(plain)
}

fn label(stage: Stage<'_>, wanted: &dyn Fn(&str) -> bool) -> Option<String> {
    let mut labels = stage.instructions().rev().filter(|one| one.keyword == Keyword::Label);
    labels.find_map(|label| {
        let pair = label.pairs().iter().rev().find(|pair| wanted(&pair.name))?;
        let written = pair.written(label.parsed())?;
        label
            .before()
            .scope()
            .expand(written, stage.analysis().document().escape())
    })
}

/// Why a check may fail in a build that works today: one more platform to run on, a file that Python runs whenever it starts, or (for one that
/// names files) paths that a build argument decides. `None` when none is so.
pub(crate) fn risk_of_check(stage: Stage<'_>, names_files: bool) -> Option<String> {
    if would_need_emulation(stage) {
        let reason = "it would be the first RUN of this build for the target platform, which needs no emulation today";
        return Some(reason.to_string());
    }
    if let Some(hook) = stage.start_up_hook() {
        return Some(format!(
            "{hook} may be run whenever Python starts, and the check would run it in the build"
        ));
    }
    let argument = argument_in_paths(stage).filter(|_| names_files)?;
    let default = stage.end().scope().known(&argument);
    let differs = |given: &&GivenArgument| given.name == argument && given.value.as_deref() != default;
    if let Some(given) = stage.analysis().context.arguments().iter().find(differs) {
        let value = given.value.as_deref().unwrap_or("that the environment has");
        return Some(format!(
            "{} gives the build argument {argument} the value {value}, which says where files go, and the check names its default: that build would fail",
            given.place
        ));
    }
    Some(format!(
        "the build argument {argument} says where files go, and the check names its default: a build with another value would fail"
    ))
}

/// A build argument that a WORKDIR, or the destination of a COPY, of a stage depends on, be it through ENV.
fn argument_in_paths(stage: Stage<'_>) -> Option<String> {
    stage.chain().find_map(|local| {
        // Names, each with the build argument that it comes from.
        let mut arguments: HashMap<&str, String> = HashMap::new();
        for one in local.instructions() {
            match one.keyword {
                Keyword::Arg | Keyword::Env => {
                    for pair in one.pairs() {
                        let value = pair.written(one.parsed()).unwrap_or_default();
                        let source = match one.keyword {
                            Keyword::Arg => Some(pair.name.clone()),
                            _ => first_mentioned(value, &arguments).map(str::to_string),
                        };
                        match source {
                            Some(source) => arguments.insert(&pair.name, source),
                            None => arguments.remove(pair.name.as_str()),
                        };
                    }
                }
                Keyword::Workdir | Keyword::Copy | Keyword::Add => {
                    let text = one.arguments_text();
                    let path = match one.keyword {
                        Keyword::Workdir => text,
                        _ => text.split_whitespace().next_back().unwrap_or_default(),
                    };
                    if let Some(name) = first_mentioned(path, &arguments) {
                        return Some(name.to_string());
                    }
                }
                _ => {}
            }
        }
        None
    })
}

/// The build argument behind the first of some names that a text mentions.
fn first_mentioned<'a>(text: &str, names: &'a HashMap<&str, String>) -> Option<&'a str> {
    let mut mentioned = variables::mentioned(text).into_iter();
    mentioned.find_map(|name| names.get(name)).map(String::as_str)
}

/// The value of the platform flag of a stage; an empty one says nothing.
fn platform(stage: Stage<'_>) -> Option<&str> {
    let value = stage.from().parsed().flag("platform")?.value.as_deref();
    value.filter(|value| !value.is_empty())
}

/// Whether a RUN in a stage would make a build need emulation that needs none today: the file builds for another platform than the building
/// machine's, and nothing runs there, nor in a stage that the same flag is given to.
fn would_need_emulation(stage: Stage<'_>) -> bool {
    let analysis = stage.analysis();
    let memo = &analysis.dockerfile.memo;
    let own = platform(stage.root());
    let runs_alike = |other: Stage<'_>| platform(other.root()) == own && other.own(Keyword::Run).is_some();
    *memo
        .needs_no_emulation
        .get_or_init(|| crosses(analysis) && !runs_on_target(analysis))
        && !analysis.stages().any(runs_alike)
}

/// Whether the file builds for another platform than the building machine's.
fn crosses(analysis: Analysis<'_>) -> bool {
    let is_elsewhere = |value: &str| {
        let names = variables::mentioned(value);
        names == ["BUILDPLATFORM"] || names.is_empty()
    };
    let target = analysis.global_arg("TARGETPLATFORM").and_then(|arg| arg.default);
    analysis.stages().filter_map(platform).any(is_elsewhere) || target.is_some_and(|value| !value.is_empty())
}

/// Whether some stage for the target platform has a RUN already.
pub(crate) fn runs_on_target(analysis: Analysis<'_>) -> bool {
    analysis.stages().any(|stage| {
        let on_target = platform(stage.root()).is_none_or(|value| variables::mentioned(value) == ["TARGETPLATFORM"]);
        on_target && stage.own(Keyword::Run).is_some()
    })
}

/// The minor version of a builder's Python, `3.11`, where its image tells.
pub(crate) fn builder_python(stage: Stage<'_>) -> Option<String> {
    let Base::Image(image) = stage.root_base() else {
        return None;
    };
    if image.is_official("debian") {
        let release = image.effective_tag()?.split('-').next().and_then(Debian::named);
        return release.map(|debian| debian.python.to_string());
    }
    if !image.is_official("python") {
        return None;
    }
    image.effective_tag().and_then(minor_of).map(str::to_string)
}
