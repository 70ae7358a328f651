use super::super::WrittenPath;
use super::*;

fn known(path: &str) -> Option<WrittenPath> {
    Some(Ok(path.into()))
}

fn one(text: &str) -> RawDefinition {
    let [found] = &read(text).unwrap()[..] else {
        panic!("{text}")
    };
    found.clone()
}

#[test]
fn a_locale_is_given_by_name() {
    let sets_locale = |environment: &str| {
        one(&format!(
            "x-a: &a {{LC_TIME: de}}\nservices:\n  api:\n    build: .\n    {environment}\n"
        ))
        .sets_locale
    };
    for environment in [
        "environment: {LANG: de_DE.UTF-8}",
        "environment: [A=1, LC_CTYPE=C]",
        "environment: [LANG]",
        "environment:\n      <<: *a\n      PORT: 80",
    ] {
        assert!(sets_locale(environment), "{environment}");
    }
    for environment in [
        "environment: {LANGUAGE: de, PORT: 80, DEBUG: yes}",
        "environment:",
        "environment: [{LANG: x}]",
        "",
    ] {
        assert!(!sets_locale(environment), "{environment}");
    }
}

#[test]
fn a_health_check_has_another_limit_without_a_test() {
    let line =
        |check: &str| one(&format!("services:\n  api:\n    build: .\n    healthcheck: {check}\n")).health_timeout_line;
    assert_eq!(line("{timeout: 60s, retries: 3}"), Some(4));
    for check in [
        "{timeout: 60s, test: [CMD, true]}",
        "{disable: true}",
        "{interval: 5s}",
        "",
        "none",
    ] {
        assert_eq!(line(check), None, "{check}");
    }
}

#[test]
fn a_build_is_a_context_or_a_mapping() {
    let short = one("services:\n  web: {image: x}\n  api:\n    build: ./services/api\n");
    assert_eq!((short.name.as_str(), short.line), ("api", 4));
    assert_eq!((short.context, short.dockerfile), (known("./services/api"), None));

    let long = one(
        "services:\n  api:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n      target: x\n      \
                    additional_contexts:\n        - lib=../lib\n        - base=docker-image://x:1\n      \
                    args:\n        VERSION: 3.10\n        DEBUG: yes\n        FROM_ENV:\n        ROOT: ${ROOT:-/app}\n",
    );
    assert_eq!(
        (long.context, long.dockerfile, long.line),
        (known("."), known("docker/Dockerfile"), 4)
    );
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    assert_eq!(
        long.named_contexts,
        [pair("lib", "../lib"), pair("base", "docker-image://x:1")].into()
    );
    let argument = |name: &str, value: Option<&str>| (name.to_string(), value.map(str::to_string));
    assert_eq!(
        long.arguments,
        [
            argument("VERSION", Some("3.10")),
            argument("DEBUG", Some("yes")),
            argument("FROM_ENV", None),
            argument("ROOT", Some("/app"))
        ]
        .into()
    );
}

#[test]
fn a_command_is_that_of_the_image_or_of_a_service_with_an_entrypoint_of_its_own() {
    let line = |text: &str| one(text).command_line;
    assert_eq!(
        line("services:\n  a:\n    build: .\n    command: [--port, 80]\n"),
        Some(4)
    );
    assert_eq!(
        line("services:\n  a:\n    build: .\n    command: serve\n    entrypoint: [run]\n"),
        None
    );
    assert_eq!(line("services:\n  a:\n    build: .\n    command: ~\n"), None);
    let entrypoint = one("services:\n  a:\n    build: .\n    entrypoint: sh -c x\n").entrypoint_line;
    assert_eq!(entrypoint, Some(4));
    let inherited =
        read("services:\n  a:\n    build: .\n    command: x\n  b:\n    extends: a\n    build: .\n").unwrap();
    assert_eq!(inherited.last().and_then(|one| one.command_line), Some(4));
    let runs = read(
        "services:\n  a: {build: ., image: x}\n  b:\n    image: x\n    command: y\n  c: {image: x}\n  d: {extends: a, command: y}\n",
    );
    let runs: Vec<_> = runs
        .unwrap()
        .into_iter()
        .map(|one| (one.name, one.only_runs, one.extends))
        .collect();
    let expected = [
        ("b", true, vec![]),
        ("d", true, vec!["a".to_string()]),
        ("a", false, vec![]),
    ];
    assert_eq!(
        runs,
        expected.map(|(name, runs, extends)| (name.to_string(), runs, extends))
    );
}

