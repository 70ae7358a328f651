//! Bake files, `docker-bake.hcl` and `docker-bake.json`: the targets.
//!
//! A target with a `matrix` counts as far as its paths do not depend on it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, Body};
use jsonc_parser::ast::{self, Value};

use super::hcl::Variables;
use super::{RawDefinition, WrittenPath, json};
use crate::text::Positions;

/// So many targets of one file are looked at, and so many can inherit in a row.
const MOST_TARGETS: usize = 1_000;
const LONGEST_CHAIN: usize = 16;

/// A target as it is written.
#[derive(Debug, Default)]
struct BakeTarget {
    line: usize,
    /// The targets that it inherits from, the last one winning; `None` for one whose name depends on something.
    inherits: Vec<Option<String>>,
    context: Option<WrittenPath>,
    dockerfile: Option<WrittenPath>,
    is_inline: bool,
    contexts: BTreeMap<String, String>,
    args: BTreeMap<String, Option<String>>,
}

/// The builds that a `docker-bake.hcl` defines, in the order of their lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_hcl(text: &str) -> Result<Vec<RawDefinition>, String> {
    let error = |error: hcl_edit::parser::Error| {
        let place = error.location();
        format!("{}, line {}", error.message(), place.line())
    };
    let body: Body = text.parse().map_err(error)?;
    let label = |block: &Block| block.labels.first().map(|label| label.as_str().to_string());
    let default = |block: &Block| Some(block.body.get_attribute("default")?.value.clone());
    let variables = body
        .get_blocks("variable")
        .filter_map(|block| Some((label(block)?, default(block)?)));
    let variables = Variables::read(variables.collect(), Variables::text);
    let positions = Positions::new(text);
    let targets = body.get_blocks("target").filter_map(|block| {
        let line = |span: Option<Range<usize>>| positions.position(span.unwrap_or_default().start).0;
        Some((label(block)?, target_of_block(block, &variables, line)))
    });
    definitions(targets.collect())
}

fn target_of_block(block: &Block, variables: &Variables, line: impl Fn(Option<Range<usize>>) -> usize) -> BakeTarget {
    let value = |name: &str| block.body.get_attribute(name).map(|attribute| &attribute.value);
    let path = |name: &str| {
        let expression = value(name).filter(|value| !value.is_null())?;
        let written = || expression.to_string().trim().to_string();
        Some(
            variables
                .text(expression)
                .map_or_else(|| WrittenPath::Varies(written()), WrittenPath::Known),
        )
    };
    let key = |key: &ObjectKey| match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_string()),
        ObjectKey::Expression(expression) => variables.text(expression),
    };
    let pairs = |name: &str| {
        let entries = value(name)
            .and_then(Expression::as_object)
            .into_iter()
            .flat_map(Object::iter);
        entries.filter_map(|(name, value)| Some((key(name)?, variables.text(value.expr()))))
    };
    let inherits = value("inherits").and_then(Expression::as_array);
    let place = block.body.get_attribute("context").and_then(Span::span);
    BakeTarget {
        line: line(place.or_else(|| block.span())),
        inherits: inherits
            .into_iter()
            .flatten()
            .map(|name| variables.text(name))
            .collect(),
        context: path("context"),
        dockerfile: path("dockerfile"),
        is_inline: value("dockerfile-inline").is_some(),
        contexts: pairs("contexts")
            .map(|(name, value)| (name, value.unwrap_or_default()))
            .collect(),
        args: pairs("args").collect(),
    }
}

