//! LF012: the application's files and its process belong to the user 65532.

use crate::analysis::images::SERVICE_USER;
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod user;

static RULE: Rule = Rule {
    code: "LF012",
    name: "ownership",
    summary: "application files are copied with --chown=65532:65532, and the service runs as USER 65532:65532",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(4, "ownership", "Proper ownership")],
};

/// What comes to the same as 65532:65532 in a distroless image.
const NONROOT: [&str; 5] = ["65532", "nonroot:nonroot", "nonroot", "65532:nonroot", "nonroot:65532"];

/// What lies below is a program, a library or a setting of the system, which root may own.
const SYSTEM: [&str; 17] = [
    "/bin",
    "/etc",
    "/lib",
    "/lib64",
    "/sbin",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/bin",
    "/usr/local/etc",
    "/usr/local/include",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/local/share",
    "/usr/sbin",
    "/usr/share",
];

/// What installed packages lie in.
const PACKAGES: [&str; 5] = ["site-packages", "dist-packages", "/venv", "/.venv", "/.local"];

/// Gives the application's files and its process to the user that the runtime image has for services.
pub(super) struct Ownership;

impl Transform for Ownership {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn note(&self, context: &RuleContext<'_>, _: &Requirement) -> Option<String> {
        let runtime = context.stages_with_role(Role::Runtime);
        let copies = runtime.flat_map(Stage::chain).flat_map(Stage::instructions);
        let mut places: Vec<&str> = copies.filter_map(packages_of_another).collect();
        places.dedup();
        let wanted = context.stages_with_role(Role::Runtime).next()?.image().user();
        let listed = places.join(", ");
        (!places.is_empty()).then(|| format!("packages are copied without --chown={wanted}, to {listed}"))
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let runtime = context.stages_with_role(Role::Runtime);
        let is_shipped = |stage: &Stage<'_>| runtime.clone().any(|one| one.chain().any(|below| below == *stage));
        let copies = context.stages().filter(is_shipped).flat_map(Stage::instructions);
        let copies = copies.filter_map(check_copy);
        copies.chain(runtime.clone().filter_map(user::check)).collect()
    }
}

fn check_copy(copy: Instruction<'_>) -> Option<Finding> {
    let step = copy.copy().filter(|step| carries_application(step))?;
    let wanted = copy.stage().image().user();
    let flag = copy.parsed().flag("chown");
    let (at, message) = match flag {
        None => (copy.keyword_range().start, without_owner(copy, wanted)),
        Some(flag) => {
            let escape = copy.analysis().document().escape();
            let owner = copy
                .before()
                .scope()
                .expand(flag.value.as_deref().unwrap_or_default(), escape)?;
            if owner.is_empty() || is_user(copy.stage(), &owner) {
                return None;
            }
            let at = copy.in_file(flag.range.clone()).start;
            (at, format!("the files belong to {owner}, not to {wanted}"))
        }
    };
    let chown = format!("--chown={wanted}");
    let edit = match (flag, copy.parsed().flags.last()) {
        (Some(flag), _) => Edit::replace(copy.in_file(flag.range.clone()), chown),
        (None, Some(last)) => Edit::insert(copy.in_file(last.range.clone()).end, format!(" {chown}")),
        (None, None) => Edit::insert(copy.keyword_range().end, format!(" {chown}")),
    };
    let fix = Fix::within(copy, format!("Give the files to {wanted}"), vec![edit]);
    let fix = match flag.is_none() && belong_already(copy.stage(), step, wanted) {
        true => fix.with_note(format!(
            "no file changes its owner; directories that this COPY makes belonged to root, and belong to {wanted} now"
        )),
        false => fix.unsafe_because(
            "the files get another owner, which a service that runs as another user, or a volume, may rely on",
        ),
    };
    Some(Finding::new(copy, at, message, Remedy::Fix(fix)))
}

/// Where a COPY puts packages without naming the user for services as their owner.
fn packages_of_another(copy: Instruction<'_>) -> Option<&str> {
    let place = copy.copy()?.destination.as_deref()?;
    let owner = copy.parsed().flag("chown").and_then(|flag| flag.value.as_deref());
    let is_owned = owner.is_some_and(|owner| owner.contains('$') || is_user(copy.stage(), owner));
    let are_packages = PACKAGES.iter().any(|part| place.contains(part));
    (are_packages && !is_owned).then_some(place)
}

/// Whether what is copied from another stage belongs to a user and group there.
fn belong_already(stage: Stage<'_>, copy: &CopyStep, owner: &str) -> bool {
    let CopyFrom::Stage(from) = copy.from else {
        return false;
    };
    let belongs = |source: &String| {
        let directory = source
            .find(['*', '?', '['])
            .map(|at| source[..at].rsplit_once('/').map_or("/", |(path, _)| path));
        stage.sibling(from).end().belongs_to(directory.unwrap_or(source), owner)
    };
    !copy.has_unknown_source && !copy.keeps_parents && copy.sources.iter().all(belongs)
}

/// Whether a user is the one that the runtime image has for services.
fn is_user(stage: Stage<'_>, user: &str) -> bool {
    let wanted = stage.image().user();
    user == wanted || (wanted == SERVICE_USER && NONROOT.contains(&user))
}

/// Who owns files that a COPY names no owner for: root, where they come from the build context; else who owns them where they come from.
fn without_owner(copy: Instruction<'_>, wanted: &str) -> String {
    match copy.flag("from").and_then(|flag| flag.value.as_deref()) {
        None => format!("no --chown={wanted}: the files belong to root"),
        Some(from) => format!("no --chown={wanted}: the files keep the owner that they have in {from}"),
    }
}

/// Whether a COPY brings files of the application: anything but programs, libraries, packages and settings of the system.
fn carries_application(copy: &CopyStep) -> bool {
    let Some(path) = copy.destination.as_deref() else {
        return false;
    };
    let is_taken_from_system = copy.from != CopyFrom::Context
        && !copy.has_unknown_source
        && copy.sources.iter().all(|source| is_system(source));
    // What is copied to the root may be the root of a whole system.
    let is_root = path == "/" && !copy.sources.iter().any(|source| source.ends_with(".py"));
    !is_system(path) && !is_taken_from_system && !is_root
}

fn is_system(path: &str) -> bool {
    matches!(path, "/usr" | "/usr/local")
        || PACKAGES.iter().any(|part| path.contains(part))
        || SYSTEM.iter().any(|directory| relative_to(path, directory).is_some())
}
