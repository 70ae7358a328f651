//! The service that a runtime stage runs: its command, the file or module that it starts, and the Python files beside it.

pub mod declared;
pub mod path;
pub mod pip;
pub mod sources;

use crate::dockerfile::command_line::{PythonCall, Target, python_call};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::files;
use crate::dockerfile::interpreters::{Held, Lookup};
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables;
use crate::transform::View;

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

/// Servers that take `pkg.mod:app` as an argument of their module.
const SERVERS: [&str; 4] = ["uvicorn", "gunicorn", "hypercorn", "daphne"];

/// The options of those servers that take no value.
const FLAGS: [&str; 34] = [
    "--access-log",
    "--capture-output",
    "--check-config",
    "--daemon",
    "--date-header",
    "--debug",
    "--disable-redirect-access-to-syslog",
    "--enable-stdio-inheritance",
    "--factory",
    "--initgroups",
    "--log-syslog",
    "--no-access-log",
    "--no-date-header",
    "--no-proxy-headers",
    "--no-sendfile",
    "--no-server-header",
    "--no-server-name",
    "--no-use-colors",
    "--preload",
    "--preload-app",
    "--print-config",
    "--proxy-headers",
    "--proxy-protocol",
    "--reload",
    "--reuse-port",
    "--server-header",
    "--spew",
    "--strip-header-spaces",
    "--use-colors",
    "--version",
    "-D",
    "-R",
    "-h",
    "--help",
];

/// The service of a runtime stage; `None` when its command names no Python, or a relative script in a folder that is not known.
pub fn service(view: &View<'_>, stage: usize) -> Option<Service> {
    let words = |keyword| view.stages.effective_words(view.document, stage, keyword);
    let entrypoint = view.stages.effective(view.document, stage, Keyword::Entrypoint);
    let command = view.stages.effective(view.document, stage, Keyword::Cmd);
    // A shell form runs nowhere without a shell.
    let entrypoint_words = entrypoint.map_or(Some(Vec::new()), |_| words(Keyword::Entrypoint))?;
    let command_words = command.map_or(Some(Vec::new()), |_| words(Keyword::Cmd))?;
    let written = [entrypoint_words, command_words].concat();
    let is_script = written
        .first()
        .is_some_and(|word| word.starts_with('-') || word.ends_with(".py"));
    let base_runs_python = entrypoint.is_none() && is_script;
    let words = match base_runs_python {
        true => [
            vec![view.stages.runtime_python(stage, view.settings).interpreter],
            written,
        ]
        .concat(),
        false => written,
    };
    let call = python_call(&words)?;
    let end = view.stages.stages[stage].body.end;
    let start = match &call.target {
        Target::Script(script) => Start::Script(files::absolute(view.stages.workdir(stage, end), script)?),
        Target::Module(name, arguments) => match application(name, arguments) {
            Some(module) => Start::Application {
                server: name.clone(),
                module,
            },
            None => Start::Module(name.clone()),
        },
        Target::Code(_) => Start::Code,
        Target::Nothing => return None,
    };
    Some(Service { words, call, start })
}

/// The module of the application that a server's arguments name: `pkg.mod` of the first argument `pkg.mod:app` that is no option's value.
fn application(server: &str, arguments: &[String]) -> Option<String> {
    if !SERVERS.contains(&server) {
        return None;
    }
    let is_dotted = |name: &str| {
        name.split('.').all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('-') {
            let is_attached = word.contains('=') || (!option.starts_with('-') && option.len() > 1);
            if !is_attached && !FLAGS.contains(&word.as_str()) {
                words.next();
            }
        } else if let Some((module, attribute)) = word.split_once(':')
            && is_dotted(module)
            && is_dotted(attribute.trim_end_matches("()"))
        {
            return Some(module.to_string());
        }
    }
    None
}

impl Service {
    /// The interpreter that a check can run as the service does: the image's own, or a venv's that Debian's Python made.
    ///
    /// # Errors
    /// Why there is none, and what to do.
    pub fn interpreter(&self, view: &View<'_>, stage: usize) -> Result<String, String> {
        let own = view.stages.runtime_python(stage, view.settings).interpreter;
        let program = &self.words[self.call.program];
        let end = view.stages.stages[stage].body.end;
        if *program == own {
            return Ok(own);
        }
        let unclear = || {
            format!(
                "the command runs {program}, a Python that is copied in and may not start there; use {own}, or write the check by hand"
            )
        };
        if !program.contains('/') {
            return match view.stages.look_up(view.document, stage, end, program) {
                Lookup::OwnInterpreter => Ok(own),
                Lookup::Venv(path) => Ok(path),
                Lookup::Copied(_) | Lookup::UnknownPath => Err(unclear()),
            };
        }
        let is_own_link = matches!(
            program.as_str(),
            "/usr/bin/python3" | "/usr/bin/python" | "/bin/python3" | "/bin/python"
        );
        match view.stages.held_at(view.document, stage, end, program) {
            Held::Nothing if is_own_link => Ok(own),
            Held::DebianVenv => Ok(program.clone()),
            Held::ForeignVenv => Err(format!(
                "the command runs {program}, of a venv that was made in a python image and cannot start in distroless; copy the packages instead, and use {own}"
            )),
            _ => Err(unclear()),
        }
    }
}

