//! The statements of the check.

use super::modules::{self, Named};
use crate::analysis::origin::Origin;
use crate::analysis::service::{self, Service, Start};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Analysis, Instruction, Stage, sys_path};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::path::join;
use crate::dockerfile::variables::Value;
use crate::python::module::Check;
use crate::python::stdlib;

/// A script, a statement a line.
pub struct Script {
    /// The statements, without `;`.
    pub statements: Vec<String>,
    /// Whether some module is imported.
    pub imports: bool,
}

/// Names that the check itself uses: a module of that name is not imported.
const OWN_NAMES: [&str; 9] = [
    "__main__",
    "os",
    "sys",
    "importlib",
    "print",
    "open",
    "compile",
    "entrypoint_path",
    "spec",
];

/// So many files are named at the most; beyond that, the entrypoint alone.
const MOST_NAMED: usize = 40;

/// Writes the check of a service.
///
/// # Errors
/// Why there is nothing to check, and what the person can do.
pub fn statements(stage: Stage<'_>, service: &Service, anchor: Instruction<'_>) -> Result<Script, String> {
    let mut script = match &service.start {
        Start::Code => {
            return Err("the command is code given with -c, which names no file; move it into a file".to_string());
        }
        Start::Script(path) => {
            // A folder is started by its `__main__.py`, and comes first in `sys.path` itself.
            let inner = join(path, "__main__.py");
            if let Some(file) = stage.source_of(path) {
                of_file(stage, service, &file, anchor, Extra::default())
            } else if let Some(file) = stage.source_of(&inner).filter(|_| stage.analysis().context.is_known()) {
                let service = Service {
                    start: Start::Script(inner),
                    ..service.clone()
                };
                of_file(stage, &service, &file, anchor, Extra::default())
            } else {
                return Err(not_there(stage, path));
            }
        }
        Start::Module(name) => of_module(stage, service, name, None, anchor)?,
        Start::Application { server, module } => of_module(stage, service, module, Some(server), anchor)?,
    };
    let service = service::name(stage).map(|name| format!("{name} ")).unwrap_or_default();
    let tick = if prints_utf8(stage) { "✅ " } else { "" };
    script
        .statements
        .push(format!("print('{tick}All {service}modules verified')"));
    Ok(script)
}

/// What the check of a module adds to that of its file.
#[derive(Default)]
struct Extra {
    /// A folder that an option of the server puts first.
    root: Option<String>,
    /// Statements that find the modules.
    finds: Vec<String>,
}

fn of_file(stage: Stage<'_>, service: &Service, file: &SourceFile, anchor: Instruction<'_>, extra: Extra) -> Script {
    let folder = match &service.start {
        Start::Script(_) => file.path.rsplit_once('/').map_or("", |(folder, _)| folder),
        _ => stage.end().workdir().unwrap_or_default(),
    };
    let folder = if folder.is_empty() { "/" } else { folder };
    let mut statements = vec![
        if extra.finds.is_empty() {
            "import os, sys".to_string()
        } else {
            "import importlib.util, os, sys".to_string()
        },
        first_in_path(anchor, folder),
    ];
    statements.extend(extra.root.map(|root| format!("sys.path.insert(0, {})", literal(&root))));
    statements.extend([
        format!("entrypoint_path = {}", literal(&file.path)),
        "assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'".to_string(),
    ]);
    // Anything else may be a folder, or an archive that does not parse.
    let is_source = file.path.ends_with(".py") || file.source.is_some();
    if is_source {
        let text = "assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'";
        statements.push(text.to_string());
    }
    statements.extend(extra.finds);
    let mut named = modules::named(stage, service, file);
    if named.len() > MOST_NAMED {
        named.truncate(1);
    }
    if !is_source {
        named.retain(|one| one.path != file.path);
    }
    let imports = named.iter().any(is_imported);
    statements.extend(named.iter().map(|one| statement(one, one.path == file.path)));
    Script { statements, imports }
}

/// The check runs in the working folder of its place in the file; where that is another folder than the service's own, it must not come
/// first, lest it hide a part of the standard library.
fn first_in_path(anchor: Instruction<'_>, folder: &str) -> String {
    let workdir = anchor.after().workdir();
    match workdir {
        Some(workdir) if workdir == folder || workdir == "/" => format!("sys.path.insert(0, {})", literal(folder)),
        _ => format!("sys.path[0] = {}", literal(folder)),
    }
}

fn is_imported(one: &Named) -> bool {
    let top = one.name.split('.').next().unwrap_or(&one.name);
    one.check == Some(Check::Import) && !OWN_NAMES.contains(&top)
}

fn statement(one: &Named, is_entrypoint: bool) -> String {
    if is_imported(one) {
        return format!("import {}", one.name);
    }
    let path = if is_entrypoint {
        "entrypoint_path".to_string()
    } else {
        literal(&one.path)
    };
    match one.check {
        // The bytes, so that the file's own coding line counts.
        Some(_) => format!("compile(open({path}, 'rb').read(), {path}, 'exec')"),
        None => format!(
            "assert os.path.isfile({path}), 'CRITICAL: {} is not there'",
            one.path.replace(['\'', '\\'], "_")
        ),
    }
}

