//! A build context that is found by what the Dockerfile copies may be the wrong one: `COPY . .` fits every directory.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use lucid_fix::{BuildDefinitions, Place, RULES, locate};

const DOCKERFILE: &str = "\
FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .

FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=builder /build /app
";

/// What the tool makes of a Dockerfile in services/x of a repository with that command.
fn fixed(command: &str, given: Option<&str>) -> String {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join("services/x")).unwrap();
    fs::write(root.join("services/x/main.py"), "print(1)\n").unwrap();
    fs::write(root.join("services/x/lib.py"), "X = 1\n").unwrap();
    let given = given.map(|given| root.join(given));
    let place = Place {
        dockerfile: &root.join("services/x/Dockerfile"),
        given: given.as_deref(),
        configured: None,
        root: Path::new(&root),
        exclude: Arc::from([]),
        definitions: &BuildDefinitions::default(),
    };
    let text = format!("{DOCKERFILE}CMD {command}\n");
    let outcome = lucid_fix::process(text, &RULES.default_settings(), RULES, |needs| {
        Box::new(locate(&place, needs))
    });
    outcome.unwrap().text
}

#[test]
fn files_are_named_where_the_command_shows_that_the_context_is_right() {
    let text = fixed("[\"main.py\"]", None);
    assert!(text.contains("py_compile /build/lib.py"), "{text}");
    let text = fixed("[\"services/x/main.py\"]", Some("."));
    assert!(text.contains("py_compile /build/services/x/lib.py"), "{text}");
}

#[test]
fn no_file_but_the_commands_own_is_named_where_the_context_may_be_another_directory() {
    for command in [
        "[\"services/x/main.py\"]",
        "[\"-m\", \"services.x.main\"]",
        "[\"-m\", \"celery\"]",
    ] {
        let text = fixed(command, None);
        assert!(!text.contains("lib.py"), "{text}");
        assert!(text.contains("which python3"), "{text}");
    }
}
