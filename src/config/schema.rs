//! The JSON schema of settings files, for editors.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Value, json};

use super::keys::SettingsFile;
use super::values;
use crate::transforms::RULES;

/// The keys that only a whole file can have.
const OF_FILES: [&str; 3] = ["extend", "exclude", "overrides"];

/// The schema of `lucid-fix.toml`. One type describes both a file and a table of `[[overrides]]`; here each has its own keys.
pub(crate) fn schema() -> Value {
    let mut schema = schema_for!(SettingsFile).to_value();
    if let Some(keys) = schema["properties"].as_object_mut() {
        let mut own = keys.clone();
        own.retain(|key, _| !OF_FILES.contains(&key.as_str()));
        keys.remove("files");
        keys["overrides"]["items"] =
            json!({ "type": "object", "properties": own, "required": ["files"], "additionalProperties": false });
    }
    schema
}

/// A rule, by code or name, or `ALL`: the texts that the lists of rules contain.
pub(super) struct RuleName;

impl JsonSchema for RuleName {
    fn schema_name() -> Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A rule by code or name, or ALL.", "enum": rule_names()["enum"] })
    }
}

/// The schema of a rule's code or name, or `ALL`.
pub(super) fn rule_names() -> Value {
    let names = RULES.all().flat_map(|rule| [rule.code, rule.name]);
    json!({ "enum": names.chain([values::ALL]).collect::<Vec<_>>() })
}

/// The schema of `[environment]`.
pub(super) fn environment(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "pattern": values::VARIABLE.anchored() },
        "properties": { "PYTHONPATH": { "const": false } },
        "additionalProperties": { "anyOf": [
            { "type": "string", "pattern": r"^[^\x00-\x1f\x7f-\x9f]*$" },
            { "const": false },
        ] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::accepts;

    fn tomls(directory: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(directory).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                // What the services of the tests bring is not for this program.
                if !name.ends_with(".context") && name != "builds" {
                    tomls(&path, found);
                }
            } else if name.ends_with(".toml") {
                found.push(std::fs::read_to_string(&path).unwrap());
            } else if name == "README.md" {
                let text = std::fs::read_to_string(&path).unwrap();
                let blocks = text.split("```toml\n").skip(1);
                found.extend(blocks.map(|block| block.split("```").next().unwrap().to_string()));
            }
        }
    }

    #[test]
    fn every_settings_file_of_the_project_is_accepted() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut found = vec![];
        for directory in ["transforms", "tests", "src"] {
            tomls(&root.join(directory), &mut found);
        }
        assert!(found.len() > 15, "{}", found.len());
        for text in found {
            assert!(accepts(&text), "{text}");
        }
    }

    #[test]
    fn every_key_has_a_description() {
        let schema = schema();
        let described = |properties: &Value| {
            let properties = properties.as_object().unwrap();
            properties.iter().all(|(_, value)| value["description"].is_string())
        };
        assert!(described(&schema["properties"]), "{schema:#}");
        assert!(described(&schema["$defs"]["RuntimeRow"]["properties"]), "{schema:#}");
    }
}
