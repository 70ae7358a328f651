//! LF010: what is shipped is a distroless image with the Python of the house.

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
    summary: "the image is shipped on distroless, with the Python of the house",
    page: include_str!("README.md"),
    requirements: &[Requirement {
        number: 2,
        id: "distroless-runtime",
        name: "Distroless runtime",
    }],
};

/// The Pythons that there are on distroless.
const PYTHONS: &str = "gcr.io/distroless/python3-debian11 has 3.9, -debian12 3.11, -debian13 3.13";

/// Reports what is shipped on another image than distroless, or with another Python than the house's.
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
    let wanted = &stage.analysis().pattern.python_version;
    let (message, advice) = match (stage.role(), stage.root_base()) {
        (Role::Runtime, _) => {
            let version = stage.runtime_python().version;
            if version == *wanted {
                return None;
            }
            (
                format!("the Python of the runtime image is {version}, not {wanted}"),
                format!(
                    "start from the distroless image whose Python is {wanted} ({PYTHONS}), or set python-version in lucid-fix.toml"
                ),
            )
        }
        (_, Base::Image(image)) => (
            format!("the image is shipped on {image}, which has a shell and a package manager"),
            format!(
                "let the last stage start from the distroless image whose Python is {wanted} ({PYTHONS}), and install in a builder stage"
            ),
        ),
        _ => return None,
    };
    let from = stage.root().from();
    let image = from.matches(&QUERY).first()?.range("image")?;
    Some(Finding::new(from, image.start, message, Remedy::Report(advice)))
}
