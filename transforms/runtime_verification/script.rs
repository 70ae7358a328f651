//! The statements of the check.

use super::modules::{self, Check, Named};
use super::wording::{Wording, literal};
use crate::dockerfile::files::{self, CopyFrom, Origin};
use crate::python::stdlib;
use crate::service::sources::{self, SourceFile};
use crate::service::{self, Service, Start, path};
use crate::transform::View;

/// A script, a statement a line.
pub struct Script {
    /// The statements, without `;`.
    pub statements: Vec<String>,
    /// Whether some module is imported.
    pub imports: bool,
}

/// Writes the check of a service.
///
/// # Errors
/// Why there is nothing to check, and what the person can do.
pub fn statements(view: &View<'_>, stage: usize, service: &Service, anchor: usize) -> Result<Script, String> {
    let wording = Wording::at(view, stage, anchor);
    let writer = Writer {
        view,
        stage,
        service,
        anchor,
        wording: &wording,
    };
    let mut script = match &service.start {
        Start::Code => {
            return Err("the command is code given with -c, which names no file; move it into a file".to_string());
        }
        Start::Script(path) => {
            // A folder is started by its `__main__.py`, and comes first in `sys.path` itself.
            let inner = files::join(path, "__main__.py");
            if let Some(file) = sources::file(view, stage, path) {
                writer.of_file(&file, &Started::default())
            } else if let Some(file) = sources::file(view, stage, &inner).filter(|_| view.context.is_known()) {
                let service = &Service {
                    start: Start::Script(inner),
                    ..service.clone()
                };
                Writer { service, ..writer }.of_file(&file, &Started::default())
            } else {
                return Err(not_there(view, stage, path));
            }
        }
        Start::Module(name) => writer.of_module(name, None)?,
        Start::Application { server, module } => writer.of_module(module, Some(server))?,
    };
    let service = service::name(view, stage)
        .map(|name| format!("{name} "))
        .unwrap_or_default();
    script
        .statements
        .push(wording.success(&format!("All {service}modules verified")));
    Ok(script)
}

/// What `-m` starts, besides the file that it comes to.
#[derive(Default)]
struct Started<'a> {
    /// The module's dotted name.
    name: Option<String>,
    /// The server that loads it, where its package is in the image.
    server: Option<&'a str>,
    /// A folder that an option of the server puts first.
    root: Option<String>,
}

#[derive(Clone, Copy)]
struct Writer<'a> {
    view: &'a View<'a>,
    stage: usize,
    service: &'a Service,
    /// The instruction that the check follows.
    anchor: usize,
    wording: &'a Wording,
}

impl Writer<'_> {
    fn of_file(&self, file: &SourceFile, started: &Started<'_>) -> Script {
        let folder = match &self.service.start {
            Start::Script(_) => file.path.rsplit_once('/').map_or("", |(folder, _)| folder),
            _ => self.workdir().unwrap_or_default(),
        };
        let folder = if folder.is_empty() { "/" } else { folder };
        let modules = modules::modules(self.view, self.stage, self.service, file, started.name.as_deref());
        // Anything else may be a folder, or an archive that does not parse.
        let is_source = file.path.ends_with(".py") || file.source.is_some();
        let named = modules.named.iter().filter(|one| is_source || one.path != file.path);
        let imports = named.clone().any(|one| one.check == Check::Import);
        let looked_for = [started.server, started.name.as_deref()].into_iter().flatten();
        let finds: Vec<&str> = looked_for.chain(modules.packages.iter().map(String::as_str)).collect();
        let mut statements = self.start(&finds, true, imports, folder);
        statements.extend(
            started
                .root
                .iter()
                .map(|root| format!("sys.path.insert(0, {})", literal(root))),
        );
        statements.push(format!("entrypoint_path = {}", literal(&file.path)));
        statements.push(self.wording.require(
            "os.path.exists(entrypoint_path)",
            "f'CRITICAL: Entrypoint not found at {entrypoint_path}'",
        ));
        if is_source {
            let message = "f'CRITICAL: {entrypoint_path} is not a file'";
            statements.push(self.wording.require("os.path.isfile(entrypoint_path)", message));
        }
        statements.extend(finds.iter().flat_map(|name| self.wording.find(name)));
        statements.extend(named.map(|one| self.statement(one, one.path == file.path)));
        Script { statements, imports }
    }

    /// The check of a module that the command starts with `-m`, with the server that loads it if there is one.
    fn of_module(&self, name: &str, server: Option<&str>) -> Result<Script, String> {
        let (view, stage) = (self.view, self.stage);
        let has_packages = brings_packages(view, stage);
        let server = server.filter(|_| has_packages);
        let is_plain = name.split('.').all(is_plain);
        if let Some((root, file)) = path::locate(view, stage, self.service, name).filter(|_| is_plain) {
            let is_package = file.path.ends_with("/__main__.py") && !name.ends_with(".__main__");
            let started = Started {
                name: Some(if is_package {
                    format!("{name}.__main__")
                } else {
                    name.to_string()
                }),
                server,
                root: path::options(view, stage, self.service).contains(&root).then_some(root),
            };
            return Ok(self.of_file(&file, &started));
        }
        let top = name.split('.').next().unwrap_or(name);
        let is_local = !view.context.is_known() && may_be_copied(view, stage, self.service, top);
        let version = modules::version(view, stage);
        let is_package = server.is_none() && (has_packages && !name.contains('.') || stdlib::has_module(top, version));
        if !is_plain || !(is_local || is_package) {
            return Err(no_module(view, name));
        }
        let workdir = self.workdir();
        let workdir =
            workdir.ok_or_else(|| "the working folder is not known; write WORKDIR in this stage".to_string())?;
        let finds: Vec<&str> = server.into_iter().chain([name]).collect();
        let mut statements = self.start(&finds, false, false, workdir);
        let folders = path::options(view, stage, self.service);
        statements.extend(
            folders
                .iter()
                .map(|folder| format!("sys.path.insert(0, {})", literal(folder))),
        );
        statements.extend(finds.iter().flat_map(|name| self.wording.find(name)));
        Ok(Script {
            statements,
            imports: false,
        })
    }

    fn workdir(&self) -> Option<&str> {
        let end = self.view.stages.stages[self.stage].body.end;
        self.view.stages.workdir(self.stage, end)
    }

    /// The first statements: what the check imports for itself, and the directory that comes first in `sys.path`.
    fn start(&self, finds: &[&str], asks_os: bool, imports: bool, folder: &str) -> Vec<String> {
        let others: &[&str] = match finds {
            [] => &[],
            names if names.iter().any(|name| name.contains('.')) => &["importlib.machinery", "importlib.util"],
            _ => &["importlib.util"],
        };
        let basic: &[&str] = if asks_os { &["os", "sys"] } else { &["sys"] };
        let mut statements = self.wording.imports(basic, others, imports || !finds.is_empty());
        // The check runs in the working folder of its place in the file; where that is another folder than the service's own, it must not
        // come first, lest it hide a part of the standard library.
        statements.push(match self.view.stages.workdir(self.stage, self.anchor + 1) {
            Some(workdir) if workdir == folder || workdir == "/" => format!("sys.path.insert(0, {})", literal(folder)),
            _ => format!("sys.path[0] = {}", literal(folder)),
        });
        statements
    }

    fn statement(&self, one: &Named, is_entrypoint: bool) -> String {
        let path = match is_entrypoint {
            true => "entrypoint_path".to_string(),
            false => literal(&one.path),
        };
        match one.check {
            Check::Import => format!("import {}", one.name),
            // The bytes, so that the file's own coding line counts.
            Check::Compile => format!("compile(open({path}, 'rb').read(), {path}, 'exec')"),
            Check::Exists => {
                let message = format!("'CRITICAL: {} is not there'", one.path.replace(['\'', '\\'], "_"));
                self.wording.require(&format!("os.path.isfile({path})"), &message)
            }
        }
    }
}

