//! Where the build context comes from: what is written down in the repository, before a guess.

#![allow(clippy::unwrap_used)]

#[path = "support/binary.rs"]
mod binary;

use binary::{code, err, lucid_fix, out, tree};

/// A service whose builder takes `app` from the build context.
const SERVICE: &str = "\
FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY app/ /build/app/

FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY --from=builder /build/app /srv/app
ENTRYPOINT []
CMD [\"/usr/bin/python3.11\", \"-m\", \"app.main\"]
";

/// `services/api` is the context of `docker/api/Dockerfile`; the `app` of the repository's root is another.
fn monorepo<'a>(more: &[(&'a str, &'a str)]) -> tempfile::TempDir {
    let mut files: Vec<(&str, &[u8])> = vec![
        (".git/HEAD", b""),
        ("docker/api/Dockerfile", SERVICE.as_bytes()),
        ("docker/worker/Dockerfile", SERVICE.as_bytes()),
        ("services/api/app/main.py", b"print(1)\n"),
        ("services/api/app/__init__.py", b""),
        ("services/worker/app/main.py", b"print(1)\n"),
        ("services/worker/app/jobs.py", b""),
        ("services/worker/app/__init__.py", b""),
        ("app/helper.py", b"x = 1\n"),
        ("app/__init__.py", b""),
    ];
    files.extend(more.iter().map(|(path, text)| (*path, text.as_bytes())));
    tree(&files)
}

/// The line about the build context that `config` prints.
fn context_of(directory: &tempfile::TempDir, dockerfile: &str) -> String {
    let shown = out(&lucid_fix(directory.path(), &["config", dockerfile]));
    let line = shown.lines().find_map(|line| line.strip_prefix("# Build context: "));
    line.unwrap_or(&shown).to_string()
}

fn diff(directory: &tempfile::TempDir, dockerfile: &str) -> String {
    out(&lucid_fix(directory.path(), &["--diff", dockerfile]))
}

const API: &str = "docker/api/Dockerfile";
const WORKER: &str = "docker/worker/Dockerfile";

#[test]
fn a_guess_from_which_the_command_cannot_start_is_no_context() {
    let directory = monorepo(&[]);
    assert!(!diff(&directory, API).contains("helper.py"));
    assert_eq!(
        context_of(&directory, API),
        "not known: the directory . holds all that is copied, but only a part of app.main, which the command starts, would come from there"
    );
    let found = out(&lucid_fix(directory.path(), &[API]));
    assert!(!found.contains("correct the COPY"), "{found}");
}

#[test]
fn a_guess_that_the_command_does_not_confirm_lends_no_files() {
    for (command, is_refuted) in [
        ("\"-m\", \"dramatiq\", \"app.jobs\"", false),
        ("\"-m\", \"celery\", \"-A\", \"app.jobs:app\", \"worker\"", true),
        ("\"-m\", \"gunicorn\", \"app.main:app\"", true),
        ("\"/srv/app/main.py\"", true),
        ("\"app/main.py\"", true),
    ] {
        let directory = monorepo(&[]);
        let text = SERVICE.replace("\"-m\", \"app.main\"", command);
        std::fs::write(directory.path().join(API), text).unwrap();
        assert!(!diff(&directory, API).contains("helper"), "{command}");
        assert_eq!(
            context_of(&directory, API).starts_with("not known: "),
            is_refuted,
            "{command}"
        );
        let found = out(&lucid_fix(directory.path(), &[API]));
        // That is said only where somebody names the context.
        assert!(!found.contains("correct the COPY"), "{found}");
    }
}

#[test]
fn a_compose_file_says_it_for_each_dockerfile_that_it_names() {
    let compose = "services:\n  api:\n    build:\n      context: services/api\n      dockerfile: ../../docker/api/Dockerfile\n  \
                   worker:\n    profiles: [batch]\n    build:\n      context: ${WORKER:-services/worker}\n      dockerfile: ../../docker/worker/Dockerfile\n";
    let directory = monorepo(&[("docker-compose.yml", compose)]);
    assert_eq!(context_of(&directory, API), "services/api, from docker-compose.yml:4");
    assert_eq!(
        context_of(&directory, WORKER),
        "services/worker, from docker-compose.yml:9"
    );
    let api = diff(&directory, API);
    assert!(
        api.contains("py_compile /build/app/main.py") && !api.contains("jobs.py") && !api.contains("helper.py"),
        "{api}"
    );
    let worker = diff(&directory, WORKER);
    assert!(worker.contains("py_compile /build/app/jobs.py"), "{worker}");
}

