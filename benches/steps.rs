//! Each step of the work on one file, as a ratio to a parse of the same text by tree-sitter: `cargo bench --bench steps`.
//!
//! All steps take turns in one run, and of many rounds the best counts: a busy machine disturbs that least. The file is the fixture
//! service, which needs all eight fixes, and what the fixes make of it.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lucid_fix::context::DiskContext;
use lucid_fix::dockerfile::document::Document;
use lucid_fix::dockerfile::lines;
use lucid_fix::dockerfile::roles;
use lucid_fix::dockerfile::stages::Stages;
use lucid_fix::edit::{Edit, EditSet};
use lucid_fix::outcome::Outcome;
use lucid_fix::pipeline;
use lucid_fix::settings::Settings;

const ROUNDS: usize = 400;

struct Step<'a> {
    name: &'static str,
    act: Box<dyn FnMut() + 'a>,
    best: Duration,
}

fn step<'a, T>(name: &'static str, mut act: impl FnMut() -> T + 'a) -> Step<'a> {
    Step {
        name,
        act: Box::new(move || {
            black_box(act());
        }),
        best: Duration::MAX,
    }
}

fn process(text: &str, settings: &Settings) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel-tools");
    let dockerfile = root.join("services/tunnel-tools/Dockerfile");
    let context = |_: &[String]| Box::new(DiskContext::new(&root, &dockerfile, Arc::from([]))) as Box<_>;
    pipeline::process(text.to_string(), settings, context).unwrap()
}

fn measure(title: &str, text: &str) {
    let settings = Settings::default();
    let cut = Document::cut(text.to_string()).unwrap();
    let parsed = cut.clone().with_tree();
    let end = text.len();
    let edit = EditSet::new(vec![Edit::insert(end, "USER 65532\n")]).unwrap();
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_dockerfile::language().into()).unwrap();
    let mut steps = [
        step("floor: one parse by tree-sitter", || parser.parse(text, None)),
        step("split into lines", || lines::split(text)),
        step("cut into instructions", || Document::cut(text.to_string())),
        step("decide on the scope", || {
            let document = Document::cut(text.to_string()).unwrap();
            roles::has_runtime_image(&Stages::outline(&document), &document, &settings)
        }),
        step("buffer and parse", || cut.clone().with_tree()),
        step("edit, buffer and parse again", || parsed.edited(&edit)),
        step("resolve the stages", || {
            Stages::resolve(&Document::cut(text.to_string()).unwrap(), &settings)
        }),
        step("the whole pipeline, with its build context", || {
            process(text, &settings)
        }),
    ];
    for _ in 0..ROUNDS {
        for step in &mut steps {
            let start = Instant::now();
            (step.act)();
            step.best = step.best.min(start.elapsed());
        }
    }
    let floor = steps[0].best.as_secs_f64();
    println!("{title}, {end} bytes");
    for step in &steps {
        let (micros, ratio) = (step.best.as_secs_f64() * 1e6, step.best.as_secs_f64() / floor);
        println!("  {:44} {micros:9.1} µs {ratio:7.2}", step.name);
    }
}

fn main() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel-tools/services/tunnel-tools/Dockerfile");
    let before = std::fs::read_to_string(path).unwrap();
    let after = process(&before, &Settings::default()).text;
    measure("Needs all eight fixes", &before);
    measure("Conforms", &after);
}
