use std::fs;

use super::*;

/// A repository with these files; what it says of each of some Dockerfiles.
fn said(files: &[(&str, &str)], dockerfiles: &[&str]) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    of_root(&root, dockerfiles)
}

fn of_root(root: &Path, dockerfiles: &[&str]) -> Vec<String> {
    let repository = RepositoryDefinitions::read(root);
    let of = |dockerfile: &&str| {
        let build = repository.build_of(&root.join(dockerfile));
        match build.context {
            None => "nothing".to_string(),
            Some(Err(why)) => why,
            Some(Ok((directory, Provenance::Written { file, line }))) => {
                format!("{} by {}:{line}", repository.shown(&directory), repository.shown(&file))
            }
            Some(Ok(_)) => unreachable!(),
        }
    };
    dockerfiles.iter().map(of).collect()
}

const EMPTY: &str = "";

#[test]
fn one_compose_file_of_a_monorepo_names_several_dockerfiles() {
    let compose = "services:\n  api:\n    build: services/api\n  worker:\n    build:\n      context: .\n      dockerfile: docker/worker/Dockerfile\n  \
                   other: {build: \"https://example.com/x.git\"}\n  up: {build: ../outside}\n";
    let files = [
        ("docker-compose.yml", compose),
        ("services/api/Dockerfile", EMPTY),
        ("docker/worker/Dockerfile", EMPTY),
        ("Dockerfile", EMPTY),
    ];
    assert_eq!(
        said(
            &files,
            &["services/api/Dockerfile", "docker/worker/Dockerfile", "Dockerfile"]
        ),
        [
            "services/api by docker-compose.yml:3",
            ". by docker-compose.yml:6",
            "nothing"
        ]
    );
}

#[test]
fn paths_are_relative_as_each_format_has_it() {
    let files = [
        (
            "deploy/compose.prod.yaml",
            "services: {a: {build: {context: ../services, dockerfile: a/Dockerfile}}}\n",
        ),
        (
            "deploy/docker-bake.hcl",
            "target \"b\" {\n  context = \"../services\"\n  dockerfile = \"b/Dockerfile\"\n}\n",
        ),
        (
            ".devcontainer/devcontainer.json",
            "{\"build\": {\"dockerfile\": \"../services/c/Dockerfile\", \"context\": \"..\"}}",
        ),
        ("services/a/Dockerfile", EMPTY),
        ("services/b/Dockerfile", EMPTY),
        ("services/c/Dockerfile", EMPTY),
    ];
    assert_eq!(
        said(
            &files,
            &[
                "services/a/Dockerfile",
                "services/b/Dockerfile",
                "services/c/Dockerfile"
            ]
        ),
        [
            "services by deploy/compose.prod.yaml:1",
            "services by deploy/docker-bake.hcl:2",
            ". by .devcontainer/devcontainer.json:1"
        ]
    );
}

#[test]
fn files_that_disagree_are_both_named() {
    let files = [
        ("a/Dockerfile", EMPTY),
        ("docker-compose.yml", "services: {a: {build: a}}\n"),
        (
            "docker-bake.json",
            "{\"target\": {\"a\": {\"dockerfile\": \"a/Dockerfile\"}}}",
        ),
    ];
    assert_eq!(
        said(&files, &["a/Dockerfile"]),
        ["docker-bake.json:1 builds from the directory ., but docker-compose.yml:1 builds from a"]
    );
}

#[test]
fn a_file_to_add_goes_over_the_service_of_its_name() {
    let files = [
        ("api/Dockerfile", EMPTY),
        ("Dockerfile", EMPTY),
        ("docker-compose.yml", "services: {a: {build: api}}\n"),
        (
            "docker-compose.dev.yml",
            "services: {a: {build: {target: dev}}, b: {build: {target: dev}}}\n",
        ),
    ];
    assert_eq!(
        said(&files, &["api/Dockerfile", "Dockerfile"]),
        ["api by docker-compose.dev.yml:1", ". by docker-compose.dev.yml:1"]
    );
}

#[test]
fn a_command_may_stand_with_a_service_that_builds_nothing() {
    for (path, text, expected) in [
        (
            "compose.yaml",
            "services: {b: {image: acme/a, command: x}}",
            Some("compose.yaml:1"),
        ),
        (
            "compose.override.yaml",
            "services: {a: {command: x}}",
            Some("compose.override.yaml:1"),
        ),
        (
            "compose.dev.yaml",
            "services: {b: {extends: {file: docker-compose.yml, service: a}, command: x}}",
            Some("compose.dev.yaml:1"),
        ),
        (
            "deploy/compose.yaml",
            "services: {b: {image: acme/a, command: x}}",
            Some("deploy/compose.yaml:1"),
        ),
        (
            "deploy/compose.yaml",
            "services: {a: {image: acme/b, command: x}}",
            None,
        ),
        (
            "compose.yaml",
            "services: {b: {image: acme/a, command: x, entrypoint: y}}",
            None,
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("deploy")).unwrap();
        let built = "services: {a: {build: ., image: acme/a}}";
        for (path, text) in [("docker-compose.yml", built), ("Dockerfile", ""), (path, text)] {
            std::fs::write(root.join(path), text).unwrap();
        }
        let found = RepositoryDefinitions::read(&root).build_of(&root.join("Dockerfile"));
        assert_eq!(found.uses.command.as_deref(), expected, "{path}: {text}");
    }
}

