//! Bake files, `docker-bake.hcl` and `docker-bake.json`: the targets.
//!
//! A target with a `matrix` counts as far as its paths do not depend on it.

use std::collections::{BTreeMap, HashMap};

use hcl_edit::Span;
use hcl_edit::expr::{Array, Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{StringTemplate, Template};
use jsonc_parser::ast::{ObjectProp, Value};

use super::hcl::Variables;
use super::{RawDefinition, WrittenPath, json};
use crate::text::Positions;

/// So many targets and variables of one file are looked at, and so many can inherit in a row.
const MOST_BLOCKS: usize = 1_000;
const LONGEST_CHAIN: usize = 16;

/// A variable or a target as it is written.
struct BakeBlock {
    name: String,
    line: usize,
    attributes: HashMap<String, Expression>,
}

/// The builds that a `docker-bake.hcl` defines, in the order of their lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_hcl(text: &str) -> Result<Vec<RawDefinition>, String> {
    let error = |error: hcl_edit::parser::Error| format!("{}, line {}", error.message(), error.location().line());
    let body: Body = text.parse().map_err(error)?;
    let positions = Positions::new(text);
    let block = |block: &Block| {
        let context = block.body.get_attribute("context").and_then(Span::span);
        let start = context.or_else(|| block.span()).unwrap_or_default().start;
        let attributes = block.body.attributes();
        Some(BakeBlock {
            name: block.labels.first()?.as_str().to_string(),
            line: positions.position(start).0,
            attributes: attributes.map(|one| (one.key.to_string(), one.value.clone())).collect(),
        })
    };
    let blocks = |kind: &str| body.get_blocks(kind).filter_map(block).collect();
    definitions(blocks("variable"), blocks("target"))
}

/// The builds that a `docker-bake.json` defines, in the order of their lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read_json(text: &str) -> Result<Vec<RawDefinition>, String> {
    let root = json::object(text, false)?;
    let positions = Positions::new(text);
    let block = |one: &ObjectProp<'_>| {
        let block = one.value.as_object()?;
        let start = block
            .get("context")
            .map_or(block.range.start, |context| context.range.start);
        let attributes = block.properties.iter();
        let attributes = attributes.map(|one| Ok((one.name.as_str().to_string(), expression(&one.value)?)));
        let block = |attributes| BakeBlock {
            name: one.name.as_str().to_string(),
            line: positions.position(start).0,
            attributes,
        };
        Some(attributes.collect::<Result<_, String>>().map(block))
    };
    let blocks = |kind: &str| match root.get(kind).map(|section| &section.value) {
        Some(Value::Object(section)) => section.properties.iter().filter_map(block).collect(),
        None => Ok(Vec::new()),
        Some(_) => Err(format!("`{kind}` is not an object")),
    };
    definitions(blocks("variable")?, blocks("target")?)
}

/// A JSON value as HCL would have it. Its strings are templates, too.
///
/// # Errors
/// Why it is no template.
fn expression(value: &Value<'_>) -> Result<Expression, String> {
    let template = |text: &str| text.parse::<Template>().map_err(|error| error.message().to_string());
    Ok(match value {
        Value::StringLit(text) if text.value.contains(['$', '%']) => {
            let elements: Vec<_> = template(&text.value)?.into_iter().collect();
            StringTemplate::from(elements).into()
        }
        Value::StringLit(text) => text.value.to_string().into(),
        Value::NumberLit(number) => number.value.into(),
        Value::BooleanLit(flag) => flag.value.into(),
        Value::NullKeyword(_) => Expression::null(),
        Value::Array(array) => {
            let elements: Result<Vec<_>, String> = array.elements.iter().map(expression).collect();
            Array::from(elements?).into()
        }
        Value::Object(object) => {
            let mut made = Object::new();
            for one in &object.properties {
                let name = ObjectKey::Expression(one.name.as_str().into());
                made.insert(name, expression(&one.value)?);
            }
            made.into()
        }
    })
}

/// The targets with what they inherit.
fn definitions(variables: Vec<BakeBlock>, targets: Vec<BakeBlock>) -> Result<Vec<RawDefinition>, String> {
    if targets.len().max(variables.len()) > MOST_BLOCKS {
        return Err(format!("it has more than {MOST_BLOCKS} targets or variables"));
    }
    let default = |mut variable: BakeBlock| Some((variable.name, variable.attributes.remove("default")?));
    let variables = Variables::read(variables.into_iter().filter_map(default).collect());
    let by_name: HashMap<&str, &BakeBlock> = targets.iter().map(|target| (target.name.as_str(), target)).collect();
    let mut found: Vec<RawDefinition> = targets
        .iter()
        .filter_map(|target| definition(target, &by_name, &variables))
        .collect();
    found.sort_by_key(|definition| definition.line);
    Ok(found)
}

/// A target with what it inherits; `None` where its Dockerfile stands in the file itself, or where it cannot be told what it inherits.
fn definition(target: &BakeBlock, targets: &HashMap<&str, &BakeBlock>, variables: &Variables) -> Option<RawDefinition> {
    // Nearest first: a target, then the last one that it inherits from with all that that one inherits, then the one before.
    let mut chain: Vec<&BakeBlock> = Vec::new();
    let mut open = vec![(target, 0)];
    while let Some((target, depth)) = open.pop() {
        if chain.iter().any(|known| std::ptr::eq(*known, target)) {
            continue;
        }
        if depth > LONGEST_CHAIN || target.attributes.contains_key("dockerfile-inline") {
            return None;
        }
        chain.push(target);
        let inherits = target.attributes.get("inherits").and_then(Expression::as_array);
        for inherited in inherits.into_iter().flatten() {
            open.push((targets.get(&*variables.text(inherited)?)?, depth + 1));
        }
    }
    let path = |name: &str| -> Option<WrittenPath> {
        let mut written = chain.iter().filter_map(|target| target.attributes.get(name));
        let expression = written.find(|value| !value.is_null())?;
        let text = variables.text(expression);
        Some(text.ok_or_else(|| expression.to_string().trim().to_string()))
    };
    let key = |key: &ObjectKey| match key {
        ObjectKey::Ident(name) => Some(name.as_str().to_string()),
        ObjectKey::Expression(expression) => variables.text(expression),
    };
    let pairs = |name: &str| -> BTreeMap<String, Option<String>> {
        let written = chain
            .iter()
            .rev()
            .filter_map(|target| target.attributes.get(name)?.as_object());
        let pairs = written.flat_map(Object::iter);
        pairs
            .filter_map(|(name, value)| Some((key(name)?, variables.text(value.expr()))))
            .collect()
    };
    let contexts = pairs("contexts").into_iter();
    Some(RawDefinition {
        name: target.name.clone(),
        line: target.line,
        context: path("context"),
        dockerfile: path("dockerfile"),
        named_contexts: contexts
            .map(|(name, value)| (name, value.unwrap_or_default()))
            .collect(),
        arguments: pairs("args"),
        target: path("target").and_then(Result::ok),
        ..RawDefinition::default()
    })
}

#[cfg(test)]
#[path = "bake_tests.rs"]
mod tests;
