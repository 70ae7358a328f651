//! LF002: every FROM of an external image carries the platform flag.

use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::{Base, Role};
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::service;
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF002",
    name: "platform-flag",
    summary: "every FROM of an external image carries --platform=$TARGETPLATFORM",
    page: include_str!("README.md"),
};

/// The pass.
pub struct PlatformFlag;

impl Transform for PlatformFlag {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let external = |stage: &usize| matches!(view.stages.stages[*stage].base, Base::Image(_) | Base::Unresolved(_));
        (0..view.stages.stages.len())
            .filter(external)
            .filter_map(|stage| check_stage(view, stage))
            .collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let index = view.stages.stages[stage].from;
    let from = &view.document.instructions()[index];
    let captures = view.document.captures(&QUERY, index);
    let image = captures.iter().find(|captured| captured.name == "image")?;
    let wanted = &view.settings.platform;
    let Some(flag) = from.flag("platform") else {
        return Some(Finding {
            instruction: index,
            at: image.range.start,
            message: format!("FROM has no --platform={wanted}"),
            remedy: add_flag(view, index),
        });
    };
    let value = flag.value.as_deref().unwrap_or_default();
    let names = variables::mentioned(value);
    if value == wanted || (names == variables::mentioned(wanted) && !names.is_empty()) {
        return None;
    }
    let range = from.in_file(flag.range.clone());
    let fix = Fix::within(
        view.document,
        index,
        format!("Replace the flag by --platform={wanted}"),
        vec![Edit::replace(range.clone(), format!("--platform={wanted}"))],
    );
    let remedy = match names[..] {
        ["BUILDPLATFORM"] => replace_build_platform(view, stage, fix),
        [] if global_platform(view).flatten() == Some(value) => Remedy::Fix(fix),
        [] => Remedy::Fix(fix.unsafe_because(format!(
            "the stage is built for {value} today; whoever builds for another platform gets another image"
        ))),
        _ => Remedy::Report(format!(
            "the platform comes from a variable of your own; write --platform={wanted}, or silence it with `# lucid-fix ignore=LF002`"
        )),
    };
    let message = format!("FROM has --platform={value}, not {wanted}");
    Some(Finding {
        instruction: index,
        at: range.start,
        message,
        remedy,
    })
}

/// The global ARG TARGETPLATFORM: `None` without one, `Some(None)` for one without a value.
fn global_platform<'a>(view: &View<'a>) -> Option<Option<&'a str>> {
    let args = &view.stages.global_args;
    let (_, default, _) = args.iter().rev().find(|(name, _, _)| name == "TARGETPLATFORM")?;
    Some(default.as_deref().filter(|value| !value.is_empty()))
}

fn add_flag(view: &View<'_>, index: usize) -> Remedy {
    let wanted = &view.settings.platform;
    let keyword = view.document.instructions()[index].keyword_range();
    let edit = Edit::insert(keyword.end, format!(" --platform={wanted}"));
    let fix = Fix::within(view.document, index, format!("Add --platform={wanted}"), vec![edit]);
    if variables::mentioned(wanted) != ["TARGETPLATFORM"] {
        return Remedy::Fix(fix);
    }
    match global_platform(view) {
        None => Remedy::Fix(fix),
        Some(None) => Remedy::Report(
            "the global ARG TARGETPLATFORM has no value, and with the flag every build would fail (failed to parse platform \"\"); \
             delete that ARG, or give it a value"
                .to_string(),
        ),
        Some(Some(value)) => Remedy::Fix(fix.with_note(format!(
            "the platform is now {value}, from the global ARG, unless --build-arg TARGETPLATFORM= is given"
        ))),
    }
}

/// `$BUILDPLATFORM` on a builder installs wheels for the wrong CPU. Elsewhere it may be meant: a compiler that makes files for any platform.
fn replace_build_platform(view: &View<'_>, stage: usize, fix: Fix) -> Remedy {
    match view.stages.stages[stage].role {
        Role::Builder if service::runs_on_target(view) => Remedy::Fix(fix),
        Role::Builder => Remedy::Fix(fix.unsafe_because(
            "no RUN of this build runs on the target platform today, so it needs no emulation; with the flag it does",
        )),
        Role::Runtime => Remedy::Fix(fix.unsafe_because("the image is made for the building machine today; it becomes one for the target platform")),
        Role::Other => Remedy::Report(
            "a stage that makes files for any platform may run on the building machine; if its files depend on the platform, \
             write --platform=$TARGETPLATFORM, else silence it with `# lucid-fix ignore=LF002`"
                .to_string(),
        ),
    }
}
