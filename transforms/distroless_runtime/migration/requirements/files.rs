//! Project and lock files.

/// What a project file, or a lock file, asks for, each as in a requirements file.
pub(super) fn in_toml(text: &str) -> Vec<String> {
    let Ok(file) = text.parse::<toml::Table>() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let project = file.get("project");
    let lists = project.and_then(|table| table.get("dependencies")).into_iter();
    found.extend(
        lists
            .filter_map(toml::Value::as_array)
            .flatten()
            .filter_map(toml::Value::as_str)
            .map(str::to_string),
    );
    let tables = [
        project.and_then(|table| table.get("optional-dependencies")),
        file.get("dependency-groups"),
    ];
    let groups = tables
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .flat_map(toml::Table::values);
    let grouped = groups
        .filter_map(toml::Value::as_array)
        .flatten()
        .filter_map(toml::Value::as_str);
    found.extend(grouped.map(str::to_string));
    let locked = file.get("package").and_then(toml::Value::as_array);
    found.extend(
        locked
            .into_iter()
            .flatten()
            .filter_map(|one| Some(one.get("name")?.as_str()?.to_string())),
    );
    let poetry = file
        .get("tool")
        .and_then(|tool| tool.get("poetry")?.get("dependencies"));
    for table in [poetry, file.get("packages")]
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
    {
        for (name, value) in table.iter().filter(|(name, _)| *name != "python") {
            let extras = value
                .get("extras")
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten();
            let extras: Vec<&str> = extras.filter_map(toml::Value::as_str).collect();
            found.push(format!("{name}[{}]", extras.join(",")));
        }
    }
    found
}

/// What a `Pipfile.lock` has, each as in a requirements file.
pub(super) fn in_pipfile_lock(text: &str) -> Vec<String> {
    let lock: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let names = lock.get("default").and_then(serde_json::Value::as_object);
    names.into_iter().flat_map(|names| names.keys().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_where_a_project_or_lock_file_names_distributions() {
        for (text, expected) in [
            ("[project]\ndependencies = ['a>=1', 'b']\n", ["a>=1", "b"]),
            ("[project.optional-dependencies]\nx = ['a']\ny = ['b']\n", ["a", "b"]),
            (
                "[dependency-groups]\nx = ['a', {include-group = 'y'}]\ny = ['b']\n",
                ["a", "b"],
            ),
            (
                "[[package]]\nname = 'a'\nversion = '1'\n[[package]]\nname = 'b'\n",
                ["a", "b"],
            ),
            (
                "[tool.poetry.dependencies]\npython = '^3.11'\na = '^1'\nb = {version = '1', extras = ['c', 'd']}\n",
                ["a[]", "b[c,d]"],
            ),
            ("[packages]\na = '*'\nb = {extras = ['c']}\n", ["a[]", "b[c]"]),
        ] {
            assert_eq!(in_toml(text), expected, "{text}");
        }
        assert_eq!(in_toml("[project"), [""; 0]);
        let lock = r#"{"default": {"a": {}, "b": {}}, "develop": {"c": {}}}"#;
        assert_eq!(in_pipfile_lock(lock), ["a", "b"]);
        assert_eq!(in_pipfile_lock("{"), [""; 0]);
    }
}