#[test]
fn bake_files_and_devcontainers_say_it_too() {
    let bake = "target \"api\" {\n  context = \"services/api\"\n  dockerfile = \"../../docker/api/Dockerfile\"\n}\n";
    let devcontainer = "{ // to debug it\n  \"build\": {\"dockerfile\": \"../docker/worker/Dockerfile\", \"context\": \"../services/worker\"},\n}\n";
    let directory = monorepo(&[
        ("docker-bake.hcl", bake),
        (".devcontainer/devcontainer.json", devcontainer),
    ]);
    assert_eq!(context_of(&directory, API), "services/api, from docker-bake.hcl:2");
    assert_eq!(
        context_of(&directory, WORKER),
        "services/worker, from .devcontainer/devcontainer.json:2"
    );
}

#[test]
fn files_that_disagree_leave_it_unknown_and_are_named() {
    let compose = "services:\n  api:\n    build: {context: services/api, dockerfile: ../../docker/api/Dockerfile}\n";
    let bake = "target \"api\" {\n  dockerfile = \"docker/api/Dockerfile\"\n}\n";
    let directory = monorepo(&[("docker-compose.yml", compose), ("docker-bake.hcl", bake)]);
    let why = "docker-bake.hcl:1 builds from the directory ., but docker-compose.yml:3 builds from services/api";
    assert_eq!(context_of(&directory, API), format!("not known: {why}"));
    assert!(!diff(&directory, API).contains("helper.py"));
    // The settings decide between them.
    std::fs::write(
        directory.path().join("docker/api/lucid-fix.toml"),
        "context = \"../../services/api\"\n",
    )
    .unwrap();
    assert_eq!(
        context_of(&directory, API),
        "services/api, from docker/api/lucid-fix.toml:1"
    );
    assert!(diff(&directory, API).contains("py_compile /build/app/main.py"));
    let shown = out(&lucid_fix(directory.path(), &["config", API]));
    assert!(shown.contains("\ncontext = \"/"), "{shown}");
}

#[test]
fn a_message_about_an_unknown_context_says_why_it_is_unknown() {
    let text = SERVICE.replace("app.main", "other.main");
    let bad = "services: [\n";
    let directory = tree(&[
        (".git/HEAD", b""),
        ("Dockerfile", text.as_bytes()),
        ("app/x.py", b""),
        ("compose.yml", bad.as_bytes()),
    ]);
    let found = out(&lucid_fix(directory.path(), &["--select", "LF006", "Dockerfile"]));
    let why = "the build context is not known (compose.yml cannot be read, and may name it: ";
    assert!(
        found.contains(why) && found.contains("or as `context` in lucid-fix.toml"),
        "{found}"
    );
}

#[test]
fn settings_that_name_no_directory_are_an_error() {
    let directory = monorepo(&[("lucid-fix.toml", "\ncontext = \"gone\"\n")]);
    let run = lucid_fix(directory.path(), &[API]);
    assert_eq!(code(&run), 2);
    assert!(
        err(&run).contains("lucid-fix.toml:2:11: error: cannot open the directory"),
        "{}",
        err(&run)
    );
}

#[test]
fn a_pattern_that_matches_nothing_is_optional() {
    let text = "FROM python:3.11-slim-bookworm AS build\nWORKDIR /app\nCOPY pyproject.toml poetry.lock* ./\nCOPY src ./src\n\n\
                FROM gcr.io/distroless/python3-debian12\nCOPY --from=build /app /app\nWORKDIR /app\nCMD [\"src/app.py\"]\n";
    let directory = tree(&[
        (".git/HEAD", b""),
        ("Dockerfile", text.as_bytes()),
        ("pyproject.toml", b""),
        ("src/app.py", b"import util\n"),
        ("src/util.py", b""),
    ]);
    assert_eq!(
        context_of(&directory, "Dockerfile"),
        "., a guess: it holds all that the Dockerfile copies, and no directory above it does"
    );
    assert!(diff(&directory, "Dockerfile").contains("py_compile /app/src/util.py"));
}

#[test]
fn a_named_context_is_no_stage_and_no_image_of_a_registry() {
    let text = "FROM tools AS builder\nCOPY --from=sources . /build/app/\n\n\
                FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /build/app /srv/app\nWORKDIR /srv\nENTRYPOINT []\n\
                CMD [\"/usr/bin/python3.11\", \"/srv/app/main.py\"]\n";
    let compose = "services:\n  api:\n    build:\n      context: .\n      additional_contexts:\n        sources: ../sources\n        \
                   tools: docker-image://python:3.11-slim-bookworm\n";
    let directory = tree(&[
        (".git/HEAD", b""),
        ("Dockerfile", text.as_bytes()),
        ("compose.yml", compose.as_bytes()),
    ]);
    let found = out(&lucid_fix(directory.path(), &["Dockerfile"]));
    assert!(!found.contains("correct the COPY"), "{found}");
    assert!(!diff(&directory, "Dockerfile").contains("+FROM --platform=$TARGETPLATFORM tools"));
    std::fs::remove_file(directory.path().join("compose.yml")).unwrap();
    assert!(diff(&directory, "Dockerfile").contains("+FROM --platform=$TARGETPLATFORM tools"));
}

