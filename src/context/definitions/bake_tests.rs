use super::*;

fn known(path: &str) -> Option<WrittenPath> {
    Some(Ok(path.into()))
}

const HCL: &str = r#"
variable "ROOT" { default = "${PREFIX}api" }
variable "PREFIX" { default = "services/" }
variable "TAG" {}
group "default" { targets = ["api", "worker"] }
target "_common" {
  args = { A = "1", B = "x" }
  contexts = { lib = "../lib", "alpine" = "docker-image://alpine@sha256:00" }
}
target "api" {
  inherits = ["_common"]
  context = ROOT
  dockerfile = "Dockerfile"
  args = { B = TAG, "C" = 3 }
}
target "worker" {
  inherits = ["_common", "api"]
  context = "${TAG}/x"
  target = "y"
}
target "inline" { dockerfile-inline = "FROM x" }
target "lost" { inherits = ["nobody"] }
"#;

#[test]
fn targets_inherit_and_variables_count_by_their_defaults() {
    let found = read_hcl(HCL).unwrap();
    let paths: Vec<_> = found
        .iter()
        .map(|one| (one.name.as_str(), one.line, &one.context, &one.dockerfile))
        .collect();
    let varies = Some(Err("\"${TAG}/x\"".into()));
    assert_eq!(
        paths,
        [
            ("_common", 6, &None, &None),
            ("api", 12, &known("services/api"), &known("Dockerfile")),
            ("worker", 18, &varies, &known("Dockerfile")),
        ]
    );
    let argument = |name: &str, value: Option<&str>| (name.to_string(), value.map(str::to_string));
    assert_eq!(
        found[1].arguments,
        [argument("A", Some("1")), argument("B", None), argument("C", Some("3"))].into()
    );
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    assert_eq!(
        found[2].named_contexts,
        [pair("alpine", "docker-image://alpine@sha256:00"), pair("lib", "../lib")].into()
    );
}

#[test]
fn json_says_the_same() {
    let text = "{\n \"variable\": {\"ROOT\": {\"default\": \"services\"}},\n \"target\": {\n  \"common\": {\"args\": {\"A\": \"1\"}},\n  \
                \"api\": {\"inherits\": [\"common\"],\n   \"context\": \"${ROOT}/api\", \"contexts\": {\"lib\": \"../lib\"}}\n }\n}\n";
    let found = read_json(text).unwrap();
    let [common, api] = &found[..] else { panic!("{found:?}") };
    assert_eq!((common.line, &common.context), (4, &None));
    assert_eq!(
        (api.line, &api.context, &api.dockerfile),
        (6, &known("services/api"), &None)
    );
    assert_eq!(api.arguments, [("A".into(), Some("1".into()))].into());
    assert_eq!(api.named_contexts, [("lib".into(), "../lib".into())].into());
}

#[test]
fn an_expression_that_depends_on_more_than_defaults_is_not_known() {
    let found = read_hcl(
        "variable \"A\" { default = \"a\" }\ntarget \"x\" {\n  context = notequal(A, \"\") ? \"a\" : \"b\"\n  dockerfile = (A)\n}\n\
         target \"y\" {\n  matrix = { service = [\"a\", \"b\"] }\n  name = \"y-${service}\"\n  context = \"services/${service}\"\n}\n",
    )
    .unwrap();
    assert!(matches!(found[0].context, Some(Err(_))));
    assert_eq!(found[0].dockerfile, known("a"));
    assert!(matches!(found[1].context, Some(Err(_))));
}

#[test]
fn circles_end_and_what_is_wrong_is_an_error() {
    let found =
        read_hcl("target \"a\" { inherits = [\"b\"] }\ntarget \"b\" {\n  inherits = [\"a\"]\n  context = \"x\"\n}\n")
            .unwrap();
    assert!(found.iter().all(|one| one.context == known("x")));
    let long: String = (0..100)
        .map(|n| format!("target \"t{n}\" {{ inherits = [\"t{}\"] }}\n", n + 1))
        .collect();
    assert_eq!(
        read_hcl(&(long + "target \"t100\" {}\n")).unwrap().len(),
        LONGEST_CHAIN + 1
    );
    for text in [
        "target \"a\" {",
        "target = = 1",
        &"x = ".repeat(3),
        &format!("x = {}", "[".repeat(100_000)),
    ] {
        assert!(read_hcl(text).is_err());
    }
    let error = read_hcl("a = 1\nb = \n").unwrap_err();
    assert!(error.contains("line 2") && !error.contains('\n'), "{error}");
    for text in [
        "",
        "[]",
        "{\"target\": []}",
        "{\"target\": {}} // x",
        &"{\"a\":".repeat(100_000),
    ] {
        assert!(read_json(text).is_err(), "{text:.20}");
    }
    let many: String = (0..=MOST_BLOCKS).map(|n| format!("target \"t{n}\" {{}}\n")).collect();
    assert!(read_hcl(&many).unwrap_err().contains("1000"));
    let most = many.lines().skip(1).collect::<Vec<_>>().join("\n");
    assert_eq!(read_hcl(&most).unwrap().len(), MOST_BLOCKS);
    let doubled: String = (1..100)
        .map(|n| format!("variable \"v{n}\" {{ default = \"${{v{0}}}${{v{0}}}\" }}\n", n - 1))
        .collect();
    let bomb = "variable \"v0\" { default = \"x\" }\n".to_string() + &doubled + "target \"a\" { context = v99 }\n";
    assert!(matches!(read_hcl(&bomb).unwrap()[0].context, Some(Err(_))));
}

#[test]
fn numbers_and_flags_are_text_where_text_is_made_of_them() {
    let text = "variable \"A\" { default = true }\nvariable \"B\" { default = 3 }\ntarget \"a\" { context = \"x-${A}-${(B)}\" }\n";
    assert_eq!(read_hcl(text).unwrap()[0].context, known("x-true-3"));
}
