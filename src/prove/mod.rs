//! `--prove`: a changed file is built as it is and as rewritten, and kept only when the rewrite takes nothing away.
//!
//! What speaks against a rewrite is that the original builds and it does not, or that the original's container comes up
//! and its does not. What could not be found out speaks against it as well: an unproved file stays as it was.

mod config;
mod docker;
mod failure;
mod process;
pub mod table;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use docker::Options;

use crate::input::reason;
use config::Config;
use docker::Start;
use failure::Failure;

/// A file that would change.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where the Dockerfile lies, or would: its name, and what may stand beside it.
    pub dockerfile: &'a Path,
    /// The build context, if it is known.
    pub context: Option<&'a Path>,
    /// The text as it is.
    pub original: &'a str,
    /// The text as rewritten.
    pub rewritten: &'a str,
    /// The codes of the rules whose fixes were applied.
    pub rules: &'a [&'static str],
}

/// What came of a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Why the file stays as it was; `None` when nothing speaks against the rewrite.
    pub problem: Option<String>,
    /// How the image's configuration changes, a line each.
    pub changes: Vec<String>,
    /// What the person should know besides.
    pub notes: Vec<String>,
    /// The file's row in the closing table.
    pub row: table::Row,
}

/// Proves one file after the other.
#[derive(Debug)]
pub struct Prover {
    options: Options,
    /// Whether docker is there: asked once, when first needed.
    available: Option<Result<(), String>>,
}

impl Prover {
    /// A prover that has done nothing yet.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            available: None,
        }
    }

    /// Builds both texts, one after the other, and compares what comes out.
    pub fn prove(&mut self, subject: &Subject<'_>) -> Proof {
        let options = &self.options;
        let available = self
            .available
            .get_or_insert_with(|| docker::check_availability(options));
        let context = subject
            .context
            .ok_or("its build context is not known; name the folder with --context");
        let prepared = match (available, context) {
            (Err(problem), _) => Err(problem.clone()),
            (_, Err(problem)) => Err(problem.to_string()),
            (Ok(()), Ok(context)) => Bench::prepare(subject, context)
                .map_err(|error| format!("no temporary copy of it can be made: {}", reason(&error))),
        };
        match prepared {
            Ok(bench) => {
                let mut notes = Vec::new();
                let before = bench.examine("before", options, &mut notes);
                let after = match before.obstacle() {
                    Some(_) => Built::NotTried,
                    None => bench.examine("after", options, &mut notes),
                };
                conclude(&before, &after, subject.rules, notes)
            }
            Err(problem) => conclude(&Built::Unknown(problem), &Built::NotTried, subject.rules, Vec::new()),
        }
    }
}

/// Copies of both texts, each in a folder of its own outside the context.
struct Bench<'a> {
    folder: tempfile::TempDir,
    name: OsString,
    context: &'a Path,
}

impl<'a> Bench<'a> {
    /// An ignore file that is the Dockerfile's own goes with each copy: BuildKit looks for it beside the Dockerfile.
    fn prepare(subject: &Subject<'_>, context: &'a Path) -> io::Result<Self> {
        let name = subject.dockerfile.file_name().unwrap_or("Dockerfile".as_ref());
        let ignore_name = |path: &Path| {
            let mut name = path.as_os_str().to_os_string();
            name.push(".dockerignore");
            PathBuf::from(name)
        };
        let own_ignore = match fs::read(ignore_name(subject.dockerfile)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let folder = tempfile::Builder::new().prefix("lucid-fix-").rand_bytes(12).tempdir()?;
        for (side, text) in [("before", subject.original), ("after", subject.rewritten)] {
            let copy = folder.path().join(side).join(name);
            fs::create_dir(folder.path().join(side))?;
            fs::write(&copy, text)?;
            if let Some(bytes) = &own_ignore {
                fs::write(ignore_name(&copy), bytes)?;
            }
        }
        Ok(Self {
            folder,
            name: name.to_os_string(),
            context,
        })
    }

    /// Builds one side, looks at the image, and removes its tag before anything else is built: whenever the run is cut
    /// short, there is one tag at the most.
    fn examine(&self, side: &str, options: &Options, notes: &mut Vec<String>) -> Built {
        // The folder's name is as unique as a tag must be.
        let unique = self.folder.path().file_name().unwrap_or_default().to_string_lossy();
        let (tag, container) = (format!("lucid-fix-prove:{unique}-{side}"), format!("{unique}-{side}"));
        let dockerfile = self.folder.path().join(side).join(&self.name);
        let built = match docker::build(options, &dockerfile, self.context, &tag) {
            Ok(()) => Built::Yes {
                config: docker::config(&tag),
                start: options.start.then(|| docker::start(options, &tag, &container)),
            },
            Err(Failure::Step(lines)) => Built::No(lines),
            Err(Failure::Surroundings(problem)) => Built::Unknown(problem),
        };
        notes.extend(docker::untag(&tag).err());
        built
    }
}

/// What came of building one text.
#[derive(Debug)]
enum Built {
    NotTried,
    /// It could not be found out, for this reason.
    Unknown(String),
    /// A step fails; the lines that say so.
    No(Vec<String>),
    Yes {
        config: Result<Config, String>,
        start: Option<Result<Start, String>>,
    },
}

impl Built {
    /// Why nothing can be concluded.
    fn obstacle(&self) -> Option<&str> {
        match self {
            Self::Unknown(problem)
            | Self::Yes {
                config: Err(problem), ..
            }
            | Self::Yes {
                start: Some(Err(problem)),
                ..
            } => Some(problem),
            _ => None,
        }
    }