/// Why a file cannot be shown to be in a stage, and what to do.
fn not_there(view: &View<'_>, stage: usize, path: &str) -> String {
    let end = view.stages.stages[stage].body.end;
    match view.stages.origin(view.document, view.context, stage, path, end) {
        _ if varies(view) => chosen_by_an_argument(path),
        Origin::Nowhere => format!(
            "no COPY or ADD can be shown to bring {path}, so the image may not start; correct the COPY or the command"
        ),
        _ => format!(
            "a RUN, or another image, may make or change {path}, so what is there is not known; copy the file by its name, or write the check by hand"
        ),
    }
}

fn no_module(view: &View<'_>, name: &str) -> String {
    if varies(view) {
        return chosen_by_an_argument(&format!("the module {name}"));
    }
    if !view.context.is_known() {
        return format!(
            "the build context is not known, so it cannot be seen what brings the module {name}; name the context with --context"
        );
    }
    format!(
        "no COPY or ADD can be shown to bring the module {name}, so the image may not start; correct the COPY or the command"
    )
}

/// Whether a build argument says what some COPY takes.
fn varies(view: &View<'_>) -> bool {
    let mut copies = (0..view.stages.stages.len()).flat_map(|stage| view.stages.copies(stage));
    copies.any(|copy| copy.varies)
}

fn chosen_by_an_argument(what: &str) -> String {
    format!(
        "a build argument says what is copied, so it cannot be shown what brings {what}; copy it by its own name, or write the check by hand"
    )
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a COPY can be shown to bring a file or folder of that name to where the command looks for it.
fn may_be_copied(view: &View<'_>, stage: usize, service: &Service, name: &str) -> bool {
    let end = view.stages.stages[stage].body.end;
    let is_brought = |path: &str| {
        let origin = view.stages.origin(view.document, view.context, stage, path, end);
        matches!(origin, Origin::Context(_))
    };
    let roots = path::roots(view, stage, service).unwrap_or_default();
    roots
        .iter()
        .any(|root| is_brought(&files::join(root, &format!("{name}.py"))) || is_brought(&files::join(root, name)))
}

/// Whether a COPY brings Python packages.
fn brings_packages(view: &View<'_>, stage: usize) -> bool {
    view.stages.chain(stage).any(|local| {
        view.stages.copies(local).any(|copy| {
            let named = |path: &str| {
                ["site-packages", "dist-packages", "venv", "/.local"]
                    .iter()
                    .any(|part| path.contains(part))
            };
            copy.from != CopyFrom::Context
                && (copy.sources.iter().any(|source| named(source)) || copy.destination.as_deref().is_some_and(named))
        })
    })
}
