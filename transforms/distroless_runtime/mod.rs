//! LF010: what is shipped is a distroless image.

use crate::analysis::{Role, Stage};
use crate::dockerfile::grammar::NodeQuery;
use crate::dockerfile::stages::Base;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Remedy};
use crate::engine::rule::{Requirement, Rule, Transform};

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF010",
    name: "distroless-runtime",
    summary: "the image is shipped on distroless",
    page: include_str!("README.md"),
    requirements: &[Requirement {
        number: 2,
        id: "distroless-runtime",
        name: "Distroless runtime",
    }],
};

/// Reports what is shipped on another image than distroless.
pub(super) struct DistrolessRuntime;

impl Transform for DistrolessRuntime {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn reports_only(&self) -> bool {
        true
    }

    fn sees_unmigrated(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        context.shipped().filter_map(check_stage).collect()
    }
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    let image = match stage.root_base() {
        Base::Image(image) if stage.role() != Role::Runtime => image,
        _ => return None,
    };
    let advice = match stage.runtime_of_same_python() {
        Some(row) => format!(
            "let the last stage start from {}, which has the same Python, and install in a builder stage",
            row.image
        ),
        None => format!(
            "let the last stage start from a distroless image ({}), and install in a builder stage",
            pythons(stage)
        ),
    };
    let from = stage.root().from();
    let place = from.matches(&QUERY).first()?.range("image")?;
    let message = format!("the image is shipped on {image}, which has a shell and a package manager");
    Some(Finding::new(from, place.start, message, Remedy::Report(advice)))
}

/// The Pythons that there are, and an image of each.
fn pythons(stage: Stage<'_>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut shown = Vec::new();
    for row in &stage.analysis().pattern.runtimes {
        if let Some(python) = row.python.as_deref().filter(|python| !seen.contains(python)) {
            seen.push(python);
            shown.push(format!("{} has {python}", row.image));
        }
    }
    shown.join(", ")
}