#[test]
fn a_context_that_cannot_be_one_is_not_replaced_by_another() {
    let files = [
        ("x/Dockerfile", EMPTY),
        ("gone.yml", EMPTY),
        (
            "compose.yml",
            "services: {x: {build: {context: gone, dockerfile: ../x/Dockerfile}}}\n",
        ),
    ];
    assert_eq!(
        said(&files, &["x/Dockerfile"]),
        ["compose.yml:1 builds from gone, which is not a directory"]
    );
    let files = [
        ("x/Dockerfile", EMPTY),
        (
            "compose.yml",
            "services:\n  x: {build: {context: \"${ROOT}\", dockerfile: x/Dockerfile}}\n  y: {build: $Y}\n",
        ),
    ];
    assert_eq!(
        said(&files, &["x/Dockerfile", "y/Dockerfile"]),
        [
            "compose.yml:2 names it as ${ROOT}, a variable without a default",
            "nothing"
        ]
    );
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap().join("repo");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("Dockerfile"), EMPTY).unwrap();
    let above = "services: {x: {build: {context: .., dockerfile: repo/Dockerfile}}}\n";
    fs::write(root.join("compose.yml"), above).unwrap();
    let [why] = &of_root(&root, &["Dockerfile"])[..] else {
        panic!()
    };
    assert!(why.ends_with("which lies outside the repository"), "{why}");
}

#[test]
fn a_file_that_cannot_be_read_may_name_any_dockerfile_that_no_other_names() {
    let good = "services: {a: {build: a}}\n";
    for (name, bad, why) in [
        ("docker-compose.yml", &b"services: [\n"[..], ""),
        ("docker-compose.yml", b"\xff", "it is not UTF-8"),
        ("docker-bake.hcl", b"target {", ""),
        (
            "docker-compose.big.yml",
            &vec![b'#'; 2 << 20],
            "it is larger than 1 MiB",
        ),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        fs::create_dir(root.join("a")).unwrap();
        fs::write(root.join("a/Dockerfile"), EMPTY).unwrap();
        fs::write(root.join("Dockerfile"), EMPTY).unwrap();
        fs::write(root.join("compose.yml"), good).unwrap();
        fs::write(root.join(name), bad).unwrap();
        let [a, other] = &of_root(&root, &["a/Dockerfile", "Dockerfile"])[..] else {
            panic!()
        };
        assert_eq!(a, "a by compose.yml:1");
        assert!(
            other.starts_with(&format!("{name} cannot be read, and may name it: {why}")),
            "{other}"
        );
    }
}

#[cfg(unix)]
#[test]
fn pipes_are_not_opened_and_links_are_followed_inside_the_repository() {
    use std::os::unix::fs::symlink;
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap().join("repo");
    fs::create_dir_all(root.join("shared")).unwrap();
    fs::write(root.join("Dockerfile"), EMPTY).unwrap();
    fs::write(root.join("shared/local.yml"), "services: {a: {build: .}}\n").unwrap();
    symlink("shared/local.yml", root.join("compose.yml")).unwrap();
    assert_eq!(of_root(&root, &["Dockerfile"]), [". by compose.yml:1"]);
    fs::remove_file(root.join("compose.yml")).unwrap();
    fs::write(directory.path().join("far.yml"), "services: {a: {build: .}}\n").unwrap();
    symlink("../far.yml", root.join("compose.yml")).unwrap();
    assert_eq!(
        of_root(&root, &["Dockerfile"]),
        ["compose.yml cannot be read, and may name it: it is a link out of the repository"]
    );
    fs::remove_file(root.join("compose.yml")).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(
        rustix::fs::CWD,
        root.join("compose.yml"),
        rustix::fs::FileType::Fifo,
        mode,
        0,
    )
    .unwrap();
    assert_eq!(
        of_root(&root, &["Dockerfile"]),
        ["compose.yml cannot be read, and may name it: it is not a regular file"]
    );
}

#[test]
fn what_is_no_part_of_the_repository_is_passed_over() {
    let compose = "services: {a: {build: {context: ../.., dockerfile: Dockerfile}}}\n";
    let mut files = vec![
        ("Dockerfile", EMPTY),
        (".gitignore", "out/\n"),
        ("tools/venv/pyvenv.cfg", EMPTY),
    ];
    for path in [
        "node_modules/x/compose.yml",
        ".git/x/compose.yml",
        "tools/venv/compose.yml",
        "out/x/compose.yml",
        "sub/module/compose.yml",
    ] {
        files.push((path, compose));
    }
    files.push(("sub/module/.git", "gitdir: x\n"));
    assert_eq!(said(&files, &["Dockerfile"]), ["nothing"]);
    files.push(("deploy/x/compose.yml", compose));
    assert_eq!(said(&files, &["Dockerfile"]), [". by deploy/x/compose.yml:1"]);
}

