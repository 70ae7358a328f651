//! The statements of the check.

use super::modules::{self, Check, NamedModule};
use super::wording::{Wording, literal};
use crate::analysis::service::{self, Service, Start};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Point, Stage, missing, sys_path};
use crate::dockerfile::path::join;
use crate::python::stdlib;

/// A script, a statement a line.
pub(super) struct Script {
    /// The statements, without `;`.
    pub statements: Vec<String>,
    /// Whether some module is imported.
    pub imports: bool,
}

/// Writes the check of a service, to stand after `anchor`.
///
/// # Errors
/// Why there is nothing to check, and what the person can do.
pub(super) fn statements(stage: Stage<'_>, service: &Service, anchor: Instruction<'_>) -> Result<Script, String> {
    let writer = Writer {
        stage,
        service,
        check: anchor.after(),
        wording: Wording::at(anchor.after()),
    };
    let mut script = match &service.start {
        Start::Code => {
            return Err("the command is code given with -c, which names no file; move it into a file".to_string());
        }
        Start::Script(path) => writer.of_script(path)?,
        Start::Module(name) => writer.of_module(name, None)?,
        Start::Application { server, module } => writer.of_module(module, Some(server))?,
    };
    let is_printable = |name: &String| writer.wording.prints_utf8 || name.is_ascii();
    let name = service::name(stage).filter(is_printable);
    let name = name.map(|name| format!("{name} ")).unwrap_or_default();
    let success = writer.wording.success(&format!("All {name}modules verified"));
    script.statements.push(success);
    Ok(script)
}

/// What `-m` starts, besides the file that it comes to.
#[derive(Default)]
struct Started<'a> {
    /// The module's dotted name.
    module: Option<&'a str>,
    /// The server that loads it, where its package is in the image.
    server: Option<&'a str>,
    /// A directory that an option of the server puts first.
    root: Option<String>,
}

struct Writer<'a> {
    stage: Stage<'a>,
    service: &'a Service,
    /// Where the check runs.
    check: Point<'a>,
    wording: Wording,
}

/// Modules that run what they are given.
const RUNNERS: [&str; 12] = [
    "cProfile",
    "coverage",
    "ddtrace",
    "debugpy",
    "memray",
    "pdb",
    "profile",
    "pyinstrument",
    "runpy",
    "trace",
    "unittest",
    "viztracer",
];