#[test]
fn an_argument_that_a_compose_file_gives_another_value_makes_paths_uncertain() {
    let text = "FROM python:3.11-slim-bookworm AS builder\nARG ROOT=/build\nCOPY app ${ROOT}/app\n\n\
                FROM gcr.io/distroless/python3-debian12\nARG ROOT=/build\nCOPY --from=builder ${ROOT}/app ${ROOT}/app\nENTRYPOINT []\n\
                CMD [\"/usr/bin/python3.11\", \"/build/app/main.py\"]\n";
    let compose = "services:\n  api:\n    build:\n      context: .\n      args: {ROOT: /srv}\n";
    let directory = tree(&[
        (".git/HEAD", b""),
        ("Dockerfile", text.as_bytes()),
        ("app/main.py", b"print(1)\n"),
        ("compose.yml", compose.as_bytes()),
    ]);
    let found = out(&lucid_fix(
        directory.path(),
        &["--select", "LF006,LF008", "--output-format", "concise", "Dockerfile"],
    ));
    assert!(
        found.contains("compose.yml:4 gives the build argument ROOT the value /srv"),
        "{found}"
    );
    assert_eq!(diff(&directory, "Dockerfile").matches("py_compile").count(), 0);
}

#[test]
fn an_argument_that_brings_another_image_makes_fixes_unsafe() {
    let text =
        "ARG RUNTIME=gcr.io/distroless/python3-debian12\nFROM $RUNTIME\nCOPY main.py /app/\nCMD [\"/app/main.py\"]\n";
    let compose = |image: &str| {
        format!("services:\n  api:\n    build:\n      context: .\n      args:\n        RUNTIME: {image}\n")
    };
    let changes = |image: &str| {
        let directory = tree(&[
            (".git/HEAD", b""),
            ("Dockerfile", text.as_bytes()),
            ("main.py", b"print(1)\n"),
            ("compose.yml", compose(image).as_bytes()),
        ]);
        let found = out(&lucid_fix(directory.path(), &["--output-format", "json", "Dockerfile"]));
        (found, diff(&directory, "Dockerfile"))
    };
    let (found, diff) = changes("gcr.io/distroless/python3-debian13:nonroot");
    let reason = "compose.yml:4 gives the build argument RUNTIME a value with which the image is gcr.io/distroless/python3-debian13:nonroot";
    assert!(found.contains(reason) && !diff.contains("python3.11"), "{found}{diff}");
    let (found, diff) = changes("${RUNTIME}");
    let reason = "RUNTIME the value that the environment has";
    assert!(found.contains(reason) && !diff.contains("python3.11"), "{found}{diff}");
    let (found, diff) = changes("gcr.io/distroless/python3-debian12:nonroot");
    assert!(
        !found.contains("the build argument") && diff.contains("python3.11"),
        "{found}{diff}"
    );
}

#[test]
fn a_locale_that_compose_gives_is_not_overridden() {
    let text = "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\nENTRYPOINT [\"/usr/bin/python3.11\", \"/app/main.py\"]\n";
    let with = |services: &str| {
        let directory = tree(&[
            (".git/HEAD", b""),
            ("Dockerfile", text.as_bytes()),
            ("main.py", b"print(1)\n"),
            ("compose.yml", format!("services:\n{services}").as_bytes()),
        ]);
        diff(&directory, "Dockerfile")
    };
    let asked = with("  web:\n    build: .\n    environment: [LANGUAGE=de]\n");
    assert!(
        asked.contains("LANG=C.UTF-8") && asked.contains("LC_ALL=C.UTF-8"),
        "{asked}"
    );
    for services in [
        "  web:\n    build: .\n    environment: [LANG=de_DE.UTF-8]\n",
        "  web:\n    build: .\n    image: x\n  worker:\n    image: x\n    environment: {LC_TIME: de_DE.UTF-8}\n",
        "  base:\n    build: .\n    environment: {LC_TIME: de_DE.UTF-8}\n  web:\n    extends: {service: base}\n",
    ] {
        let changed = with(services);
        assert!(
            changed.contains("LANG=C.UTF-8") && !changed.contains("LC_ALL"),
            "{services}{changed}"
        );
    }
}

