//! How the time for one file, or one run, grows with each of its parts: `cargo bench --bench growth`. Each part is doubled three times; the
//! exponent is that of the last two doublings. One above 1.2 is a fault: some part is walked again for each of its neighbours.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod median;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use lucid_fix::{BuildContext, DiskContext, Needs, Provenance, RULES};
use median::median;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: [usize; 4] = [500, 1_000, 2_000, 4_000];

/// A Dockerfile, with so much of something in it; a fifth as many stages, since a file has 1,000 at the most, and a tenth as many copies into
/// the service's directory: each module is looked for in each, and more than some 600 are an error.
type Axis = (&'static str, fn(usize) -> String);

const AXES: [Axis; 12] = [
    ("instructions", |count| {
        service(&lines(count, |n| format!("RUN echo {n}\n")), "")
    }),
    ("stages", |count| {
        let stage = |n: usize| format!("FROM scratch AS s{n}\nCOPY --from={} /app /app\n", before(n));
        service(&lines(count / 5, stage), "")
    }),
    ("stages built on one another", |count| {
        service(
            &lines(count / 5, |n| format!("FROM {} AS s{n}\nENV E{n}=$E\n", before(n))),
            "",
        )
    }),
    ("copies", |count| {
        service("", &lines(count, |n| format!("COPY main.py /x/{n}.py\n")))
    }),
    ("copies beside the service", |count| {
        service("", &lines(count / 10, |n| format!("COPY m{n}.py /app/m{n}.py\n")))
    }),
    ("stages copied from", |count| {
        let stages = lines(count / 5, |n| format!("FROM python:3.11-slim AS s{n}\nCOPY . /app/\n"));
        let copies = lines(count / 5, |n| format!("COPY --from=s{n} /app /app\n"));
        format!("{stages}{}", service("", &copies))
    }),
    ("runtime stages", |count| {
        let one = |n: usize| service("", "").replace("builder", &format!("builder{n}"));
        lines(count / 10, one)
    }),
    ("runtime stages on one stage", |count| {
        let shared = "FROM gcr.io/distroless/python3-debian12 AS builder\nCOPY main.py /app/\n";
        format!("{shared}{}", lines(count / 5, |n| on_stage("builder", n)))
    }),
    ("runtime stages built on one another", |count| {
        let first = "FROM gcr.io/distroless/python3-debian12 AS builder\nCOPY main.py /app/\n";
        format!("{first}{}", lines(count / 5, |n| on_stage(&before(n), n)))
    }),
    ("variables of ENV", |count| {
        service("", &lines(count, |n| format!("ENV A{n}=$A{}\n", n / 2)))
    }),
    ("variables of ARG", |count| {
        service(&lines(count, |n| format!("ARG A{n}=v{n}\n")), "")
    }),
    ("ignore comments", |count| {
        service("", &lines(count, |_| "# lucid-fix ignore=LF001\n".to_string()))
    }),
];

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// A runtime stage on another.
fn on_stage(base: &str, number: usize) -> String {
    format!("FROM {base} AS s{number}\nENV E{number}=x\nCMD [\"/usr/bin/python3.11\", \"/app/main.py\"]\n")
}

/// The name of the stage before a stage.
fn before(number: usize) -> String {
    number
        .checked_sub(1)
        .map_or("builder".to_string(), |number| format!("s{number}"))
}

fn service(build: &str, runtime: &str) -> String {
    format!(
        "FROM python:3.11-slim-bookworm AS builder\nWORKDIR /app\nCOPY . /app\n{build}\
         FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /app /app\n{runtime}\
         ENTRYPOINT [\"python3\", \"/app/main.py\"]\n"
    )
}

/// Works on a text in a directory.
fn process(text: &str, directory: &Path) {
    let dockerfile = directory.join("Dockerfile");
    let context = |_: &Needs<'_>| -> Box<dyn BuildContext> {
        Box::new(DiskContext::new(
            directory,
            Provenance::Given,
            &dockerfile,
            Arc::from([]),
        ))
    };
    let settings = RULES.default_settings();
    let outcome = lucid_fix::process(text.to_string(), &settings, RULES, context).unwrap();
    assert!(outcome.guard_failures.is_empty(), "{:?}", outcome.guard_failures);
}

/// A directory with a service and so many more files beside it.
fn directory(modules: usize) -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("main.py"), "print(1)\n").unwrap();
    for number in 0..modules {
        fs::write(directory.path().join(format!("m{number}.py")), "x = 1\n").unwrap();
    }
    directory
}

fn main() {
    let output = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&output)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut measure = |axis: &str, set_up: &dyn Fn(usize) -> Box<dyn Fn()>| {
        let mut group = criterion.benchmark_group(axis);
        for size in SIZES {
            let act = set_up(size);
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| bencher.iter(&act));
        }
        group.finish();
    };
    for (axis, text) in AXES {
        let directory = Arc::new(directory(0));
        measure(axis, &|size| {
            let (text, directory) = (text(size), Arc::clone(&directory));
            Box::new(move || process(&text, directory.path()))
        });
    }
    measure("files of the context", &|size| {
        let directory = directory(size);
        Box::new(move || process(&service("", ""), directory.path()))
    });
    measure("patterns of .dockerignore", &|size| {
        let directory = directory(100);
        let patterns = lines(size, |n| format!("other/{n}*.txt\n"));
        fs::write(directory.path().join(".dockerignore"), patterns).unwrap();
        Box::new(move || process(&service("", ""), directory.path()))
    });
    measure("paths of --files-from", &|size| {
        let directory = directory(0);
        let names: Vec<String> = (0..size).map(|n| format!("Dockerfile.{n}")).collect();
        for name in &names {
            fs::write(directory.path().join(name), "FROM scratch\n").unwrap();
        }
        fs::write(directory.path().join("list"), names.join("\n")).unwrap();
        Box::new(move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
            command
                .args(["--files-from", "list", "--jobs", "1"])
                .current_dir(directory.path());
            assert!(command.stdout(Stdio::null()).status().unwrap().success());
        })
    });
    println!("{:38} {:>10}  exponent", "", "ms");
    let others = [
        "files of the context",
        "patterns of .dockerignore",
        "paths of --files-from",
    ];
    for axis in AXES.iter().map(|(axis, _)| *axis).chain(others) {
        let time = |size: usize| median(&output, axis, &size.to_string());
        if let (Some(half), Some(all)) = (time(SIZES[1]), time(SIZES[3])) {
            println!("{axis:38} {:10.1}  {:.2}", all / 1e6, (all / half).log2() / 2.0);
        }
    }
    criterion.final_summary();
}
