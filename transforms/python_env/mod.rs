//! LF005: a runtime stage sets the environment that Python services are run with.

use crate::dockerfile::document::Keyword;
use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::stages::Role;
use crate::transform::{Applicability, Finding, Fix, Remedy, Rule, Transform, View};

mod block;
mod values;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF005",
    name: "python-env",
    summary: "a runtime stage sets PATH, LANG, LC_ALL and the PYTHON* names of the house",
    page: include_str!("README.md"),
};

/// The pass.
pub struct PythonEnv;

impl Transform for PythonEnv {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.stages
            .with_role(Role::Runtime)
            .filter_map(|stage| check_stage(view, stage))
            .collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let missing = values::missing(view, stage);
    let extension = values::python_path_extension(view, stage);
    if missing.is_empty() && extension.is_none() {
        return None;
    }
    let home = home(view, stage);
    let mut edits = Vec::new();
    let mut touches = Vec::new();
    let mut leaves = Vec::new();
    let mut problems = Vec::new();
    if let Some((index, edit)) = &extension {
        problems.push("PYTHONPATH has no site-packages".to_string());
        edits.push(edit.clone());
        touches.push(*index);
        leaves.push(Keyword::Env);
    }
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|(name, _)| name.as_str()).collect();
        problems.push(format!("the stage does not set {}", names.join(", ")));
        let addition = match home {
            Some(index) => block::append(view, index, one_a_line(view, index), &missing),
            None => block::new_block(view, opening(view, stage), &missing),
        };
        edits.push(addition.edit);
        if addition.joins && !touches.contains(&addition.anchor) {
            touches.push(addition.anchor);
            leaves.push(Keyword::Env);
        }
        leaves.extend(std::iter::repeat_n(Keyword::Env, addition.instructions));
    }
    let index = extension
        .map(|(index, _)| index)
        .or(home)
        .unwrap_or(view.stages.stages[stage].from);
    let fix = Fix {
        title: "Set the environment of the house".to_string(),
        edits,
        applicability: Applicability::Safe,
        note: None,
        touches,
        leaves,
    };
    Some(Finding {
        instruction: index,
        at: view.document.instructions()[index].keyword_range().start,
        message: problems.join("; "),
        remedy: Remedy::Fix(fix),
    })
}

/// The ENV that missing names join: the stage's last that sets a PYTHON* name, else the last with PATH.
fn home(view: &View<'_>, stage: usize) -> Option<usize> {
    let sets = |index: usize, wanted: &dyn Fn(&str) -> bool| {
        let captures = view.document.captures(&QUERY, index);
        captures
            .iter()
            .filter(|one| one.name == "name")
            .any(|one| wanted(&view.document.text()[one.range.clone()]))
    };
    let body = || view.stages.stages[stage].body.clone().rev();
    let python = body().find(|index| sets(*index, &|name| name.starts_with("PYTHON")));
    python.or_else(|| body().find(|index| sets(*index, &|name| name == "PATH")))
}

/// Whether an ENV has one name only, on one line: then single lines follow it.
fn one_a_line(view: &View<'_>, index: usize) -> bool {
    let pairs = view
        .document
        .captures(&QUERY, index)
        .iter()
        .filter(|one| one.name == "pair")
        .count();
    pairs == 1
}

/// The last instruction of the stage's opening block of ARG and LABEL; the FROM without one.
fn opening(view: &View<'_>, stage: usize) -> usize {
    let opens = |index: &usize| {
        matches!(
            view.document.instructions()[*index].keyword,
            Keyword::Arg | Keyword::Label | Keyword::Maintainer
        )
    };
    let stage = &view.stages.stages[stage];
    stage.body.clone().take_while(opens).last().unwrap_or(stage.from)
}
