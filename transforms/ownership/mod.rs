//! LF012: the application's files and its process belong to the user 65532.

use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::files::{CopyFrom, CopyStep, relative_to};
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::Role;
use crate::transform::{Finding, Remedy, Rule, Transform, View};

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF012",
    name: "ownership",
    summary: "application files are copied with --chown=65532:65532, and the service runs as USER 65532:65532",
    page: include_str!("README.md"),
};

/// The user and group of the house, and what comes to the same in a distroless image.
const OWNERS: [&str; 6] = [
    "65532:65532",
    "65532",
    "nonroot:nonroot",
    "nonroot",
    "65532:nonroot",
    "nonroot:65532",
];

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

/// The pass.
pub struct Ownership;

impl Transform for Ownership {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn reports_only(&self) -> bool {
        true
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let runtime: Vec<usize> = view.stages.with_role(Role::Runtime).collect();
        let mut shipped: Vec<usize> = runtime.iter().flat_map(|stage| view.stages.chain(*stage)).collect();
        shipped.sort_unstable();
        shipped.dedup();
        let copies = shipped.into_iter().flat_map(|stage| check_copies(view, stage));
        copies
            .chain(runtime.iter().filter_map(|stage| check_user(view, *stage)))
            .collect()
    }
}

fn check_copies(view: &View<'_>, stage: usize) -> Vec<Finding> {
    let copies = view.stages.copies(stage).filter(|copy| carries_application(copy));
    copies.filter_map(|copy| check_copy(view, stage, copy)).collect()
}

fn check_copy(view: &View<'_>, stage: usize, copy: &CopyStep) -> Option<Finding> {
    let index = copy.instruction;
    if view.document.captures(&QUERY, index).is_empty() {
        return None;
    }
    let instruction = &view.document.instructions()[index];
    let scope = view.stages.scope(stage, index, true);
    let (at, message) = match instruction.flag("chown") {
        None => (instruction.keyword_range().start, without_owner(instruction)),
        Some(flag) => {
            let owner = scope.expand(flag.value.as_deref().unwrap_or_default(), view.document.escape())?;
            if OWNERS.contains(&owner.as_str()) {
                return None;
            }
            let at = instruction.in_file(flag.range.clone()).start;
            (at, format!("the files belong to {owner}, not to 65532:65532"))
        }
    };
    Some(Finding {
        instruction: index,
        at,
        message,
        remedy: Remedy::Report(
            "write --chown=65532:65532, the user that a distroless image has for services".to_string(),
        ),
    })
}

/// Who owns files that a COPY names no owner for: root, where they come from the build context; else who owns them where they come from.
fn without_owner(copy: &Instruction) -> String {
    match copy.flag("from").and_then(|flag| flag.value.as_deref()) {
        None => "no --chown=65532:65532: the files belong to root".to_string(),
        Some(from) => format!("no --chown=65532:65532: the files keep the owner that they have in {from}"),
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
        || SYSTEM.iter().any(|folder| relative_to(path, folder).is_some())
}

fn check_user(view: &View<'_>, stage: usize) -> Option<Finding> {
    let end = view.stages.stages[stage].body.end;
    let user = view.stages.user(view.document, stage, end)?;
    if OWNERS.contains(&user.as_str()) {
        return None;
    }
    let own = view.stages.own(view.document, stage, Keyword::User);
    let index = own.unwrap_or(view.stages.stages[stage].from);
    let who = if matches!(user.as_str(), "0" | "root" | "0:0" | "root:root") {
        "root"
    } else {
        &user
    };
    Some(Finding {
        instruction: index,
        at: view.document.instructions()[index].keyword_range().start,
        message: format!("the service runs as {who}, not as 65532:65532"),
        remedy: Remedy::Report(
            "write USER 65532:65532 behind the last COPY, and see that what the service writes to belongs to it"
                .to_string(),
        ),
    })
}
