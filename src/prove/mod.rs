//! `--prove`: a changed file is built before and after the rewrite, and the rewrite is kept only if nothing gets worse.
//!
//! A rewrite is rejected if the original builds and it does not, or if the original's container starts, listens on a port, or is healthy,
//! and its container is not or does not, or if it exits with 0 and prints something else than at each start before. It is also rejected if that
//! could not be found out.

mod container;
mod docker;
mod failure;
mod image_config;
mod options;
mod ports;
mod process;
pub(crate) mod table;
mod verdict;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use image_config::megabytes;
pub(crate) use options::{Prove, ProveOptions};

use crate::context::BuildInputs;
use crate::system::read::{self, reason};
use crate::system::temporary::TemporaryDirectory;
use container::Trial;
use failure::Failure;
use ports::Ports;
use verdict::{Built, conclude};

/// A file that would change.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    /// The path of the Dockerfile, which need not exist: for its name, and for an ignore file in its directory.
    pub dockerfile: &'a Path,
    /// The build context and what else a build has, or why nothing can be built.
    pub build: Result<(&'a Path, &'a BuildInputs), String>,
    /// The text as it is.
    pub original: &'a str,
    /// The text after it.
    pub rewritten: &'a str,
    /// The codes of the rules whose fixes were applied.
    pub rules: &'a [&'a str],
}

/// The result of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proof {
    /// Why the file stays as it is; `None` if nothing gets worse.
    pub problem: Option<String>,
    /// How the image's configuration changes, one line each.
    pub changes: Vec<String>,
    /// What else a person should know.
    pub notes: Vec<String>,
    /// The file's row in the closing table.
    pub row: table::Row,
}

/// Proves files, one after the other.
#[derive(Debug)]
pub(crate) struct Prover {
    options: ProveOptions,
    /// Whether Docker is available; checked once, when it is first needed.
    available: Option<Result<(), String>>,
}

impl Prover {
    pub(crate) fn new(options: ProveOptions) -> Self {
        Self {
            options,
            available: None,
        }
    }

    /// Builds both texts, one after the other, and compares the images.
    pub(crate) fn prove(&mut self, subject: &Subject<'_>) -> Proof {
        let options = &self.options;
        let available = self
            .available
            .get_or_insert_with(|| docker::check_availability(options));
        let prepared = match (&*available, &subject.build) {
            (Err(problem), _) | (_, Err(problem)) => Err(problem.clone()),
            (Ok(()), Ok((context, inputs))) => Bench::prepare(subject, context, inputs)
                .map_err(|error| format!("no temporary copy of it can be made: {}", reason(&error))),
        };
        match prepared {
            Ok(bench) => {
                let mut notes = Vec::new();
                let before = bench.examine(Side::Before, options, None, &mut notes);
                let after = match before.obstacle() {
                    Some(_) => Built::NotTried,
                    None => bench.examine(Side::After, options, before.ports(), &mut notes),
                };
                conclude(&before, &after, subject.rules, notes)
            }
            Err(problem) => conclude(&Built::Unknown(problem), &Built::NotTried, subject.rules, Vec::new()),
        }
    }
}

/// One of the two texts.
#[derive(Debug, Clone, Copy)]
enum Side {
    Before,
    After,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// Copies of both texts, each in its own directory outside the context.
struct Bench<'a> {
    directory: TemporaryDirectory,
    name: OsString,
    context: &'a Path,
    inputs: &'a BuildInputs,
}

impl<'a> Bench<'a> {
    /// The Dockerfile's own ignore file goes with each copy, since BuildKit reads it from the directory of the Dockerfile.
    fn prepare(subject: &Subject<'_>, context: &'a Path, inputs: &'a BuildInputs) -> io::Result<Self> {
        let name = subject.dockerfile.file_name().unwrap_or("Dockerfile".as_ref());
        let ignore_name = |path: &Path| {
            let mut name = path.as_os_str().to_os_string();
            name.push(".dockerignore");
            PathBuf::from(name)
        };
        let own_ignore = match read::bytes(&ignore_name(subject.dockerfile)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let directory = TemporaryDirectory::directory()?;
        for (side, text) in [(Side::Before, subject.original), (Side::After, subject.rewritten)] {
            let copy = directory.path().join(side.name()).join(name);
            fs::create_dir(directory.path().join(side.name()))?;
            fs::write(&copy, text)?;
            if let Some(bytes) = &own_ignore {
                fs::write(ignore_name(&copy), bytes)?;
            }
        }
        Ok(Self {
            directory,
            name: name.to_os_string(),
            context,
            inputs,
        })
    }

    /// Builds one side, looks at the image, and removes its tag before anything else is built: if the run is interrupted, at most
    /// one tag is left. Its container is to listen on `ports`, or where they are not known on what the image exposes.
    fn examine(&self, side: Side, options: &ProveOptions, ports: Option<&Ports>, notes: &mut Vec<String>) -> Built {
        // The name of the temporary directory is unique, as the tag must be.
        let unique = self.directory.path().file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{unique}-{}", side.name());
        let tag = format!("lucid-fix-prove:{name}");
        let dockerfile = self.directory.path().join(side.name()).join(&self.name);
        let built = match docker::build(options, self.inputs, &dockerfile, self.context, &tag) {
            Ok(()) => {
                let config = docker::config(&tag);
                let startable = config.as_ref().ok().filter(|_| options.prove == Some(Prove::Run));
                let start = startable.map(|config| {
                    let trial = Trial {
                        options,
                        tag: &tag,
                        name: &name,
                        probe: config.probe(),
                        wanted: ports.cloned().unwrap_or_else(|| config.exposed()),
                    };
                    match side {
                        Side::Before => trial.start_for_comparison(notes),
                        Side::After => trial.start(notes),
                    }
                });
                Built::Yes { config, start }
            }
            Err(Failure::Step(lines)) => Built::No(lines),
            Err(Failure::Surroundings(problem)) => Built::Unknown(problem),
        };
        notes.extend(docker::remove("image", &[], &tag).err());
        built
    }
}
