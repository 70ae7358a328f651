//! Why the check of a service cannot be written, and what the person can do.

use crate::analysis::origin::Origin;
use crate::analysis::{Analysis, Stage};

/// Why a file cannot be shown to be in a stage, and what to do.
pub(super) fn not_there(stage: Stage<'_>, path: &str) -> String {
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

/// Why a module cannot be shown to be in the image, and what to do.
pub(super) fn no_module(analysis: Analysis<'_>, name: &str) -> String {
    if varies(analysis) {
        return chosen_by_an_argument(&format!("the module {name}"));
    }
    if !analysis.context.is_known() {
        return format!(
            "the build context is not known, so it cannot be seen what brings the module {name}; name the context with --context"
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
