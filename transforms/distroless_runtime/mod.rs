//! LF010: what is shipped is a distroless image, that of the house where the settings name one.

use crate::analysis::{Role, Stage};
use crate::dockerfile::grammar::NodeQuery;
use crate::dockerfile::stages::Base;
use crate::engine::context::RuleContext;
use crate::engine::fix::Finding;
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

pub(super) mod migration;
mod outside;
mod release;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF010",
    name: "distroless-runtime",
    summary: "the image is shipped on distroless",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(2, "distroless-runtime", "Distroless runtime")],
};

/// Reports what is shipped on another image than distroless.
pub(super) struct DistrolessRuntime;

impl Transform for DistrolessRuntime {
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
        let unmigrated = context.shipped().filter_map(|stage| check_stage(context, stage));
        unmigrated.chain(release::check(context)).collect()
    }
}

fn check_stage(context: &RuleContext<'_>, stage: Stage<'_>) -> Option<Finding> {
    let image = match stage.root_base() {
        Base::Image(image) if stage.role() != Role::Runtime => image,
        _ => return None,
    };
    let from = stage.root().from();
    let place = from.matches(&QUERY).first()?.range("image")?;
    let message = format!("the image is shipped on {image}, which has a shell and a package manager");
    Some(Finding::new(
        from,
        place.start,
        message,
        migration::remedy(context, stage),
    ))
}
