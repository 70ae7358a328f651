//! The guess at a build context that nobody names: the nearest directory in which every source of a COPY exists.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::locate::Place;
use super::provenance::{Provenance, from_root};
use super::root::Root;
use super::{BuildContext, DiskContext, EntryKind};
use crate::dockerfile::glob::Glob;
use crate::dockerfile::path::{join, normalise};
use crate::system::read::is_missing;

/// Why there is no guess.
pub(super) enum NoGuess {
    /// No directory holds what is copied.
    Nowhere(String),
    /// A directory that may be the one cannot be read.
    Unreadable(String),
}

/// The sources of a Dockerfile that can be looked up, each as the parts of its path.
struct Sources<'a> {
    plain: Vec<Vec<&'a str>>,
    /// Those that may match nothing: BuildKit takes that.
    patterns: Vec<Vec<&'a str>>,
}

/// The nearest directory, from the Dockerfile's up to the project's root, that holds all `sources`. A source with a variable can be looked up
/// nowhere and is passed over.
///
/// # Errors
/// Why there is none.
pub(super) fn guess(place: &Place<'_>, sources: &[String]) -> Result<DiskContext, NoGuess> {
    // `..` does not leave the context: `../x` is `x`.
    let known: Vec<String> = sources
        .iter()
        .filter(|source| !has_variable(source))
        .map(|source| normalise(source))
        .collect();
    if known.is_empty() && !sources.is_empty() {
        let why = "every path that is copied has a variable in it";
        return Err(NoGuess::Nowhere(why.to_string()));
    }
    let parts = known
        .iter()
        .map(|source| source.split('/').filter(|part| !part.is_empty()));
    let (patterns, plain) = parts
        .map(Iterator::collect::<Vec<_>>)
        .partition(|source| source.iter().any(|part| is_pattern(part)));
    let sources = Sources { plain, patterns };
    let folder = place.dockerfile.parent().unwrap_or(place.dockerfile);
    // A directory without the first name of some source is out before its ignore file is read.
    let first_names: BTreeSet<&str> = sources
        .plain
        .iter()
        .filter_map(|source| source.first().copied())
        .collect();
    let may_fit = |root: &&Path| {
        let mut names = first_names.iter();
        names.all(|name| {
            let found = root.join(name).symlink_metadata();
            !found.is_err_and(|error| is_missing(&error))
        })
    };
    // A directory that cannot be looked at may be the one: then no other is.
    let unreadable = |root: &Path, why: &str| {
        let directory = from_root(root, place.root);
        NoGuess::Unreadable(format!("it may be {directory}, but {why}"))
    };
    let fits = |root: &Path| {
        let opened = Root::open(root.to_path_buf(), place.dockerfile, Arc::clone(&place.exclude));
        let is_obvious = root == folder;
        let context = DiskContext::of_root(
            opened.map_err(|why| unreadable(root, &why))?,
            Provenance::Guessed { is_obvious },
            place.dockerfile,
        );
        let fits = sources.fit(&context);
        match context.located().trouble() {
            Some(why) => Err(unreadable(root, why)),
            None => Ok(Some(context).filter(|_| fits)),
        }
    };
    let candidates = folder.ancestors().take_while(|above| above.starts_with(place.root));
    let candidates: Result<Vec<_>, NoGuess> = candidates.filter(may_fit).map(fits).collect();
    let mut fitting: Vec<DiskContext> = candidates?.into_iter().flatten().collect();
    let is_only = fitting.len() == 1;
    let whole = fitting.iter().position(|context| sources.patterns_match(context));
    match whole.or((!sources.plain.is_empty() && !fitting.is_empty()).then_some(0)) {
        Some(best) if is_only => Ok(fitting.swap_remove(best)),
        Some(best) => Ok(fitting.swap_remove(best).or_another()),
        None => Err(NoGuess::Nowhere(
            "no directory from that of the Dockerfile up to the root of its repository holds all that is copied"
                .to_string(),
        )),
    }
}

impl Sources<'_> {
    /// Whether a build from `context` finds all that it needs.
    fn fit(&self, context: &DiskContext) -> bool {
        self.plain.iter().all(|source| exists(context, String::new(), source))
    }

    fn patterns_match(&self, context: &DiskContext) -> bool {
        self.patterns
            .iter()
            .all(|source| exists(context, String::new(), source))
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

fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?', '[', '\\'])
}

/// Whether something in `context` below `at` matches the rest of a source.
fn exists(context: &DiskContext, at: String, rest: &[&str]) -> bool {
    let Some((part, below)) = rest.split_first() else {
        return context.kind(&at).is_some();
    };
    if !is_pattern(part) {
        let path = join(&at, part);
        return (below.is_empty() || context.kind(&path) == Some(EntryKind::Folder)) && exists(context, path, below);
    }
    if *part == "**" {
        let folders = context
            .entries(&at)
            .into_iter()
            .filter(|(_, kind)| *kind == EntryKind::Folder);
        return exists(context, at.clone(), below)
            || folders
                .into_iter()
                .any(|(name, _)| exists(context, join(&at, &name), rest));
    }
    let Ok(glob) = Glob::new(part) else {
        return false;
    };
    context
        .entries(&at)
        .iter()
        .any(|(name, _)| glob.matches(name) && exists(context, join(&at, name), below))
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
    fn the_nearest_folder_that_holds_every_source_is_the_context() {
        let folder = tempfile::tempdir().unwrap();
        let root = &folder.path().canonicalize().unwrap();
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
        let folder = tempfile::tempdir().unwrap();
        let root = &folder.path().canonicalize().unwrap();
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
