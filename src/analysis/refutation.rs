//! Whether a build context that is a guess can be the right one: not where the command could start from another, and cannot from it.

use std::sync::Arc;

use super::origin::Origin;
use super::pattern::HousePattern;
use super::service::{self, Start};
use super::{Dockerfile, Stage, sys_path};
use crate::context::{BuildContext, EntryKind, Provenance, UnknownContext};
use crate::dockerfile::path::join;

/// A guess that is taken for the build context for the sake of argument: what is not in it is nowhere.
struct Supposed<'a>(&'a dyn BuildContext);

impl BuildContext for Supposed<'_> {
    fn provenance(&self) -> &Provenance {
        &Provenance::Given
    }
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.0.kind(path)
    }
    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        self.0.entries(directory)
    }
    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.0.read(path)
    }
    fn dockerfile_directory(&self) -> Option<String> {
        self.0.dockerfile_directory()
    }
}

/// Why the command of what is shipped cannot start from the build context of `guess`; `None` where nothing speaks against that context. What
/// the Dockerfile itself does not bring, whatever the context, is its own fault.
pub(crate) fn refutation(dockerfile: &Dockerfile, pattern: &HousePattern, guess: &dyn BuildContext) -> Option<String> {
    // Each copy keeps the answers for one context.
    let with_guess = dockerfile.clone();
    let guess = Supposed(guess);
    let mut stages = with_guess.analysis(pattern, &guess).shipped();
    stages.find_map(of_stage)
}

fn of_stage(stage: Stage<'_>) -> Option<String> {
    let service = service::service(stage)?;
    match &service.start {
        Start::Script(path) => (!may_be_script(stage, path) && is_brought(stage, path))
            .then(|| format!("{path}, which the command starts, would not come from there")),
        Start::Module(module) | Start::Application { module, .. } => {
            let top = module.split('.').next().unwrap_or(module);
            let is_own = |origin| matches!(origin, Origin::Context(_));
            let is_there = |origin| origin != Origin::Nowhere;
            let main = match service.start {
                Start::Module(_) => "/__main__.py",
                _ => "/__init__.py",
            };
            // Without any of it in the context, the module can be that of an installed package.
            let path = module.replace('.', "/");
            let is_missing = sys_path::plain_part(stage, &service, module) == module
                && sys_path::has(stage, &service, top, &["", ".py"], is_own) == Some(true)
                && sys_path::has(stage, &service, &path, &[".py", main], is_there) == Some(false);
            is_missing.then(|| format!("only a part of {module}, which the command starts, would come from there"))
        }
        Start::Code => None,
    }
}

/// Whether the Dockerfile may bring a script from a build context of which nothing is known.
fn is_brought(stage: Stage<'_>, path: &str) -> bool {
    let dockerfile = stage.analysis().dockerfile.clone();
    let blank = dockerfile.analysis(stage.analysis().pattern, &UnknownContext);
    may_be_script(Stage::new(blank, stage.index()), path)
}

/// Whether something may stand where the command looks for its script: a file, or a directory with a `__main__.py`.
fn may_be_script(stage: Stage<'_>, path: &str) -> bool {
    let paths = [path.to_string(), join(path, "__main__.py")];
    paths.iter().any(|path| stage.end().origin(path) != Origin::Nowhere)
}
