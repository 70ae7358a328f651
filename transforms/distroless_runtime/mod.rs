//! LF010: what is shipped is a distroless image with the Python of the house.

use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::roles;
use crate::dockerfile::stages::{Base, Role};
use crate::transform::{Finding, Remedy, Rule, Transform, View};

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF010",
    name: "distroless-runtime",
    summary: "the image is shipped on distroless, with the Python of the house",
    page: include_str!("README.md"),
};

/// The Pythons that there are on distroless.
const PYTHONS: &str = "gcr.io/distroless/python3-debian11 has 3.9, -debian12 3.11, -debian13 3.13";

/// The pass.
pub struct DistrolessRuntime;

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

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let shipped = roles::shipped(view.stages).into_iter();
        shipped.filter_map(|stage| check_stage(view, stage)).collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let stages = view.stages;
    let wanted = &view.settings.python_version;
    let (message, advice) = match (stages.stages[stage].role, stages.root_base(stage)) {
        (Role::Runtime, _) => {
            let version = stages.runtime_python(stage, view.settings).version;
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
    let root = stages.chain(stage).last().unwrap_or(stage);
    let instruction = stages.stages[root].from;
    let image = view.document.captures(&QUERY, instruction).into_iter().next()?;
    Some(Finding {
        instruction,
        at: image.range.start,
        message,
        remedy: Remedy::Report(advice),
    })
}