/// The check of a module that the command starts with `-m`, with the server that loads it if there is one.
fn of_module(
    stage: Stage<'_>,
    service: &Service,
    name: &str,
    server: Option<&str>,
    anchor: Instruction<'_>,
) -> Result<Script, String> {
    let has_packages = brings_packages(stage);
    let find = |name: &str| {
        format!("assert importlib.util.find_spec('{name}') is not None, 'CRITICAL: Module {name} not found'")
    };
    let server = server.filter(|_| has_packages).map(find);
    if let Some((root, file)) = sys_path::locate(stage, service, name) {
        // A dotted name would import its packages to find it.
        let top = name.split('.').next().unwrap_or(name);
        if !is_plain(top) {
            return Err(no_module(stage.analysis(), name));
        }
        let extra = Extra {
            root: sys_path::options(stage, service).contains(&root).then_some(root),
            finds: server.into_iter().chain([find(top)]).collect(),
        };
        return Ok(of_file(stage, service, &file, anchor, extra));
    }
    let top = name.split('.').next().unwrap_or(name);
    let is_local = !stage.analysis().context.is_known() && may_be_copied(stage, service, top);
    let version = crate::python::parse::version(&stage.runtime_python().version);
    let is_package = server.is_none() && (has_packages && !name.contains('.') || stdlib::has_module(top, version));
    if !is_plain(top) || !(is_local || is_package) {
        return Err(no_module(stage.analysis(), name));
    }
    let workdir = stage.end().workdir();
    let workdir = workdir.ok_or_else(|| "the working folder is not known; write WORKDIR in this stage".to_string())?;
    let mut statements = vec!["import importlib.util, sys".to_string(), first_in_path(anchor, workdir)];
    let folders = sys_path::options(stage, service);
    statements.extend(
        folders
            .iter()
            .map(|folder| format!("sys.path.insert(0, {})", literal(folder))),
    );
    statements.extend(server);
    statements.push(find(top));
    Ok(Script {
        statements,
        imports: false,
    })
}

/// Why a file cannot be shown to be in a stage, and what to do.
fn not_there(stage: Stage<'_>, path: &str) -> String {
    match stage.end().origin(path) {
        _ if varies(stage.analysis()) => chosen_by_an_argument(path),
        Origin::Nowhere => format!(
            "no COPY or ADD can be shown to bring {path}, so the image may not start; correct the COPY or the command"
        ),
        _ => format!(
            "a RUN, or another image, may make or change {path}, so what is there is not known; copy the file by its name, or write the check by hand"
        ),
    }
}

fn no_module(analysis: Analysis<'_>, name: &str) -> String {
    if varies(analysis) {
        return chosen_by_an_argument(&format!("the module {name}"));
    }
    if !analysis.context.is_known() {
        return format!(
            "{}, so it cannot be seen what brings the module {name}; name the context with --context, or as `context` in lucid-fix.toml",
            analysis.context.provenance().said_unknown()
        );
    }
    format!(
        "no COPY or ADD can be shown to bring the module {name}, so the image may not start; correct the COPY or the command"
    )
}

/// Whether a build argument says what some COPY takes.
fn varies(analysis: Analysis<'_>) -> bool {
    let mut copies = analysis.stages().flat_map(|stage| stage.copies());
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
fn may_be_copied(stage: Stage<'_>, service: &Service, name: &str) -> bool {
    let is_brought = |path: &str| matches!(stage.end().origin(path), Origin::Context(_));
    let roots = sys_path::roots(stage, service).unwrap_or_default();
    roots
        .iter()
        .any(|root| is_brought(&join(root, &format!("{name}.py"))) || is_brought(&join(root, name)))
}

/// Whether a COPY brings Python packages.
fn brings_packages(stage: Stage<'_>) -> bool {
    stage.chain().any(|local| {
        local.copies().any(|copy| {
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

/// Whether the check can print what is not ASCII, whatever the stage says of encodings.
fn prints_utf8(stage: Stage<'_>) -> bool {
    let scope = stage.end().environment();
    let is_utf8 = |name: &str, fits: &dyn Fn(&str) -> bool| match scope.get(name) {
        None => true,
        Some(Value::Known(value)) => fits(&value.to_ascii_lowercase()),
        Some(Value::Unknown) => false,
    };
    let charset = |value: &str| !value.contains('.') || value.ends_with(".utf-8") || value.ends_with(".utf8");
    ["LANG", "LC_ALL", "LC_CTYPE"]
        .iter()
        .all(|name| is_utf8(name, &charset))
        && is_utf8("PYTHONIOENCODING", &|value| {
            value.is_empty() || value.starts_with("utf-8") || value.starts_with("utf8")
        })
        && ["PYTHONUTF8", "PYTHONCOERCECLOCALE"]
            .iter()
            .all(|name| is_utf8(name, &|value| value != "0"))
}

/// A Python string.
fn literal(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// A text as it stands between the quotes of a Python string.
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}
