//! What each stage is for: runtime, builder, or something else.

use super::document::{Document, Keyword};
use super::files::{CopyFrom, CopyStep, relative_to};
use super::shell;
use super::stages::{Base, Role, Stages};
use crate::globs;
use crate::settings::Settings;

/// Whether the file is in scope, which the lines alone tell: whether some stage is a runtime stage.
pub fn in_scope(stages: &Stages) -> bool {
    stages.with_role(Role::Runtime).next().is_some()
}

/// Whether some stage comes down to a runtime image. Without one the file is not in scope, whatever its instructions do: an outline will do.
pub fn has_runtime_image(outline: &Stages, document: &Document, settings: &Settings) -> bool {
    (0..outline.stages.len()).any(|stage| is_distroless(outline, document, settings, stage))
}

/// Whether the file's last stage is a `python:*` image: a service that has not moved to distroless yet. An outline will do.
pub fn is_unmigrated(stages: &Stages) -> bool {
    let last = stages.stages.len().checked_sub(1);
    last.is_some_and(|last| matches!(stages.root_base(last), Base::Image(image) if image.is_official("python")))
}

/// What is built to be shipped: the runtime stages, and the last one where it is a `python:*` image.
pub fn shipped(stages: &Stages) -> Vec<usize> {
    let mut shipped: Vec<usize> = stages.with_role(Role::Runtime).collect();
    if is_unmigrated(stages) {
        shipped.push(stages.stages.len() - 1);
    }
    shipped
}

/// Gives each stage its role.
pub(super) fn assign(stages: &mut Stages, document: &Document, settings: &Settings) {
    for stage in 0..stages.stages.len() {
        if is_distroless(stages, document, settings, stage) && is_shipped(stages, document, stage) {
            stages.stages[stage].role = Role::Runtime;
        }
    }
    let runtime: Vec<usize> = stages.with_role(Role::Runtime).collect();
    let mut open: Vec<usize> = runtime
        .iter()
        .flat_map(|stage| stages.chain(*stage).collect::<Vec<_>>())
        .collect();
    let mut seen = open.clone();
    while let Some(stage) = open.pop() {
        let suppliers: Vec<usize> = stages
            .copies(stage)
            .filter_map(|copy| match copy.from {
                CopyFrom::Stage(from) if brings_python(stages, document, copy, from) => Some(from),
                _ => None,
            })
            .flat_map(|from| stages.chain(from).collect::<Vec<_>>())
            .collect();
        for supplier in suppliers {
            // A distroless stage can only hand on what it got itself: what supplies it is the builder.
            if stages.stages[supplier].role == Role::Other && !is_distroless(stages, document, settings, supplier) {
                stages.stages[supplier].role = Role::Builder;
            }
            if !seen.contains(&supplier) {
                seen.push(supplier);
                open.push(supplier);
            }
        }
    }
}

fn is_distroless(stages: &Stages, document: &Document, settings: &Settings, stage: usize) -> bool {
    let root = stages.chain(stage).last().unwrap_or(stage);
    let from = &document.instructions()[stages.stages[root].from];
    let written = &from.text()[stages.stages[root].image.clone()];
    let name = match &stages.stages[root].base {
        Base::Image(image) => image.name.clone(),
        Base::Unresolved(text) => text.split(['@']).next().unwrap_or(text).to_string(),
        _ => return false,
    };
    settings.runtime_images.iter().any(|glob| {
        if globs::matches(glob, &name) {
            return true;
        }
        // A registry that an ARG names stands for any registry: what follows it decides.
        let behind_variable = written.starts_with('$').then(|| written.split_once('/')).flatten();
        let path = behind_variable.map(|(_, path)| path.split([':', '@']).next().unwrap_or(path));
        let bare = glob.split_once('/').map_or(glob.as_str(), |(_, path)| path);
        path.is_some_and(|path| globs::matches(bare, path))
    })
}

/// The last stage, one that nothing later uses, or one with a command of its own that only stages built on it use, none of which
/// changes the command: such a stage is shipped by `--target`.
fn is_shipped(stages: &Stages, document: &Document, stage: usize) -> bool {
    let later = stage + 1..stages.stages.len();
    let copied = later
        .clone()
        .any(|other| stages.copies(other).any(|copy| copy.from == CopyFrom::Stage(stage)));
    if copied {
        return stage + 1 == stages.stages.len();
    }
    let heirs: Vec<usize> = later
        .filter(|other| stages.chain(*other).any(|below| below == stage))
        .collect();
    let sets_command = |index: usize| {
        [Keyword::Cmd, Keyword::Entrypoint]
            .iter()
            .any(|keyword| stages.own(document, index, *keyword).is_some())
    };
    heirs.is_empty() || (sets_command(stage) && !heirs.iter().any(|heir| sets_command(*heir)))
}

/// Whether a COPY from a stage brings Python code or packages: by the names of its sources, or because the stage got them from the build
/// context or from pip.
fn brings_python(stages: &Stages, document: &Document, copy: &CopyStep, from: usize) -> bool {
    copy.sources.iter().any(|source| {
        if is_program(stages, document, copy, source, from) {
            return false;
        }
        let by_name = ["site-packages", "dist-packages", ".py", "venv", "/.local", "/wheels"]
            .iter()
            .any(|part| source.contains(part));
        by_name
            || stages
                .chain(from)
                .any(|stage| stages_python_at(stages, document, stage, source))
    })
}

