//! LF009: what is shipped is built in another stage.

use crate::dockerfile::files::{CopyFrom, CopyStep};
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::roles;
use crate::dockerfile::stages::Role;
use crate::transform::{Finding, Remedy, Rule, Transform, View};

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF009",
    name: "multi-stage",
    summary: "the image is built in one stage and shipped from another",
    page: include_str!("README.md"),
};

/// The pass.
pub struct MultiStage;

impl Transform for MultiStage {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn reports_only(&self) -> bool {
        true
    }

    fn sees_unmigrated(&self) -> bool {
        true
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let shipped = roles::shipped(view.stages).into_iter();
        shipped.filter_map(|stage| check_stage(view, stage)).collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    // On distroless nothing can be built, so what another image brings was built there. Elsewhere it may be no more than a tool.
    let is_distroless = view.stages.stages[stage].role == Role::Runtime;
    let is_built_elsewhere = |copy: &CopyStep| match copy.from {
        CopyFrom::Stage(_) => true,
        CopyFrom::Elsewhere => is_distroless,
        CopyFrom::Context => false,
    };
    if (view.stages.chain(stage)).any(|below| view.stages.copies(below).any(is_built_elsewhere)) {
        return None;
    }
    let instruction = view.stages.stages[stage].from;
    let image = view.document.captures(&QUERY, instruction).into_iter().next()?;
    Some(Finding {
        instruction,
        at: image.range.start,
        message: "the image is built in the stage that is shipped: nothing comes from a builder stage".to_string(),
        remedy: Remedy::Report(format!(
            "install and compile in a stage of its own (FROM {} AS builder), and take over with COPY --from=builder what the service needs",
            view.settings.builder_image
        )),
    })
}
