//! LF002: every FROM of an external image carries the platform flag.

use crate::analysis::{Instruction, Role, Stage, service};
use crate::context::GivenArgument;
use crate::dockerfile::grammar::NodeQuery;
use crate::dockerfile::lines::directives;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF002",
    name: "platform-flag",
    summary: "every FROM of an external image carries --platform=$TARGETPLATFORM",
    page: include_str!("README.md"),
    priority: Priority::Critical,
    requirements: &[Requirement::new(5, "platform-flags", "Platform flags")],
};

/// Finds each FROM of an external image without the platform flag of the house, and adds or replaces the flag.
pub(super) struct PlatformFlag;

impl Transform for PlatformFlag {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let is_external = |stage: &Stage<'_>| matches!(stage.base(), Base::Image(_) | Base::Unresolved(_));
        let external = context.stages().filter(is_external);
        external.filter_map(|stage| check_from(stage.from())).collect()
    }
}

fn check_from(from: Instruction<'_>) -> Option<Finding> {
    let wanted = &from.analysis().pattern.platform;
    let flag = from.flag("platform");
    if let Some(flag) = flag.filter(|flag| is_wanted(flag.value.as_deref().unwrap_or_default(), wanted)) {
        let has_default = flag.value.as_deref().is_some_and(|value| value.contains(":-"));
        let is_empty = global_platform(from) == Some("") && !has_default;
        let message = "the platform is empty unless --build-arg TARGETPLATFORM= is given";
        let at = from.in_file(flag.range.clone()).start;
        return is_empty.then(|| Finding::new(from, at, message, would_fail()));
    }
    let matches = from.matches(&QUERY);
    let found = matches.first()?;
    let Some(flag) = flag else {
        let (at, keyword) = (found.range("image")?.start, found.range("keyword")?);
        let edit = Edit::insert(keyword.end, format!(" --platform={wanted}"));
        let fix = passing_checks(from, Fix::within(from, format!("Add --platform={wanted}"), vec![edit]));
        let message = format!("FROM has no --platform={wanted}");
        return Some(Finding::new(from, at, message, as_the_build_does(from, fix)));
    };
    let value = flag.value.as_deref().unwrap_or_default();
    let range = from.in_file(flag.range.clone());
    let at = range.start;
    let edit = Edit::replace(range, format!("--platform={wanted}"));
    let fix = passing_checks(
        from,
        Fix::within(from, format!("Replace the flag by --platform={wanted}"), vec![edit]),
    );
    let empty = if value.is_empty() { "an empty " } else { "" };
    let message = format!("FROM has {empty}--platform={value}, not {wanted}");
    Some(Finding::new(from, at, message, replace_flag(from, fix, value)))
}

/// BuildKit warns of the flag of the house, since it is the default; a directive may make an error of that.
fn passing_checks(from: Instruction<'_>, fix: Fix) -> Fix {
    const CHECK: &str = "RedundantTargetPlatform";
    let analysis = from.analysis();
    let checks = directives::value(analysis.document().text(), "check").unwrap_or_default();
    let option = |name: &str| {
        checks
            .split(';')
            .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    };
    let mut skipped = option("skip").unwrap_or_default().split(',').map(str::trim);
    let is_skipped = skipped.any(|name| name.eq_ignore_ascii_case(CHECK) || name.eq_ignore_ascii_case("all"));
    let is_error = option("error").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_default = variables::mentioned(&analysis.pattern.platform) == ["TARGETPLATFORM"];
    match is_error && !is_skipped && is_default {
        true => fix.unsafe_because(format!(
            "`# check=error=true` makes BuildKit's warning {CHECK} an error; write `# check=skip={CHECK};error=true`"
        )),
        false => fix,
    }
}

/// Whether a value of the flag is the wanted one, or has the same variables in it.
fn is_wanted(value: &str, wanted: &str) -> bool {
    let names = variables::mentioned(value);
    value == wanted || (names == variables::mentioned(wanted) && !names.is_empty())
}

/// The remedy for a FROM that leaves the platform to the build: it stays what it is, unless a global ARG says otherwise.
fn as_the_build_does(from: Instruction<'_>, fix: Fix) -> Remedy {
    let is_given = |given: &&GivenArgument| given.name == "TARGETPLATFORM";
    if let Some(given) = from.analysis().context.arguments().iter().find(is_given) {
        let place = &given.place;
        return Remedy::Fix(fix.unsafe_because(format!(
            "{place} gives the build argument TARGETPLATFORM a value of its own, which the flag takes"
        )));
    }
    match global_platform(from) {
        None => Remedy::Fix(fix),
        Some("") => would_fail(),
        Some(value) if !is_platform(value) => Remedy::Report(format!(
            "the global ARG TARGETPLATFORM is `{value}`, which is not a platform, and with the flag every build would fail; give that ARG another name"
        )),
        Some(value) => Remedy::Fix(fix.with_note(format!(
            "the platform is now {value}, from the global ARG, unless --build-arg TARGETPLATFORM= is given"
        ))),
    }
}

fn replace_flag(from: Instruction<'_>, fix: Fix, value: &str) -> Remedy {
    if value.is_empty() {
        return as_the_build_does(from, fix);
    }
    let global = global_platform(from);
    match variables::mentioned(value)[..] {
        ["BUILDPLATFORM"] | [] if global == Some("") => would_fail(),
        ["BUILDPLATFORM"] => replace_build_platform(from.stage(), fix),
        [] if global == Some(value) => Remedy::Fix(fix),
        [] => Remedy::Fix(fix.unsafe_because(format!(
            "the stage is built for {value} today; whoever builds for another platform gets another image"
        ))),
        _ => Remedy::Report(format!(
            "the platform comes from a variable of your own; write --platform={}, or silence it with `# lucid-fix ignore=LF002`",
            from.analysis().pattern.platform
        )),
    }
}

/// Whether a value is a platform: `linux/arm64`, or an operating system or a processor alone.
fn is_platform(value: &str) -> bool {
    let alone = [
        "linux", "amd64", "x86_64", "arm64", "aarch64", "arm", "386", "riscv64", "s390x", "ppc64le",
    ];
    value.contains(['/', '$']) || alone.contains(&value)
}

fn would_fail() -> Remedy {
    Remedy::Report(
        "the global ARG TARGETPLATFORM has no value, and with the flag every build would fail (failed to parse platform \"\"); \
         delete that ARG, or give it a value"
            .to_string(),
    )
}

/// The default of the global ARG TARGETPLATFORM, empty where it has none; `None` without that ARG, or where the flag of the house does not
/// name it.
fn global_platform(from: Instruction<'_>) -> Option<&str> {
    let analysis = from.analysis();
    if variables::mentioned(&analysis.pattern.platform) != ["TARGETPLATFORM"] {
        return None;
    }
    let arg = analysis.global_arg("TARGETPLATFORM")?;
    Some(arg.default.unwrap_or_default())
}

/// `$BUILDPLATFORM` on a builder installs wheels for the wrong CPU. Elsewhere it may be meant: a compiler that makes files for any platform.
fn replace_build_platform(stage: Stage<'_>, fix: Fix) -> Remedy {
    match stage.role() {
        Role::Builder if service::runs_on_target(stage.analysis()) => Remedy::Fix(fix),
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
