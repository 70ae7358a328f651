//! LF009: what is shipped is built in another stage.

use crate::analysis::{Role, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::grammar::NodeQuery;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};
use crate::transforms::distroless_runtime;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF009",
    name: "multi-stage",
    summary: "the image is built in one stage and shipped from another",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(1, "multi-stage", "Multi-stage build")],
};

/// Reports what is shipped from the stage that it is built in.
pub(super) struct MultiStage;

impl Transform for MultiStage {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn sees_unmigrated(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        context
            .shipped()
            .filter_map(|stage| check_stage(context, stage))
            .collect()
    }
}

/// Whether a COPY goes where programs lie.
fn is_program(copy: &CopyStep) -> bool {
    let place = copy.destination.as_deref().unwrap_or_default();
    place.split('/').any(|part| matches!(part, "bin" | "sbin"))
}

fn check_stage(context: &RuleContext<'_>, stage: Stage<'_>) -> Option<Finding> {
    // On distroless nothing can be built, so what another image brings was built there, but for a program. Elsewhere it may be no more than a tool.
    let is_distroless = stage.role() == Role::Runtime;
    let is_built_elsewhere = |copy: &CopyStep| match copy.from {
        CopyFrom::Stage(_) => true,
        CopyFrom::Elsewhere => is_distroless && !is_program(copy),
        CopyFrom::Context => false,
    };
    if stage.chain().flat_map(Stage::copies).any(is_built_elsewhere) {
        return None;
    }
    let image = stage.from().matches(&QUERY).first()?.range("image")?;
    let remedy = match is_distroless {
        false => distroless_runtime::migration::remedy(context, stage),
        true => {
            let builder = stage.image().builder();
            let example = builder.map_or_else(String::new, |builder| format!(" (FROM {builder} AS builder)"));
            Remedy::Report(format!(
                "install and compile in a stage of its own{example}, and take over with COPY --from=builder what the service needs"
            ))
        }
    };
    Some(Finding::new(
        stage.from(),
        image.start,
        "the image is built in the stage that is shipped: nothing comes from a builder stage",
        remedy,
    ))
}
