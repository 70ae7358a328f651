//! LF006: a runtime stage has a RUN that proves that the entrypoint is there and its modules load.

use std::collections::HashSet;

use crate::analysis::command_line::{PythonCall, Target, python_call};
use crate::analysis::service::{self, Service, Start};
use crate::analysis::{Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod modules;
mod place;
mod proof;
mod script;
mod wording;

use wording::Wording;

static RULE: Rule = Rule {
    code: "LF006",
    name: "runtime-verification",
    summary: "a runtime stage has a RUN that proves that the entrypoint is there and its modules load",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(10, "runtime-verification", "Runtime verification")],
};

/// Adds the RUN that checks the entrypoint.
pub(super) struct RuntimeVerification;

impl Transform for RuntimeVerification {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, context: &RuleContext<'_>) -> bool {
        let mut runtime = context.stages_with_role(Role::Runtime);
        runtime.any(|stage| service_of(stage).is_some())
    }

    /// Of several checks for one place the first comes first: it may be the others' as well.
    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let mut places: HashSet<usize> = HashSet::new();
        let mut fixed: Vec<Stage<'_>> = Vec::new();
        let mut findings = Vec::new();
        for stage in context.stages_with_role(Role::Runtime) {
            // The check of a stage below may be enough: the next round shows.
            if stage.chain().any(|below| fixed.contains(&below)) {
                continue;
            }
            let Some(finding) = check_stage(stage) else {
                continue;
            };
            if let Remedy::Fix(fix) = &finding.remedy {
                if !fix.edits.iter().all(|edit| places.insert(edit.range.start)) {
                    continue;
                }
                fixed.push(stage);
            }
            findings.push(finding);
        }
        findings
    }
}

fn service_of(stage: Stage<'_>) -> Option<Service> {
    service::service(stage).or_else(|| service::service_in_unknown_directory(stage))
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    let service = service_of(stage)?;
    if is_verified(stage, &service) {
        return None;
    }
    let remedy = match verification(stage, &service) {
        Ok(fix) => Remedy::Fix(match service::risk_of_check(stage, true) {
            Some(reason) => fix.unsafe_because(reason),
            None => fix,
        }),
        Err(advice) => Remedy::Report(advice),
    };
    let message = "no RUN of the runtime stage proves that the entrypoint is there and loads";
    Some(Finding::at_keyword(stage.from(), message, remedy))
}

/// Whether a RUN names the entrypoint, or its module, in a Python check that can fail.
fn is_verified(stage: Stage<'_>, service: &Service) -> bool {
    let names: Vec<String> = match &service.start {
        Start::Script(path) => {
            let file = path.rsplit('/').next().unwrap_or(path);
            let module = file.strip_suffix(".py").unwrap_or(file);
            vec![
                file.to_string(),
                wording::escaped(file),
                format!("import {module}"),
                format!("import_module('{module}')"),
            ]
        }
        Start::Module(name) | Start::Application { module: name, .. } => {
            let file = format!("{}.py", name.replace('.', "/"));
            // The last part of a dotted name is looked for in its package.
            let last = name.rsplit('.').next().unwrap_or(name);
            vec![
                format!("import {name}"),
                format!("'{name}'"),
                format!("\"{name}\""),
                format!("find_spec('{last}'"),
                file,
            ]
        }
        Start::Code => Vec::new(),
    };
    let mut runs = stage
        .chain()
        .flat_map(|local| local.instructions())
        .filter(|one| one.keyword == Keyword::Run);
    runs.any(|run| {
        let Some(form) = run.command().and_then(|command| command.exec()) else {
            return false;
        };
        let is_named = |text: &str| names.iter().any(|name| contains_name(text, name));
        let can_fail = |call: PythonCall| match &call.target {
            Target::Code(code) => {
                let asserts = !call.options.contains(&'O') && !Wording::at(run.before()).is_optimized;
                proof::can_fail(code, stage.python_version(), asserts)
            }
            _ => true,
        };
        form.words.iter().any(|word| is_named(&word.value)) && python_call(&form.words).is_some_and(can_fail)
    })
}

/// Whether a text has a name that no letter, digit or dot goes on from (`import app` is not in `import apples`).
fn contains_name(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let goes_on = |c: char| c.is_alphanumeric() || c == '_';
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !after.is_some_and(|c| goes_on(c) || c == '.') && !before.is_some_and(goes_on)
    })
}

/// The RUN as a fix.
///
/// # Errors
/// Why it cannot be written, and what the person can do.
fn verification(stage: Stage<'_>, service: &Service) -> Result<Fix, String> {
    if let Start::Script(path) = &service.start
        && !path.starts_with('/')
    {
        return Err(format!(
            "{path} is run in a directory that is not known (a digest without a tag, an ARG or an ONBUILD hides it); write a WORKDIR, or the tag before the digest"
        ));
    }
    let interpreter = service.interpreter(stage)?;
    let anchor = place::anchor(stage, service);
    place::check_user(anchor)?;
    let script = script::statements(stage, service, anchor)?;
    let newline = anchor.newline();
    let indentation = anchor.indentation();
    let quoted = exec::quote_statements(&script.statements, stage.analysis().document().escape(), newline);
    let compiles = script
        .statements
        .iter()
        .any(|statement| statement.starts_with("compile("));
    let comment = match script.imports {
        true => "# Verify entrypoint exists and modules can be imported",
        false if compiles => "# Verify entrypoint exists and sources compile",
        false => "# Verify entrypoint exists",
    };
    let run = format!("RUN [{}, \"-c\", {quoted}]", exec::quote(&interpreter));
    let text = format!("{indentation}{comment}{newline}{indentation}{run}");
    let edit = anchor.insert_paragraph_after(&text);
    Ok(Fix::insertion(
        Keyword::Run,
        "Verify the entrypoint and its modules",
        edit,
    ))
}
