//! Small services that are really built and started, rewritten, and built and started again.
//!
//! ```sh
//! eval "$(../shared/tools/build-check.sh env)"   # or any daemon of your own with BuildKit
//! cargo test --test builds                       # all of them
//! cargo test --test builds venv                  # those with `venv` in their name
//! ```
//!
//! `tests/builds/<service>/` is a build context with its Dockerfile and `expect.toml`, whose keys `support/expect.rs` explains. The
//! ordinary `docker` command does the work; two services at a time. Without a daemon, buildx or a base image that is needed
//! (`support/stand_ins.rs` lists them) the services are counted as ignored, and a line says why; so is a service that `needs` an image of the
//! Debian 13 family (`build-check.sh prepare 13` makes them) which is not there. `wheels/` holds a package for pip that needs
//! no network: a zip without compression, of two modules of a few lines; `backend.py` builds the projects of services for it. apt asks the
//! Debian mirror.
//!
//! Some services start from a stand-in that this test makes of the images at hand, under the registry `lucid-fix.test`. What no
//! stand-in can show is tested in `transforms/*/cases` and in the parser's own tests: `# syntax=` (a pull), `COPY --parents` (needs one),
//! arm64 (needs emulation), a base with a digest (a local image has none), alpine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

#[path = "support/docker.rs"]
mod docker;
#[path = "support/expect.rs"]
mod expect;
#[path = "support/port.rs"]
mod port;
#[path = "support/service.rs"]
mod service;
#[path = "support/stand_ins.rs"]
mod stand_ins;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Trial};
use service::Service;
use stand_ins::{NEEDED, StandIns};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // More builds at a time only wait for each other, and the limits on their time are for this number.
    arguments.test_threads = Some(arguments.test_threads.unwrap_or(2).min(2));
    let services = Service::all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/builds"));
    let stand_ins = if arguments.list {
        Err("only a list is wanted".to_string())
    } else {
        engine().and_then(|()| StandIns::build())
    };
    if let (Err(reason), false) = (&stand_ins, arguments.list) {
        eprintln!("builds: skipped, nothing is proved: {reason}");
    }
    let stand_ins = stand_ins.map(Arc::new);
    let has_engine = stand_ins.is_ok();
    let trials = services.into_iter().map(|service| {
        let stand_ins = stand_ins.clone();
        let mut needs = service.expect.needs.iter().filter(|_| has_engine);
        let missing = needs.find(|image| docker::ask(&["image", "inspect", "-f", "{{.Id}}", image]).is_err());
        if let Some(image) = missing {
            eprintln!("builds: {} is skipped: no image {image}", service.name);
        }
        let skipped = !has_engine || missing.is_some();
        Trial::test(service.name.clone(), move || {
            service
                .prove(stand_ins.as_deref()?)
                .map_err(|problem| format!("{}: {problem}", service.expect.covers).into())
        })
        .with_ignored_flag(skipped && !arguments.list)
    });
    let clock = Trial::test("clock", || {
        // Both are what an engine said: of a process that ended before its start was noted, and of one that did not.
        let early = "2026-11-27T07:43:06.880653679Z 2026-11-27T07:43:06.879850092Z";
        let late = "2026-11-27T07:43:06.641340819Z 2026-11-27T07:43:06.650251589Z";
        assert_eq!(docker::seconds_between(early), Some(0.0));
        assert!(docker::seconds_between(late).is_some_and(|seconds| (0.008..0.010).contains(&seconds)));
        Ok(())
    });
    let conclusion = libtest_mimic::run(&arguments, trials.chain([clock]).collect());
    // Not `exit`: the stand-ins must be removed first, and they are when the last trial is gone.
    drop(stand_ins);
    conclusion.exit_code()
}

/// Whether there is what the builds need.
fn engine() -> docker::Result<()> {
    docker::ask(&["version", "-f", "{{.Server.Version}}"])?;
    docker::ask(&["buildx", "version"])?;
    for image in NEEDED {
        docker::ask(&["image", "inspect", "-f", "{{.Id}}", image])
            .map_err(|_| format!("no image {image}; `docker pull {image}` first"))?;
    }
    Ok(())
}