#[test]
fn what_a_proof_is_given_is_what_the_build_is_given() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("lib")).unwrap();
    let inputs = |name: &str, value: &str| {
        let raw = RawDefinition {
            named_contexts: [(name.to_string(), value.to_string())].into(),
            arguments: [("A".to_string(), Some("1".to_string())), ("B".to_string(), None)].into(),
            target: Some("t".to_string()),
            ..RawDefinition::default()
        };
        raw.inputs(directory.path())
    };
    let lib = inputs("lib", "lib");
    assert_eq!(lib.arguments, [("A".to_string(), "1".to_string())]);
    assert_eq!(lib.target.as_deref(), Some("t"));
    let path = directory.path().join("lib").display().to_string();
    assert_eq!((lib.contexts, lib.fault), (vec![("lib".to_string(), path)], None));
    let image = "docker-image://alpine";
    assert_eq!(inputs("i", image).contexts, [("i".to_string(), image.to_string())]);
    let fault = inputs("x", "nowhere").fault.unwrap();
    assert_eq!(fault, "gives it the context `x`, which is not a directory: `nowhere`");
}

#[test]
fn a_service_is_built_as_the_file_beside_says() {
    let add = "services: {a: {command: x, build: {dockerfile: D}}}\n";
    let base = "services: {a: {build: {context: c}}}\n";
    let other = "services: {b: {build: {context: c}}}\n";
    let bake = "{\"target\": {\"a\": {\"context\": \"c\"}}}";
    for (beside, dockerfile, expected) in [
        (("compose.yml", base), "c/D", "c by compose.dev.yml:1"),
        (("compose.yml", other), "D", ". by compose.dev.yml:1"),
        (("d/compose.yml", base), "D", ". by compose.dev.yml:1"),
        (("docker-bake.json", bake), "D", ". by compose.dev.yml:1"),
    ] {
        let files = [("compose.dev.yml", add), beside, ("c/D", EMPTY)];
        assert_eq!(said(&files, &[dockerfile]), [expected], "{beside:?}");
    }
}

#[test]
fn named_contexts_and_arguments_of_all_builds_count() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().canonicalize().unwrap();
    fs::write(root.join("Dockerfile"), EMPTY).unwrap();
    let compose = "services:\n  a:\n    build:\n      context: .\n      args: {A: 1}\n      additional_contexts:\n        lib: ../lib\n        \
                   python:3.11-slim: docker-image://python:3.11-slim@sha256:00\n        base: docker-image://python:3.11\n";
    fs::write(root.join("compose.yml"), compose).unwrap();
    fs::write(
        root.join("docker-bake.hcl"),
        "target \"a\" {\n  args = { A = \"2\" }\n}\n",
    )
    .unwrap();
    let build = RepositoryDefinitions::read(&root).build_of(&root.join("Dockerfile"));
    assert_eq!(build.named_contexts, ["base", "lib"]);
    let arguments: Vec<_> = build
        .arguments
        .iter()
        .map(|one| (one.name.as_str(), one.value.as_deref(), one.place.as_str()))
        .collect();
    assert_eq!(
        arguments,
        [("A", Some("1"), "compose.yml:4"), ("A", Some("2"), "docker-bake.hcl:1")]
    );
}

proptest::proptest! {
    #[test]
    fn odd_texts_come_to_no_harm(text in "(services:|target |\"|context|build|[a-c:{}\\[\\]\"'$%&*<#!|>=, \\-\n\t\u{e4}]){0,120}") {
        let _ = compose::read(&text);
        let _ = bake::read_hcl(&text);
        let _ = bake::read_json(&text);
        let _ = devcontainer::read(&text);
    }
}

#[test]
fn an_included_file_counts_whatever_it_is_called() {
    let files = [
        ("api/Dockerfile", EMPTY),
        ("worker/Dockerfile", EMPTY),
        (
            "compose.yml",
            "include: [infra/worker.yaml, ../outside.yaml, gone.yaml]\n",
        ),
        (
            "infra/worker.yaml",
            "include: [../compose.yml, more.yaml]\nservices: {w: {build: ../worker}}\n",
        ),
        ("infra/more.yaml", "services: {a: {build: ../api}}\n"),
        (
            "infra/other.yaml",
            "services: {a: {build: {context: .., dockerfile: api/Dockerfile}}}\n",
        ),
    ];
    assert_eq!(
        said(&files, &["worker/Dockerfile", "api/Dockerfile"]),
        ["worker by infra/worker.yaml:2", "api by infra/more.yaml:1"]
    );
}