/// What the service is called in messages: its label, else the Dockerfile's folder.
pub fn name(view: &View<'_>, stage: usize) -> Option<String> {
    let is_service = |name: &str| name.starts_with("com.") && name.ends_with(".service");
    let is_title = |name: &str| name == "org.opencontainers.image.title";
    let label = |wanted: &dyn Fn(&str) -> bool| view.stages.chain(stage).find_map(|local| label(view, local, wanted));
    let plain = |name: String| {
        let kept: String = name
            .chars()
            .filter(|c| c.is_alphanumeric() || " ._-/()".contains(*c))
            .collect();
        Some(kept.trim().to_string()).filter(|name| !name.is_empty())
    };
    label(&is_service)
        .or_else(|| label(&is_title))
        .or_else(|| view.context.dockerfile_folder())
        .and_then(plain)
}

fn label(view: &View<'_>, stage: usize, wanted: &dyn Fn(&str) -> bool) -> Option<String> {
    view.stages.stages[stage].body.clone().rev().find_map(|index| {
        let instruction = &view.document.instructions()[index];
        if instruction.keyword != Keyword::Label {
            return None;
        }
        let scope = view.stages.scope(stage, index, true);
        let pairs = variables::pairs(instruction, view.document.escape());
        let pair = pairs.iter().rev().find(|pair| wanted(&pair.name))?;
        scope.expand(pair.written(instruction)?, view.document.escape())
    })
}

/// Why a check may fail in a build that works today: one more platform to run on, or (for one that names files) paths that a build argument
/// decides. `None` when neither is so.
pub fn risk_of_check(view: &View<'_>, stage: usize, names_files: bool) -> Option<String> {
    if would_need_emulation(view) {
        let reason = "it would be the first RUN of this build for the target platform, which needs no emulation today";
        return Some(reason.to_string());
    }
    let argument = argument_in_paths(view, stage).filter(|_| names_files)?;
    Some(format!(
        "the build argument {argument} says where files go, and the check names its default: a build with another value would fail"
    ))
}

/// A build argument that a WORKDIR, or the destination of a COPY, of a stage depends on, be it through ENV.
fn argument_in_paths(view: &View<'_>, stage: usize) -> Option<String> {
    view.stages.chain(stage).find_map(|local| {
        let mut arguments: Vec<String> = Vec::new();
        for index in view.stages.stages[local].body.clone() {
            let instruction = &view.document.instructions()[index];
            let text = instruction.arguments_text();
            match instruction.keyword {
                Keyword::Arg | Keyword::Env => {
                    for pair in variables::pairs(instruction, view.document.escape()) {
                        let value = pair.written(instruction).unwrap_or_default();
                        let is_argument =
                            instruction.keyword == Keyword::Arg || first_mentioned(value, &arguments).is_some();
                        arguments.retain(|name| *name != pair.name);
                        if is_argument {
                            arguments.push(pair.name.clone());
                        }
                    }
                }
                Keyword::Workdir | Keyword::Copy | Keyword::Add => {
                    let path = match instruction.keyword {
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

/// The first of some names that a text mentions.
fn first_mentioned<'a>(text: &'a str, names: &[String]) -> Option<&'a str> {
    variables::mentioned(text)
        .into_iter()
        .find(|name| names.iter().any(|other| other == name))
}

/// Whether a first RUN would make a build need emulation that needs none today: the file builds for another platform than the building
/// machine's, and nothing runs there.
fn would_need_emulation(view: &View<'_>) -> bool {
    let stages = view.stages;
    let platform = |stage: usize| {
        let from = &view.document.instructions()[stages.stages[stage].from];
        from.flag("platform").and_then(|flag| flag.value.clone())
    };
    let crosses = (0..stages.stages.len()).any(|stage| {
        platform(stage).is_some_and(|value| {
            variables::mentioned(&value) == ["BUILDPLATFORM"] || variables::mentioned(&value).is_empty()
        })
    }) || stages.global_args.iter().any(|(name, default, _)| {
        name == "TARGETPLATFORM" && default.as_deref().is_some_and(|value| !value.is_empty())
    });
    crosses && !runs_on_target(view)
}

/// Whether some stage for the target platform has a RUN already.
pub fn runs_on_target(view: &View<'_>) -> bool {
    let stages = view.stages;
    (0..stages.stages.len()).any(|stage| {
        let root = stages.chain(stage).last().unwrap_or(stage);
        let from = &view.document.instructions()[stages.stages[root].from];
        let value = from.flag("platform").and_then(|flag| flag.value.as_deref());
        let on_target = value.is_none_or(|value| variables::mentioned(value) == ["TARGETPLATFORM"]);
        on_target && stages.own(view.document, stage, Keyword::Run).is_some()
    })
}

/// The minor version of a builder's Python, `3.11`, where its image tells.
pub fn builder_python(view: &View<'_>, stage: usize) -> Option<String> {
    let Base::Image(image) = view.stages.root_base(stage) else {
        return None;
    };
    if image.is_official("debian") {
        let tag = image.effective_tag()?;
        return (tag.starts_with("12") || tag.starts_with("bookworm")).then(|| "3.11".to_string());
    }
    if !image.is_official("python") {
        return None;
    }
    let mut parts = image.effective_tag()?.split(['-', '.']);
    let (major, minor) = (parts.next()?, parts.next()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(major) && is_number(minor)).then(|| format!("{major}.{minor}"))
}
