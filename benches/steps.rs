//! Each step of the work on one file, and its ratio to a parse of the same text by tree-sitter: `cargo bench --bench steps`.
//!
//! The file is the fixture service, which needs all eight fixes, and what the fixes make of it. Whole runs over many files are the business
//! of `fleet.py`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod median;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use criterion::Criterion;
use lucid_fix::{
    DiskContext, Dockerfile, Document, Edit, EditSet, Needs, Outcome, Provenance, RULES, Settings, UnknownContext,
    lines, prefilter,
};
use median::median;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What every step is held against.
const FLOOR: &str = "one parse by tree-sitter";

fn process(text: &str, settings: &Settings) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel-tools");
    let dockerfile = root.join("services/tunnel-tools/Dockerfile");
    let context =
        |_: &Needs<'_>| Box::new(DiskContext::new(&root, Provenance::Given, &dockerfile, Arc::from([]))) as Box<_>;
    lucid_fix::process(text.to_string(), settings, RULES, context).unwrap()
}

/// Asks the grammar for each instruction: a document parses none of them before.
fn parse_each(document: Document) -> Document {
    for index in 0..document.instructions().len() {
        assert!(document.is_understood(index));
    }
    document
}

/// Measures every step on one text; the names of the steps.
fn measure(criterion: &mut Criterion, title: &str, text: &str) -> Vec<String> {
    let settings = RULES.default_settings();
    let pattern = &settings.pattern;
    let parsed = parse_each(Document::cut(text.to_string()).unwrap());
    let edit = EditSet::new(vec![Edit::insert(text.len(), "USER 65532\n")]).unwrap();
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_dockerfile::language().into()).unwrap();
    let mut names = Vec::new();
    let mut group = criterion.benchmark_group(title);
    let mut step = |name: &str, act: &mut dyn FnMut()| {
        names.push(name.to_string());
        group.bench_function(name, |bencher| bencher.iter(&mut *act));
    };
    step(FLOOR, &mut || drop(parser.parse(text, None)));
    step("the prefilter", &mut || {
        std::hint::black_box(prefilter::may_be_ours(text, &pattern.runtimes));
    });
    step("split into lines", &mut || drop(lines::split(text)));
    step("cut into instructions", &mut || drop(Document::cut(text.to_string())));
    step("decide on the scope", &mut || {
        let outline = Dockerfile::outline(Document::cut(text.to_string()).unwrap());
        std::hint::black_box(outline.analysis(pattern, &UnknownContext).has_runtime_image());
    });
    step("cut, and parse each instruction", &mut || {
        drop(parse_each(Document::cut(text.to_string()).unwrap()));
    });
    step("edit, and parse what is new", &mut || {
        drop(parse_each(parsed.edited(&edit).unwrap()))
    });
    step("resolve the stages", &mut || {
        drop(Dockerfile::outline(Document::cut(text.to_string()).unwrap()).complete(pattern));
    });
    step("the whole pipeline with its context", &mut || {
        drop(process(text, &settings))
    });
    group.finish();
    names
}

fn main() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default().output_directory(&directory).configure_from_args();
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel-tools/services/tunnel-tools/Dockerfile");
    let before = std::fs::read_to_string(path).unwrap();
    let after = process(&before, &RULES.default_settings()).text;
    for (title, text) in [("needs all eight fixes", &before), ("conforms", &after)] {
        let names = measure(&mut criterion, title, text);
        let Some(floor) = median(&directory, title, FLOOR) else {
            continue;
        };
        println!("{title}, {} bytes", text.len());
        for name in names {
            if let Some(time) = median(&directory, title, &name) {
                println!("  {name:40} {:9.1} µs {:7.2} of {FLOOR}", time / 1e3, time / floor);
            }
        }
    }
    criterion.final_summary();
}
