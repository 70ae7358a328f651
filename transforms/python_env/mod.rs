//! LF005: a runtime stage sets the environment that Python services are run with.

use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::grammar::NodeQuery;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Applicability, Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};

mod block;
mod packages;
mod program;
mod values;

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF005",
    name: "python-env",
    summary: "a runtime stage sets PATH, LANG, LC_ALL and the PYTHON* names of the house",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(9, "python-env", "ENV vars")],
};

/// Finds each runtime stage that does not set a name of the house, or whose PYTHONPATH has no site-packages, and sets both.
pub(super) struct PythonEnv;

impl Transform for PythonEnv {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let mut places: Vec<Stage<'_>> = Vec::new();
        let mut shared = Vec::new();
        for stage in context.stages_with_role(Role::Runtime) {
            let place = shared_below(stage, &mut shared).unwrap_or(stage);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let (mut fixed, mut findings) = (Vec::new(), Vec::new());
        for place in places {
            // What a stage below gets, this one inherits.
            if place.chain().any(|below| fixed.contains(&below)) {
                continue;
            }
            let finding = check_stage(place);
            let remedy = finding.as_ref().map(|finding| &finding.remedy);
            if matches!(remedy, Some(Remedy::Fix(fix)) if fix.applicability == Applicability::Safe) {
                fixed.push(place);
            }
            findings.extend(finding);
        }
        findings
    }
}

/// The nearest stage below a runtime stage that several are built on, where it lacks what each of them lacks. `known` says of stages whether they
/// are such.
fn shared_below<'a>(stage: Stage<'a>, known: &mut Vec<(Stage<'a>, bool)>) -> Option<Stage<'a>> {
    let mut below = stage.chain().skip(1).filter(|below| below.role() != Role::Runtime);
    below.find(|below| {
        if let Some((_, is_shared)) = known.iter().find(|(stage, _)| stage == below) {
            return *is_shared;
        }
        let is_shared = is_shared(*below);
        known.push((*below, is_shared));
        is_shared
    })
}

/// Whether several runtime stages are built on a stage, and it lacks what each of them lacks.
fn is_shared(below: Stage<'_>) -> bool {
    let heirs = runtime_heirs(below);
    let missing = values::missing(below);
    let lacks_the_same = |heir| values::python_path_extension(heir).is_none() && values::missing(heir) == missing;
    heirs.len() > 1 && heirs.into_iter().all(lacks_the_same)
}

/// The runtime stages that are built on a stage, that one included.
fn runtime_heirs(stage: Stage<'_>) -> Vec<Stage<'_>> {
    let mut heirs = stage.with_heirs();
    heirs.retain(|heir| heir.role() == Role::Runtime);
    heirs
}

fn check_stage(stage: Stage<'_>) -> Option<Finding> {
    let (missing, extension) = (values::missing(stage), values::python_path_extension(stage));
    if missing.is_empty() && extension.is_none() {
        return None;
    }
    let home = home(stage);
    let mut place = home.unwrap_or(stage.from());
    let mut problems = Vec::new();
    let mut edits = Vec::new();
    let mut touched = Vec::new();
    let mut new_instructions = 0;
    if let Some((env, edit)) = extension {
        let problem = match env.text().contains("site-packages") {
            true => "PYTHONPATH names no packages of this Python that a COPY brings",
            false => "PYTHONPATH has no site-packages",
        };
        problems.push(problem.to_string());
        edits.push(edit);
        touched.push(env);
        place = env;
    }
    if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|(name, _)| name.as_str()).collect();
        problems.push(format!("the stage does not set {}", names.join(", ")));
        let addition = match home {
            Some(env) => block::append(env, &missing),
            None => block::new_block(opening(stage), &missing),
        };
        edits.push(addition.edit);
        touched.extend(addition.joined.filter(|env| !touched.contains(env)));
        new_instructions = addition.instructions;
    }
    let fix = Fix {
        title: "Set the environment of the house".to_string(),
        edits,
        applicability: Applicability::Safe,
        note: None,
        touches: touched.iter().map(|env| env.index()).collect(),
        leaves: vec![Keyword::Env; touched.len() + new_instructions],
        adds_stage: None,
    };
    let sets_packages = problems.iter().any(|problem| problem.contains("PYTHONPATH"));
    let of_packages = |heir| {
        let risk = || packages::risk(heir).or_else(|| program::use_of(heir, "PYTHONPATH"));
        sets_packages.then(risk).flatten()
    };
    let mut risks = runtime_heirs(stage)
        .into_iter()
        .filter_map(|heir| of_packages(heir).or_else(|| program::risk(heir, &missing)));
    let fix = match risks.next() {
        Some(reason) => fix.unsafe_because(reason),
        None => fix,
    };
    Some(Finding::at_keyword(place, problems.join("; "), Remedy::Fix(fix)))
}

/// The ENV that missing names join: the stage's last that sets a PYTHON* name, else the last with PATH.
fn home(stage: Stage<'_>) -> Option<Instruction<'_>> {
    let last = |is_wanted: fn(&str) -> bool| {
        let sets_wanted = |one: &Instruction<'_>| {
            let matches = one.matches(&QUERY);
            let mut names = matches.iter().filter_map(|found| found.range("name"));
            names.any(|name| is_wanted(one.file_text(name)))
        };
        let environment = stage.instructions().filter(|one| one.keyword == Keyword::Env);
        environment.rev().find(sets_wanted)
    };
    last(|name| name.starts_with("PYTHON")).or_else(|| last(|name| name == "PATH"))
}

/// The last instruction of the stage's opening block of ARG and LABEL; the FROM without one.
fn opening(stage: Stage<'_>) -> Instruction<'_> {
    let opens = |one: &Instruction<'_>| matches!(one.keyword, Keyword::Arg | Keyword::Label | Keyword::Maintainer);
    stage.instructions().take_while(opens).last().unwrap_or(stage.from())
}
