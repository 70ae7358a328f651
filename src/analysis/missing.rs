//! Why what a service starts cannot be shown to be in a stage, and what a person can do.

use super::origin::Origin;
use super::service::Service;
use super::{Analysis, Stage, sys_path};
use crate::dockerfile::path::{absolute, join};

/// Why a file cannot be shown to be there, for a file that nothing is known to bring.
pub(crate) fn file(stage: Stage<'_>, path: &str) -> String {
    if varies(stage.analysis()) {
        return chosen_by_an_argument(path);
    }
    match stage.end().origin(path) {
        Origin::Nowhere if stage.analysis().context.is_certain() => format!(
            "no COPY or ADD can be shown to bring {path}, so the image may not start; correct the COPY or the command"
        ),
        Origin::Nowhere => format!(
            "no COPY or ADD is seen to bring {path}, and the build context is not known for certain; name it with --context, or write the check by hand"
        ),
        _ => format!(
            "a RUN, or another image, may make or change {path}, so what is there is not known; copy the file by its name, or write the check by hand"
        ),
    }
}

/// Why a module cannot be shown to be there, for a module that is not found among the sources.
pub(crate) fn module(stage: Stage<'_>, service: &Service, name: &str) -> String {
    let context = stage.analysis().context;
    let package = sys_path::plain_part(stage, service, name);
    if varies(stage.analysis()) {
        chosen_by_an_argument(&format!("the module {name}"))
    } else if package != name {
        format!("the package {package} changes its own __path__, which says where {name} is; write the check by hand")
    } else if !context.is_known() {
        format!(
            "{}, so it cannot be seen what brings the module {name}; name the context with --context, or as `context` in lucid-fix.toml",
            context.provenance().said_unknown()
        )
    } else if !context.is_certain() || may_be_brought(stage, service, name) {
        format!(
            "what brings the module {name} is not known: pip, another RUN or another image may; write the check by hand"
        )
    } else {
        format!(
            "no COPY or ADD can be shown to bring the module {name}, so the image may not start; correct the COPY or the command"
        )
    }
}

/// Whether something that is not seen may bring a module to where Python looks for it.
fn may_be_brought(stage: Stage<'_>, service: &Service, name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    let Some(mut directories) = sys_path::roots(stage, service).filter(|_| !stage.brings_packages()) else {
        return true;
    };
    let environment = stage.end().environment();
    let python_path = environment.known("PYTHONPATH").unwrap_or_default();
    directories.extend(
        python_path
            .split(':')
            .filter_map(|entry| absolute(stage.end().workdir(), entry)),
    );
    let version = stage.image().python();
    directories.extend(version.map(|version| format!("/usr/local/lib/python{version}/dist-packages")));
    let is_unknown = |path: &str| matches!(stage.end().origin(path), Origin::Unknown | Origin::Named);
    directories
        .iter()
        .any(|directory| is_unknown(&join(directory, top)) || is_unknown(&join(directory, &format!("{top}.py"))))
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
