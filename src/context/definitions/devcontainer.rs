//! `devcontainer.json`: the one build that it may define.

use jsonc_parser::ast::{Object, StringLit};

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
    let of = |section: Option<&Object<'_>>, name: &str| section.and_then(|section| section.get_string(name)).map(path);
    let dockerfile = of(build, "dockerfile").or_else(|| of(Some(&root), "dockerFile"));
    let Some(dockerfile) = dockerfile else {
        return Ok(Vec::new());
    };
    let place = build.map_or(root.range.start, |build| build.range.start);
    let arguments = build.and_then(|build| build.get_object("args")).map(json::texts);
    let arguments = arguments.unwrap_or_default().into_iter();
    let known = |value: Option<String>| value.filter(|value| !value.contains("${"));
    Ok(vec![RawDefinition {
        name: "devcontainer".to_string(),
        line: position(text, place).0,
        context: of(build, "context").or_else(|| of(Some(&root), "context")),
        dockerfile: Some(dockerfile),
        named_contexts: Vec::new(),
        arguments: arguments.map(|(name, value)| (name, known(value))).collect(),
        command_line: None,
    }])
}

/// A path; its variables have no defaults that others could know.
fn path(text: &StringLit<'_>) -> WrittenPath {
    match text.value.contains("${") {
        true => WrittenPath::Varies(text.value.to_string()),
        false => WrittenPath::Known(text.value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(path: &str) -> Option<WrittenPath> {
        Some(WrittenPath::Known(path.into()))
    }

    #[test]
    fn comments_and_trailing_commas_are_no_obstacle() {
        let text = "// who\n{\n  \"name\": \"x\", /* a */\n  \"build\": {\n    \"dockerfile\": \"../Dockerfile\",\n    \"context\": \"..\",\n    \
                    \"args\": {\"A\": \"1\", \"B\": \"${localEnv:B}\",},\n  },\n}\n";
        let [found] = &read(text).unwrap()[..] else { panic!() };
        assert_eq!(
            (found.line, &found.context, &found.dockerfile),
            (4, &known(".."), &known("../Dockerfile"))
        );
        assert_eq!(found.arguments, [("A".into(), Some("1".into())), ("B".into(), None)]);
    }

    #[test]
    fn the_old_names_and_variables() {
        let [found] = &read("{\"dockerFile\": \"D\", \"context\": \"${localWorkspaceFolder}\"}").unwrap()[..] else {
            panic!()
        };
        assert_eq!(
            found.context,
            Some(WrittenPath::Varies("${localWorkspaceFolder}".into()))
        );
        assert_eq!(found.dockerfile, known("D"));
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
