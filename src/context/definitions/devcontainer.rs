//! `devcontainer.json`: the one build that it may define.

use std::collections::BTreeMap;

use jsonc_parser::ast::{ObjectProp, StringLit};

use super::{RawDefinition, WrittenPath, json};
use crate::text::position;

/// The build that a `devcontainer.json` defines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(text: &str) -> Result<Vec<RawDefinition>, String> {
    let root = json::object(text, true)?;
    let build = root.get_object("build");
    // Both stood at the top level once.
    let path = |name: &str, old: &str| -> Option<WrittenPath> {
        let written = build
            .and_then(|build| build.get_string(name))
            .or_else(|| root.get_string(old))?;
        Some(known(written).ok_or_else(|| written.value.to_string()))
    };
    let Some(dockerfile) = path("dockerfile", "dockerFile") else {
        return Ok(Vec::new());
    };
    let arguments = build.and_then(|build| build.get_object("args")).into_iter();
    let arguments = arguments.flat_map(|arguments| &arguments.properties);
    let argument = |one: &ObjectProp<'_>| (one.name.as_str().to_string(), one.value.as_string_lit().and_then(known));
    Ok(vec![RawDefinition {
        name: "devcontainer".to_string(),
        line: position(text, build.unwrap_or(&root).range.start).0,
        context: path("context", "context"),
        dockerfile: Some(dockerfile),
        named_contexts: BTreeMap::new(),
        arguments: arguments.map(argument).collect(),
        target: build.and_then(|build| build.get_string("target")).and_then(known),
        ..RawDefinition::default()
    }])
}

/// A text, unless it has a variable: those have no defaults that others could know.
fn known(text: &StringLit<'_>) -> Option<String> {
    (!text.value.contains("${")).then(|| text.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &str) -> Option<WrittenPath> {
        Some(Ok(path.into()))
    }

    #[test]
    fn comments_and_trailing_commas_are_no_obstacle() {
        let text = "// who\n{\n  \"name\": \"x\", /* a */\n  \"build\": {\n    \"dockerfile\": \"../Dockerfile\",\n    \"context\": \"..\",\n    \
                    \"args\": {\"A\": \"1\", \"B\": \"${localEnv:B}\",},\n  },\n}\n";
        let [found] = &read(text).unwrap()[..] else { panic!() };
        assert_eq!(
            (found.line, &found.context, &found.dockerfile),
            (4, &written(".."), &written("../Dockerfile"))
        );
        assert_eq!(
            found.arguments,
            [("A".into(), Some("1".into())), ("B".into(), None)].into()
        );
    }

    #[test]
    fn the_old_names_and_variables() {
        let [found] = &read("{\"dockerFile\": \"D\", \"context\": \"${localWorkspaceFolder}\"}").unwrap()[..] else {
            panic!()
        };
        assert_eq!(found.context, Some(Err("${localWorkspaceFolder}".into())));
        assert_eq!(found.dockerfile, written("D"));
    }

    #[test]
    fn one_that_builds_nothing_and_one_that_is_wrong() {
        assert_eq!(read("{\"image\": \"x\", \"build\": {}}").unwrap(), []);
        assert!(read("{\"build\": }").is_err());
        assert!(read("[]").is_err());
        assert!(read("").is_err());
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