    fn cells(&self) -> (String, String) {
        let (built, starts) = match self {
            Self::NotTried => ("-", "-".into()),
            Self::Unknown(_) => ("unknown", "-".into()),
            Self::No(_) => ("no", "-".into()),
            Self::Yes { start, .. } => match start {
                None => ("yes", "-".into()),
                Some(Err(_)) => ("yes", "unknown".into()),
                Some(Ok(Start::Running)) => ("yes", "running".into()),
                Some(Ok(Start::Exited { code, .. })) => ("yes", format!("exit {code}")),
            },
        };
        (built.into(), starts)
    }
}

fn conclude(before: &Built, after: &Built, rules: &[&str], mut notes: Vec<String>) -> Proof {
    let mut changes = Vec::new();
    let problem = match (before.obstacle(), after.obstacle()) {
        (Some(problem), _) => Some(format!("not proved, so left as it was: {problem}")),
        (None, Some(problem)) => Some(format!("not proved, so left as it was: as rewritten, {problem}")),
        (None, None) => {
            if let (Built::Yes { config: Ok(old), .. }, Built::Yes { config: Ok(new), .. }) = (before, after) {
                changes = old.changes(new);
            }
            if let Built::No(lines) = before {
                let still = if matches!(after, Built::No(_)) {
                    "does not either"
                } else {
                    "does"
                };
                let error = lines.last().map(String::as_str).unwrap_or_default();
                notes.push(format!(
                    "it did not build before, and {still} as rewritten; before: {error}"
                ));
            }
            regression(before, after).map(|(what, lines)| {
                let advice = "find the rule with --select and leave it out with --ignore, or correct the file first";
                let said: String = lines.iter().map(|line| format!("\n    {line}")).collect();
                format!("left as it was: {what}; {advice} (applied: {}){said}", rules.join(", "))
            })
        }
    };
    let ((built_before, starts_before), (built_after, starts_after)) = (before.cells(), after.cells());
    Proof {
        problem,
        changes,
        notes,
        row: [built_before, built_after, starts_before, starts_after],
    }
}

/// What the rewrite takes away, and the lines that show it. What failed before may fail in another way.
fn regression<'a>(before: &Built, after: &'a Built) -> Option<(String, &'a [String])> {
    match (before, after) {
        (Built::Yes { .. }, Built::No(lines)) => Some(("it builds, but not as rewritten".into(), lines)),
        (
            Built::Yes {
                start: Some(Ok(old)), ..
            },
            Built::Yes {
                start: Some(Ok(new)), ..
            },
        ) => match (old, new) {
            (Start::Running, Start::Exited { code, said }) => Some((
                format!("its container runs, but as rewritten it exits with {code}"),
                said,
            )),
            (Start::Exited { code: 0, .. }, Start::Running) => {
                Some(("its container exits with 0, but as rewritten it runs on".into(), &[]))
            }
            (Start::Exited { code: 0, .. }, Start::Exited { code, said }) if *code != 0 => Some((
                format!("its container exits with 0, but as rewritten with {code}"),
                said,
            )),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(start: Option<Start>) -> Built {
        Built::Yes {
            config: Ok(Config::default()),
            start: start.map(Ok),
        }
    }

    fn exited(code: i32) -> Option<Start> {
        let said = vec!["Traceback".to_string()];
        Some(Start::Exited { code, said })
    }

    #[test]
    fn only_what_worked_before_can_be_taken_away() {
        let running = || Some(Start::Running);
        for (before, after, kept) in [
            (image(None), image(None), true),
            (image(None), Built::No(vec![]), false),
            (Built::No(vec![]), Built::No(vec![]), true),
            (Built::No(vec![]), image(exited(1)), true),
            (image(running()), image(running()), true),
            (image(running()), image(exited(0)), false),
            (image(exited(0)), image(exited(0)), true),
            (image(exited(0)), image(running()), false),
            (image(exited(0)), image(exited(1)), false),
            (image(exited(2)), image(exited(1)), true),
            (image(exited(2)), image(running()), true),
        ] {
            let proof = conclude(&before, &after, &["LF003"], Vec::new());
            assert_eq!(proof.problem.is_none(), kept, "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_proved() {
        let unknown = || Built::Unknown("no daemon".into());
        let unstarted = Built::Yes {
            config: Ok(Config::default()),
            start: Some(Err("no network".into())),
        };
        for (before, after) in [
            (unknown(), Built::NotTried),
            (image(None), unknown()),
            (Built::No(vec![]), unknown()),
            (unstarted, Built::NotTried),
        ] {
            let problem = conclude(&before, &after, &[], Vec::new()).problem.unwrap();
            assert!(problem.starts_with("not proved, so left as it was: "), "{problem}");
        }
    }

    #[test]
    fn a_regression_says_which_rules_it_may_come_from() {
        let proof = conclude(
            &image(Some(Start::Running)),
            &image(exited(1)),
            &["LF003", "LF004"],
            Vec::new(),
        );
        let problem = proof.problem.unwrap();
        assert!(problem.ends_with("(applied: LF003, LF004)\n    Traceback"), "{problem}");
        assert_eq!(proof.row, ["yes", "yes", "running", "exit 1"]);
    }
}