/// Whether a source is a single program, whatever else lies in its folder: it goes where programs lie, or a compiler wrote it.
fn is_program(stages: &Stages, document: &Document, copy: &CopyStep, source: &str, from: usize) -> bool {
    let last = source.rsplit('/').next().unwrap_or(source);
    if last.is_empty() || last.contains(['.', '*', '?', '[']) || matches!(last, "bin" | "sbin") {
        return false;
    }
    let is_bin = |path: &str| path.rsplit('/').take(2).any(|part| matches!(part, "bin" | "sbin"));
    let goes_to_bin = copy.destination.as_deref().is_some_and(is_bin);
    goes_to_bin
        || stages
            .chain(from)
            .any(|stage| is_compiled_to(stages, document, stage, source))
}

/// Whether a RUN of a stage names `path` as the output of a compiler (`-o path`).
fn is_compiled_to(stages: &Stages, document: &Document, stage: usize, path: &str) -> bool {
    stages.stages[stage].body.clone().any(|index| {
        let instruction = &document.instructions()[index];
        if instruction.keyword != Keyword::Run || !shell::mentions(document, instruction, &["-o"]) {
            return false;
        }
        let workdir = stages.workdir(stage, index);
        let commands = shell::run_commands(document, instruction).unwrap_or_default();
        commands.iter().any(|command| {
            command.words.windows(2).any(|pair| {
                pair[0].text == "-o" && super::files::absolute(workdir, &pair[1].text).as_deref() == Some(path)
            })
        })
    })
}

/// Whether a stage puts Python code or packages at `path`, above it or below it.
fn stages_python_at(stages: &Stages, document: &Document, stage: usize, path: &str) -> bool {
    let related =
        |other: &str| relative_to(other, path).is_some() || (path != "/" && relative_to(path, other).is_some());
    let copied = stages.copies(stage).any(|copy| {
        let lands = copy.destination.as_deref().is_some_and(related);
        lands && !is_system(path) && copy.from == CopyFrom::Context && copy.sources.iter().any(|source| is_code(source))
    });
    let handed_on = || {
        stages.copies(stage).any(|copy| match copy.from {
            CopyFrom::Stage(from) => {
                copy.destination.as_deref().is_some_and(related) && brings_python(stages, document, copy, from)
            }
            _ => false,
        })
    };
    copied
        || handed_on()
        || stages.stages[stage]
            .body
            .clone()
            .any(|index| installs_at(stages, document, stage, index, path))
}

/// Whether a stage takes Python files, or folders, from the build context.
fn has_sources(stages: &Stages, stage: usize) -> bool {
    stages
        .copies(stage)
        .any(|copy| copy.from == CopyFrom::Context && copy.sources.iter().any(|source| is_code(source)))
}

/// Whether a source reads like Python code, or like a folder, which may hold some.
fn is_code(source: &str) -> bool {
    let last = source.rsplit('/').next().unwrap_or(source);
    source.contains(".py") || !last.trim_start_matches('.').contains('.')
}

/// Folders that hold programs and libraries of the base image, never a service's own files.
fn is_system(path: &str) -> bool {
    [
        "/usr/bin",
        "/usr/lib",
        "/bin",
        "/lib",
        "/lib64",
        "/sbin",
        "/usr/sbin",
        "/etc",
        "/var",
    ]
    .iter()
    .any(|folder| relative_to(path, folder).is_some())
}

/// Whether a RUN installs packages with pip to a folder that it names, or makes a venv, at `path`.
fn installs_at(stages: &Stages, document: &Document, stage: usize, index: usize, path: &str) -> bool {
    let instruction = &document.instructions()[index];
    // pip's own word is "install", too.
    let telling = ["venv", "virtualenv", "cp", "mv", "rsync", "install"];
    if instruction.keyword != Keyword::Run || !shell::mentions(document, instruction, &telling) {
        return false;
    }
    let workdir = stages.workdir(stage, index);
    let Some(commands) = shell::run_commands(document, instruction) else {
        return false;
    };
    commands.iter().any(|command| {
        let words = || command.words.iter().map(|word| word.text.as_str());
        let has = |word: &str| words().any(|other| other == word);
        let is_pip = words().any(|word| word.ends_with("pip") || word.ends_with("pip3")) && has("install");
        let is_venv = has("venv") || command.program() == "virtualenv";
        let names_folder = || {
            words().any(|word| {
                let folder = word.split_once('=').map_or(word, |(_, value)| value);
                super::files::absolute(workdir, folder).is_some_and(|folder| {
                    folder != "/" && (relative_to(&folder, path).is_some() || relative_to(path, &folder).is_some())
                })
            })
        };
        let places = matches!(command.program(), "cp" | "mv" | "rsync" | "install") && has_sources(stages, stage);
        let is_users_own = || has("--user") && path.contains("/root");
        ((is_pip || is_venv) && (names_folder() || is_users_own())) || (places && names_folder())
    })
}
