//! The guess at a build context that nobody names: the nearest directory in which every source of a COPY exists.

use std::path::Path;
use std::sync::Arc;

use super::locate::Place;
use super::provenance::{Provenance, from_root};
use super::root::Root;
use super::{BuildContext, DiskContext, EntryKind};
use crate::dockerfile::glob::{self, is_pattern};
use crate::dockerfile::path::{join, normalise};
use crate::system::read::is_missing;

/// Why there is no guess.
pub(super) enum NoGuess {
    /// No directory holds what is copied.
    Nowhere(String),
    /// A directory that may be the one cannot be read.
    Unreadable(String),
}

/// The nearest directory, from the Dockerfile's up to the project's root, that holds all `sources`. A source with a variable can be looked up
/// nowhere and is passed over.
///
/// # Errors
/// Why there is none.
pub(super) fn guess(place: &Place<'_>, sources: &[String]) -> Result<DiskContext, NoGuess> {
    let known = sources.iter().filter(|source| !has_variable(source));
    // `..` does not leave the context: `../x` is `x`. A pattern may match nothing: BuildKit takes that.
    let (patterns, plain): (Vec<String>, Vec<String>) = known
        .map(|source| normalise(source))
        .partition(|source| is_pattern(source));
    if patterns.is_empty() && plain.is_empty() && !sources.is_empty() {
        let why = "every path that is copied has a variable in it";
        return Err(NoGuess::Nowhere(why.to_string()));
    }
    let directory = place.dockerfile.parent().unwrap_or(place.dockerfile);
    // A directory that cannot be looked at may be the one: then no other is.
    let unreadable = |root: &Path, why: &str| {
        let directory = from_root(root, place.root);
        NoGuess::Unreadable(format!("it may be {directory}, but {why}"))
    };
    let fitting = |root: &Path| {
        // A directory without the first name of some source is out before its ignore file is read.
        let first = |source: &String| root.join(source.split('/').next().unwrap_or_default());
        let is_out = |source: &String| first(source).symlink_metadata().is_err_and(|error| is_missing(&error));
        if plain.iter().any(is_out) {
            return Ok(None);
        }
        let opened = Root::open(root.to_path_buf(), place.dockerfile, Arc::clone(&place.exclude));
        let opened = opened.map_err(|why| unreadable(root, &why))?;
        let is_obvious = root == directory;
        let context = DiskContext::of_root(opened, Provenance::Guessed { is_obvious }, place.dockerfile);
        let fits = plain.iter().all(|source| context.kind(source).is_some());
        match context.located().trouble() {
            Some(why) => Err(unreadable(root, why)),
            None => Ok(fits.then_some(context)),
        }
    };
    let candidates = directory.ancestors().take_while(|above| above.starts_with(place.root));
    let candidates: Result<Vec<_>, NoGuess> = candidates.map(fitting).collect();
    let mut fitting: Vec<DiskContext> = candidates?.into_iter().flatten().collect();
    let is_only = fitting.len() == 1;
    let matches_all = |context: &DiskContext| patterns.iter().all(|pattern| matches(context, "", pattern));
    let whole = fitting.iter().position(matches_all);
    match whole.or((!plain.is_empty() && !fitting.is_empty()).then_some(0)) {
        Some(best) if is_only => Ok(fitting.swap_remove(best)),
        Some(best) => Ok(fitting.swap_remove(best).or_another()),
        None => Err(NoGuess::Nowhere(
            "no directory from that of the Dockerfile up to the root of its repository holds all that is copied"
                .to_string(),
        )),
    }
}

fn has_variable(source: &str) -> bool {
    let mut escaped = false;
    source.chars().any(|c| {
        let variable = c == '$' && !escaped;
        escaped = c == '\\' && !escaped;
        variable
    })
}