#[test]
fn a_time_limit_that_compose_gives_makes_that_of_the_code_unsafe() {
    let text = "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\n\
                HEALTHCHECK --timeout=3s CMD [\"/usr/bin/python3.11\", \"-c\", \"import urllib.request as r; r.urlopen('http://localhost/')\"]\n\
                CMD [\"/app/main.py\"]\n";
    let with = |check: &str| {
        let directory = tree(&[
            (".git/HEAD", b""),
            ("Dockerfile", text.as_bytes()),
            ("main.py", b"print(1)\n"),
            (
                "compose.yml",
                format!("services:\n  web:\n    build: .\n{check}").as_bytes(),
            ),
        ]);
        (
            diff(&directory, "Dockerfile"),
            out(&lucid_fix(directory.path(), &["Dockerfile"])),
        )
    };
    let (changed, _) = with("");
    assert!(changed.contains("timeout=3)"), "{changed}");
    let (changed, found) = with("    healthcheck:\n      timeout: 60s\n");
    assert!(!changed.contains("timeout=3)"), "{changed}");
    let reason = "compose.yml:5 gives a container of the image another time limit";
    let words: Vec<&str> = found.split_whitespace().collect();
    assert!(words.join(" ").contains(reason), "{found}");
}

#[test]
fn an_image_built_on_another_inherits_its_entrypoint() {
    let text = "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\nCMD [\"/app/main.py\"]\n";
    let cleared = |child: &str, compose: &str| {
        let directory = tree(&[
            (".git/HEAD", b""),
            ("Dockerfile", text.as_bytes()),
            ("main.py", b"print(1)\n"),
            ("worker/Dockerfile", child.as_bytes()),
            ("worker/worker.py", b"print(2)\n"),
            ("compose.yml", compose.as_bytes()),
        ]);
        diff(&directory, "Dockerfile").contains("ENTRYPOINT []")
    };
    let by_image = "services:\n  api:\n    image: acme/api\n    build: .\n  worker:\n    build: worker\n";
    let by_context = "services:\n  api:\n    build: .\n  worker:\n    build:\n      context: worker\n      \
                      additional_contexts:\n        base: service:api\n";
    assert!(cleared("FROM other\nCMD [\"/app/worker.py\"]\n", by_image));
    assert!(!cleared("FROM acme/api:latest\nCMD [\"/app/worker.py\"]\n", by_image));
    assert!(!cleared("FROM base\nCMD [\"/app/worker.py\"]\n", by_context));
}

#[test]
fn a_debian_builder_that_is_built_by_itself_keeps_its_base() {
    let text = "FROM debian:12-slim AS builder\nRUN apt-get update && apt-get install -y python3\nCOPY main.py /app/\n\
                FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /app /app\nCMD [\"/app/main.py\"]\n";
    let compose = "services:\n  dev:\n    build:\n      context: .\n      target: builder\n    command: [/usr/bin/python3, /app/main.py]\n";
    let directory = tree(&[
        (".git/HEAD", b""),
        ("Dockerfile", text.as_bytes()),
        ("main.py", b"print(1)\n"),
        ("compose.yml", compose.as_bytes()),
    ]);
    let found = out(&lucid_fix(directory.path(), &["--output-format", "json", "Dockerfile"]));
    assert!(
        found.contains("compose.yml:4 builds the stage builder by itself"),
        "{found}"
    );
    assert!(!diff(&directory, "Dockerfile").contains("slim-bookworm"));
}

#[test]
fn a_file_out_of_scope_has_no_context_to_look_for() {
    let directory = tree(&[(".git/HEAD", b""), ("Dockerfile", b"FROM golang\n")]);
    assert_eq!(
        context_of(&directory, "Dockerfile"),
        "not looked for: the file is not in scope"
    );
    assert_eq!(
        context_of(&directory, "Dockerfile.no"),
        "not looked for: cannot read the file: No such file or directory"
    );
}

#[test]
fn a_service_that_compose_starts_in_another_way_is_not_moved_to_distroless() {
    let old = "FROM python:3.11-slim\nWORKDIR /app\nCOPY main.py .\nCMD [\"python\", \"main.py\"]\n";
    let why = "not moved: compose.yml:6 gives a container of the image another command";
    for given in ["command: celery -A main worker", "entrypoint: [sh, -c, celery]"] {
        let compose = format!("services:\n  web:\n    build: .\n  worker:\n    build: .\n    {given}\n");
        let files: [(&str, &[u8]); 4] = [
            (".git/HEAD", b""),
            ("Dockerfile", old.as_bytes()),
            ("main.py", b"print(1)\n"),
            ("compose.yml", compose.as_bytes()),
        ];
        let found = out(&lucid_fix(
            tree(&files).path(),
            &["--extend-select=LF010", "Dockerfile"],
        ));
        assert!(found.contains(why), "{found}");
    }
}