/// The builds that a `docker-bake.json` defines, in the order of their lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_json(text: &str) -> Result<Vec<RawDefinition>, String> {
    let root = json::object(text, false)?;
    let section = |name: &str| match root.get(name).map(|section| &section.value) {
        Some(Value::Object(section)) => Ok(Some(section)),
        None => Ok(None),
        Some(_) => Err(format!("`{name}` is not an object")),
    };
    let default = |variable: &Value<'_>| Some(variable.as_object()?.get_string("default")?.value.to_string());
    let variables = section("variable")?.into_iter().flat_map(json::entries);
    let variables = variables.filter_map(|(name, value)| Some((name.to_string(), default(value)?)));
    let variables = Variables::read(variables.collect(), |known, text| known.template(text));
    let positions = Positions::new(text);
    let targets = section("target")?.into_iter().flat_map(json::entries);
    let targets = targets.filter_map(|(name, value)| {
        let target = value.as_object()?;
        let place = target
            .get("context")
            .map_or(target.range.start, |context| context.range.start);
        let line = positions.position(place).0;
        Some((name.to_string(), target_of_object(target, &variables, line)))
    });
    definitions(targets.collect())
}

fn target_of_object(target: &ast::Object<'_>, variables: &Variables, line: usize) -> BakeTarget {
    let path = |name: &str| {
        let text = &target.get_string(name)?.value;
        Some(
            variables
                .template(text)
                .map_or_else(|| WrittenPath::Varies(text.to_string()), WrittenPath::Known),
        )
    };
    let pairs = |name: &str| {
        let written = target.get_object(name).map(json::texts).unwrap_or_default().into_iter();
        written.map(|(name, value)| (name, value.and_then(|value| variables.template(&value))))
    };
    let inherits = target.get_array("inherits").map(|names| names.elements.iter());
    BakeTarget {
        line,
        inherits: inherits
            .into_iter()
            .flatten()
            .map(|name| variables.template(&name.as_string_lit()?.value))
            .collect(),
        context: path("context"),
        dockerfile: path("dockerfile"),
        is_inline: target.get("dockerfile-inline").is_some(),
        contexts: pairs("contexts")
            .map(|(name, value)| (name, value.unwrap_or_default()))
            .collect(),
        args: pairs("args").collect(),
    }
}

/// The targets with what they inherit.
fn definitions(targets: Vec<(String, BakeTarget)>) -> Result<Vec<RawDefinition>, String> {
    if targets.len() > MOST_TARGETS {
        return Err(format!("it has more than {MOST_TARGETS} targets"));
    }
    let names: Vec<String> = targets.iter().map(|(name, _)| name.clone()).collect();
    let targets: HashMap<String, BakeTarget> = targets.into_iter().collect();
    let mut found: Vec<RawDefinition> = names
        .into_iter()
        .filter_map(|name| definition(&targets, name))
        .collect();
    found.sort_by_key(|definition| definition.line);
    Ok(found)
}

/// A target with what it inherits; `None` where its Dockerfile stands in the file itself, or where it cannot be told what it inherits.
fn definition(targets: &HashMap<String, BakeTarget>, name: String) -> Option<RawDefinition> {
    // Nearest first: a target, then the last one that it inherits from with all that that one inherits, then the one before.
    let mut chain: Vec<&BakeTarget> = Vec::new();
    let mut open = vec![(name.as_str(), 0)];
    while let Some((name, depth)) = open.pop() {
        let target = targets.get(name)?;
        if chain.iter().any(|known| std::ptr::eq(*known, target)) {
            continue;
        }
        if depth > LONGEST_CHAIN {
            return None;
        }
        chain.push(target);
        for inherited in &target.inherits {
            open.push((inherited.as_deref()?, depth + 1));
        }
    }
    if chain.iter().any(|target| target.is_inline) {
        return None;
    }
    let mut definition = RawDefinition {
        line: chain.first()?.line,
        context: chain.iter().find_map(|target| target.context.clone()),
        dockerfile: chain.iter().find_map(|target| target.dockerfile.clone()),
        ..RawDefinition::default()
    };
    let (mut contexts, mut args) = (BTreeMap::new(), BTreeMap::new());
    for target in chain.into_iter().rev() {
        contexts.extend(target.contexts.clone());
        args.extend(target.args.clone());
    }
    definition.named_contexts = contexts.into_iter().collect();
    definition.arguments = args.into_iter().collect();
    definition.name = name;
    Some(definition)
}

#[cfg(test)]
#[path = "bake_tests.rs"]
mod tests;
