//! LF006: a runtime stage has a RUN that proves that the entrypoint is there and its modules load.

use crate::dockerfile::command_line::python_call;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec;
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::Role;
use crate::paragraph;
use crate::service::{self, Service, Start};
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod changes;
mod modules;
mod place;
mod script;
mod wording;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF006",
    name: "runtime-verification",
    summary: "a runtime stage has a RUN that proves that the entrypoint is there and its modules load",
    page: include_str!("README.md"),
};

/// The pass.
pub struct RuntimeVerification;

impl Transform for RuntimeVerification {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, view: &View<'_>) -> bool {
        let mut runtime = view.stages.with_role(Role::Runtime);
        runtime.any(|stage| service::service(view, stage).is_some())
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.stages
            .with_role(Role::Runtime)
            .filter_map(|stage| check_stage(view, stage))
            .collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let service = service::service(view, stage)?;
    if is_verified(view, stage, &service) {
        return None;
    }
    let from = view.stages.stages[stage].from;
    let remedy = match verification(view, stage, &service) {
        Ok(fix) => Remedy::Fix(match service::risk_of_check(view, stage, true) {
            Some(reason) => fix.unsafe_because(reason),
            None => fix,
        }),
        Err(advice) => Remedy::Report(advice),
    };
    Some(Finding {
        instruction: from,
        at: view.document.instructions()[from].keyword_range().start,
        message: "no RUN of the runtime stage proves that the entrypoint is there and loads".to_string(),
        remedy,
    })
}

/// Whether a RUN behind the COPY of the application names the entrypoint, or its module, in a Python check.
fn is_verified(view: &View<'_>, stage: usize, service: &Service) -> bool {
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
            // A dotted name is looked for by its package.
            let package = name.split('.').next().unwrap_or(name);
            let file = format!("{}.py", name.replace('.', "/"));
            vec![
                format!("import {name}"),
                format!("'{name}'"),
                format!("\"{name}\""),
                format!("find_spec('{package}')"),
                file,
            ]
        }
        Start::Code => Vec::new(),
    };
    view.stages.chain(stage).any(|local| {
        let body = view.stages.stages[local].body.clone();
        body.into_iter()
            .filter(|index| view.document.instructions()[*index].keyword == Keyword::Run)
            .any(|index| {
                if view.document.captures(&QUERY, index).is_empty() {
                    return false;
                }
                let command = view.document.instructions()[index].command();
                let Some(form) = command.as_ref().and_then(|command| command.exec()) else {
                    return false;
                };
                let is_python = python_call(&form.words).is_some();
                is_python
                    && form
                        .words
                        .iter()
                        .any(|word| names.iter().any(|name| contains_name(&word.value, name)))
            })
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
fn verification(view: &View<'_>, stage: usize, service: &Service) -> Result<Fix, String> {
    let interpreter = service.interpreter(view, stage)?;
    let anchor = place::anchor(view, stage, service);
    place::check_user(view, stage, anchor)?;
    let script = script::statements(view, stage, service, anchor)?;
    let newline = view.document.newline(anchor);
    let indentation = view.document.indentation(anchor);
    let quoted = exec::quote_statements(&script.statements, view.document.escape(), newline);
    let comment = match script.imports {
        true => "# Verify entrypoint exists and modules can be imported",
        false => "# Verify entrypoint exists and sources compile",
    };
    let run = format!("RUN [{}, \"-c\", {quoted}]", exec::quote(&interpreter));
    let text = format!("{indentation}{comment}{newline}{indentation}{run}");
    let edit = paragraph::insert_after(view.document, anchor, &text);
    Ok(Fix::insertion(
        Keyword::Run,
        "Verify the entrypoint and its modules",
        edit,
    ))
}