/// Whether something in `context` below `at` matches a pattern.
fn matches(context: &DiskContext, at: &str, pattern: &str) -> bool {
    let (part, below) = pattern.split_once('/').unwrap_or((pattern, ""));
    let fits = |name: &str, below: &str| {
        let path = join(at, name);
        match below {
            "" => context.kind(&path).is_some(),
            below => context.kind(&path) == Some(EntryKind::Directory) && matches(context, &path, below),
        }
    };
    let mut names = context.entries(at).into_iter().map(|(name, _)| name);
    match part {
        "**" => below.is_empty() || matches(context, at, below) || names.any(|name| fits(&name, pattern)),
        part if is_pattern(part) => names.any(|name| glob::matches(part, &name) && fits(&name, below)),
        part => fits(part, below),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::context::BuildDefinitions;

    fn found(root: &Path, dockerfile: &str, sources: &[&str]) -> Option<String> {
        let dockerfile = root.join(dockerfile);
        let place = Place {
            dockerfile: &dockerfile,
            given: None,
            configured: None,
            root: &root.join("repo"),
            exclude: Arc::from([]),
            definitions: &BuildDefinitions::default(),
        };
        let sources: Vec<_> = sources.iter().map(|source| source.to_string()).collect();
        guess(&place, &sources).ok()?.read("WHICH").map(|text| text.to_string())
    }

    #[test]
    fn the_nearest_directory_that_holds_every_source_is_the_context() {
        let directory = tempfile::tempdir().unwrap();
        let root = &directory.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("repo/services/api/pkg")).unwrap();
        fs::create_dir_all(root.join("repo/shared/deep/er")).unwrap();
        for (file, text) in [
            ("WHICH", "outside"),
            ("top.py", ""),
            ("repo/WHICH", "repo"),
            ("repo/services/WHICH", "services"),
            ("repo/services/api/WHICH", "api"),
            ("repo/services/api/main.py", ""),
            ("repo/services/api/pkg/a.py", ""),
            ("repo/shared/deep/er/lib.py", ""),
            ("repo/services/api/left-out.py", ""),
            ("repo/services/api/.dockerignore", "left-out.py"),
        ] {
            fs::write(root.join(file), text).unwrap();
        }
        let api = "repo/services/api/Dockerfile";
        for (sources, expected) in [
            (&["main.py"][..], Some("api")),
            (&["./main.py", "/pkg/"], Some("api")),
            (&["*.py", "pkg/?.py"], Some("api")),
            (&["main.py/"], Some("api")),
            (&["main.py/x"], None),
            (&["api/main.py"], Some("services")),
            (&["services/*/main.py", "shared"], Some("repo")),
            (&["shared/**/*.py"], Some("repo")),
            (&["services/api/main.py", "$WHAT"], Some("repo")),
            (&["$WHAT"], None),
            (&["main.py", "missing.py"], None),
            (&["*.rs"], None),
            (&["top.py"], None),
            (&["left-out.py"], None),
            (&["services/api/left-out.py"], Some("repo")),
            (&["../main.py"], Some("api")),
            (&["."], Some("api")),
            (&[], Some("api")),
        ] {
            assert_eq!(found(root, api, sources).as_deref(), expected, "{sources:?}");
        }
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_optional_but_a_match_is_better() {
        let directory = tempfile::tempdir().unwrap();
        let root = &directory.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("repo/api")).unwrap();
        for (file, text) in [
            ("repo/WHICH", "repo"),
            ("repo/pyproject.toml", ""),
            ("repo/poetry.lock", ""),
            ("repo/api/WHICH", "api"),
            ("repo/api/pyproject.toml", ""),
            ("repo/api/app.py", ""),
        ] {
            fs::write(root.join(file), text).unwrap();
        }
        let api = "repo/api/Dockerfile";
        for (sources, expected) in [
            (&["pyproject.toml", "uv.lock*"][..], Some("api")),
            (&["pyproject.toml", "poetry.lock*"], Some("repo")),
            (&["app.py", "poetry.lock*"], Some("api")),
            (&["nothing/*.py", "uv.lock*"], None),
        ] {
            assert_eq!(found(root, api, sources).as_deref(), expected, "{sources:?}");
        }
    }
}