impl Writer<'_> {
    fn of_script(&self, path: &str) -> Result<Script, String> {
        // A directory is started by its `__main__.py`, and comes first in `sys.path` itself.
        let inner = join(path, "__main__.py");
        let is_known = self.stage.analysis().context.is_known();
        if let Some(file) = self.stage.likely_source(path) {
            Ok(self.of_file(self.service, &file, &Started::default()))
        } else if let Some(file) = self.stage.likely_source(&inner).filter(|_| is_known) {
            let service = Service {
                start: Start::Script(inner),
                ..self.service.clone()
            };
            Ok(self.of_file(&service, &file, &Started::default()))
        } else if let Some(file) = self.stage.started_source(path) {
            Ok(self.of_file(self.service, &file, &Started::default()))
        } else {
            Err(missing::file(self.stage, path))
        }
    }

    fn of_file(&self, service: &Service, file: &SourceFile, started: &Started<'_>) -> Script {
        let directory = match &service.start {
            Start::Script(_) => file.path.rsplit_once('/').map_or("", |(directory, _)| directory),
            _ => self.stage.end().workdir().unwrap_or_default(),
        };
        let directory = if directory.is_empty() { "/" } else { directory };
        let loaded = self.stage.loaded(service, file, started.module);
        let mut named = modules::named(self.check, service, file, loaded.as_ref());
        let packages = loaded
            .map(|loaded| self.stage.packages(service, &loaded))
            .unwrap_or_default();
        // Anything else may be a directory, or an archive that does not parse.
        let is_source = file.path.ends_with(".py") || file.source.is_some();
        named.retain(|one| is_source || one.path != file.path);
        let imports = named.iter().any(|one| one.check == Check::Import);
        let module = started
            .module
            .map(|name| sys_path::plain_part(self.stage, service, name));
        let started_names = [started.server, module].into_iter().flatten();
        let packages = packages.iter().map(String::as_str);
        let sought: Vec<&str> = started_names
            .chain(packages.filter(|name| Some(*name) != started.server))
            .collect();
        let mut statements = self.beginning(&["os", "sys"], &sought, imports, directory);
        statements.extend(started.root.as_deref().map(insert));
        statements.push(format!("entrypoint_path = {}", literal(&file.path)));
        let message = "f'CRITICAL: Entrypoint not found at {entrypoint_path}'";
        statements.push(self.wording.require("os.path.exists(entrypoint_path)", message));
        if is_source {
            let message = "f'CRITICAL: {entrypoint_path} is not a file'";
            statements.push(self.wording.require("os.path.isfile(entrypoint_path)", message));
        }
        statements.extend(sought.iter().flat_map(|name| self.wording.find(name)));
        statements.extend(named.iter().map(|one| self.statement(one, one.path == file.path)));
        Script { statements, imports }
    }

    /// The check of a module that the command starts with `-m`, with the server that loads it if there is one.
    fn of_module(&self, name: &str, server: Option<&str>) -> Result<Script, String> {
        let (stage, service) = (self.stage, self.service);
        let has_packages = stage.brings_packages();
        let server = server.filter(|server| has_packages || stage.installs(server));
        let is_plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let no_module = || missing::module(stage, service, name);
        if !name.split('.').all(is_plain) {
            return Err(no_module());
        }
        if RUNNERS.contains(&name) {
            return Err(format!(
                "`-m {name}` runs another program, which a check of {name} proves nothing about; write the check by hand"
            ));
        }
        if sys_path::has_safe_path(stage, service) {
            return Err(format!(
                "Python is told not to look for {name} in the working directory (PYTHONSAFEPATH, -P or -I), and the check would; write it by hand"
            ));
        }
        let options = sys_path::options(stage, service);
        if let Some((root, file)) = sys_path::locate(stage, service, name) {
            let main = format!("{name}.__main__");
            let is_package = file.path.ends_with("/__main__.py") && !name.ends_with("__main__");
            let started = Started {
                module: Some(if is_package { &main } else { name }),
                server,
                root: options.contains(&root).then_some(root),
            };
            return Ok(self.of_file(service, &file, &started));
        }
        let top = name.split('.').next().unwrap_or(name);
        let is_local = !stage.analysis().context.is_known() && sys_path::may_have(stage, service, top);
        let is_library = stdlib::has_module(top, stage.python_version());
        let is_package = server.is_none() && (has_packages && !name.contains('.') || is_library);
        if !is_local && !is_package && !stage.installs(name) {
            return Err(no_module());
        }
        let workdir = stage.end().workdir();
        let workdir = workdir.ok_or("the working directory is not known; write WORKDIR in this stage")?;
        let sought: Vec<&str> = server.into_iter().chain([name]).collect();
        let mut statements = self.beginning(&["sys"], &sought, false, workdir);
        statements.extend(options.iter().map(|directory| insert(directory)));
        statements.extend(sought.iter().flat_map(|name| self.wording.find(name)));
        Ok(Script {
            statements,
            imports: false,
        })
    }

    /// What the check imports for itself, and the directory that comes first in `sys.path`.
    fn beginning(&self, basic: &[&str], sought: &[&str], imports: bool, directory: &str) -> Vec<String> {
        let others: &[&str] = match sought {
            [] => &[],
            names if names.iter().any(|name| name.contains('.')) => &["importlib.machinery", "importlib.util"],
            _ => &["importlib.util"],
        };
        // The check runs in the working directory of its place in the file; where that is another than the service's own, it must not come
        // first, lest it hide a part of the standard library.
        match self.check.workdir() {
            Some(workdir) if workdir == directory || workdir == "/" => {
                if !others.is_empty() && self.stage.hides_the_standard_library(self.service) {
                    let path = "sys.path.pop(0)".to_string();
                    let mut statements = self.wording.imports(basic, others, path, true, imports);
                    statements.push(insert(directory));
                    return statements;
                }
                self.wording.imports(basic, others, insert(directory), false, imports)
            }
            _ => {
                let path = format!("sys.path[0] = {}", literal(directory));
                self.wording.imports(basic, others, path, true, imports)
            }
        }
    }

    fn statement(&self, one: &NamedModule, is_entrypoint: bool) -> String {
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

fn insert(directory: &str) -> String {
    format!("sys.path.insert(0, {})", literal(directory))
}