#[test]
fn lists_and_mappings_stand_for_each_other() {
    let found = one("services:\n  a:\n    build:\n      args: [A=1, B]\n      additional_contexts: {lib: ../lib}\n");
    assert_eq!(
        found.arguments,
        [("A".into(), Some("1".into())), ("B".into(), None)].into()
    );
    assert_eq!(found.named_contexts, [("lib".into(), "../lib".into())].into());
    assert_eq!(found.context, None);
}

#[test]
fn anchors_merge_keys_and_custom_tags_are_read() {
    let text = "x-build: &build\n  context: .\n  args: {A: '1'}\nservices:\n  api:\n    build:\n      <<: *build\n      dockerfile: a\n  \
                worker:\n    profiles: [dev]\n    build: *build\n    ports: !reset []\n";
    let found = read(text).unwrap();
    let paths: Vec<_> = found
        .iter()
        .map(|one| (one.name.as_str(), one.line, &one.context, &one.dockerfile))
        .collect();
    assert_eq!(
        paths,
        [("api", 7, &known("."), &known("a")), ("worker", 11, &known("."), &None)]
    );
}

#[test]
fn a_service_takes_over_what_one_of_the_same_file_builds() {
    let text = "services:\n  base:\n    build: {context: src, dockerfile: D}\n  dev:\n    extends: base\n    build: {target: dev, args: {A: 1}}\n  \
                far:\n    extends: {file: other.yml, service: x}\n    build: {args: {A: 1}}\n  round:\n    extends: round\n    build: {target: x}\n";
    let found = read(text).unwrap();
    let paths: Vec<_> = found
        .iter()
        .map(|one| (one.name.as_str(), &one.context, &one.dockerfile))
        .collect();
    assert_eq!(
        paths,
        [
            ("base", &known("src"), &known("D")),
            ("dev", &known("src"), &known("D")),
            ("round", &None, &None)
        ]
    );
}

#[test]
fn variables_count_by_their_defaults_and_inline_dockerfiles_are_passed_over() {
    let found = one(
        "services:\n  a: {build: {context: \"${ROOT:-.}/api\", dockerfile: \"$FILE\"}}\n  \
                     b: {build: {context: ., dockerfile_inline: FROM x}}\n  c:\n",
    );
    assert_eq!(found.context, known("./api"));
    assert_eq!(found.dockerfile, Some(Err("$FILE".into())));
}

#[test]
fn what_is_no_compose_file_defines_nothing_or_is_an_error() {
    for text in [
        "",
        "---\n",
        "version: '2'\n",
        "services:\n",
        "services: {}\n",
        "api:\n  build: .\n",
    ] {
        assert_eq!(read(text).unwrap(), [], "{text}");
    }
    for text in [
        "services: [a]\n",
        "services: {a: {build: [x]}}\n",
        "a: b: c\n",
        "{{ x }}: 1\n",
        "services:\n\t- a\n",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn aliases_of_aliases_are_refused_and_quickly() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_string();
    for level in 1..30 {
        let before = level - 1;
        text += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", "));
    }
    text += "services: {a: {build: {args: *a29}}}\n";
    assert!(read(&text).is_err());
    let mut maps = "m0: &m0 {a: 1}\n".to_string();
    for level in 1..40 {
        maps += &format!("m{level}: &m{level} {{<<: [*m{0}, *m{0}]}}\n", level - 1);
    }
    maps += "services: {a: {build: {args: *m39}}}\n";
    assert!(read(&maps).is_err());
    assert!(read(&format!("services: {}", "[".repeat(100_000))).is_err());
    assert!(read(&format!("services: {}", "{a: ".repeat(5_000))).is_err());
}

#[test]
fn other_files_are_included_by_their_paths() {
    for (text, expected) in [
        (
            "include:\n  - infra/worker.yaml\n  - path: [a.yaml, b.yaml]\n  - {path: c.yaml, env_file: x}\n",
            "infra/worker.yaml a.yaml b.yaml c.yaml",
        ),
        (
            "include:\n- oci://x/y\n- {project: z}\n- ${DIR:-d}/e.yaml\n- $F/g.yaml\nservices: {}\n",
            "oci://x/y d/e.yaml",
        ),
        ("include: one.yaml\n", ""),
        ("services: {a: {image: 'include:'}}\n", ""),
    ] {
        assert_eq!(included(text).join(" "), expected, "{text}");
    }
}
