//! Which folder is the build context: nobody writes it down, so it is found by what the Dockerfile copies.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::{BuildContext, DiskContext, EntryKind};
use crate::dockerfile::glob::Glob;
use crate::dockerfile::path::{join, normalise};
use crate::system::exclude::Exclude;

/// Where a Dockerfile's build context may be.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The Dockerfile, absolute and in a folder without symbolic links; it need not exist.
    pub dockerfile: &'a Path,
    /// The folder that the person named as the context.
    pub given: Option<&'a Path>,
    /// The folder up to which the context is looked for; see [`crate::system::paths::project_root`].
    pub root: &'a Path,
    /// What is left out beyond `.dockerignore`.
    pub exclude: Arc<[Exclude]>,
}

/// The context of a Dockerfile that copies `sources`: the folder given, else the nearest one from the Dockerfile's up to
/// the project's root in which every source exists. A source with a variable can be looked up nowhere and is passed over;
/// when there is nothing but such sources, the context is unknown.
pub fn locate(place: &Place<'_>, sources: &[String]) -> DiskContext {
    if let Some(given) = place.given {
        return DiskContext::new(given, place.dockerfile, Arc::clone(&place.exclude));
    }
    // `..` does not leave the context: `../x` is `x`.
    let known: Vec<String> = sources
        .iter()
        .filter(|source| !has_variable(source))
        .map(|source| normalise(source))
        .collect();
    let certain: Vec<Vec<&str>> = known
        .iter()
        .map(|source| source.split('/').filter(|part| !part.is_empty()).collect())
        .collect();
    let unknown = DiskContext::not_found(place.dockerfile);
    let Some(folder) = place.dockerfile.parent() else {
        return unknown;
    };
    if certain.is_empty() && !sources.is_empty() {
        return unknown;
    }
    // A folder without the first name of some source is out before its ignore file is read.
    let first_names: BTreeSet<&str> = certain.iter().filter_map(|source| source.first().copied()).collect();
    let may_fit = |root: &&Path| {
        let mut plain = first_names.iter().filter(|name| !is_pattern(name));
        plain.all(|name| root.join(name).symlink_metadata().is_ok())
    };
    let candidates = folder
        .ancestors()
        .take_while(|above| above.starts_with(place.root))
        .filter(may_fit);
    let fits = |context: &DiskContext| {
        context.is_known() && certain.iter().all(|source| exists(context, String::new(), source))
    };
    let context = |root: &Path| DiskContext::in_real_folder(root, place.dockerfile, Arc::clone(&place.exclude));
    let mut fitting = candidates.map(context).filter(fits);
    match (fitting.next(), fitting.next()) {
        (None, _) => unknown,
        (Some(nearest), None) => nearest,
        (Some(nearest), Some(_)) => nearest.or_another(),
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
    use super::*;
    use std::fs;

    fn found(root: &Path, dockerfile: &str, sources: &[&str]) -> Option<String> {
        let dockerfile = root.join(dockerfile);
        let place = Place {
            dockerfile: &dockerfile,
            given: None,
            root: &root.join("repo"),
            exclude: Arc::from([]),
        };
        let sources: Vec<_> = sources.iter().map(|source| source.to_string()).collect();
        locate(&place, &sources).read("WHICH").map(|text| text.to_string())
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
    fn the_folder_given_is_not_doubted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("WHICH"), "given").unwrap();
        let place = Place {
            dockerfile: Path::new("/elsewhere/Dockerfile"),
            given: Some(folder.path()),
            root: Path::new("/"),
            exclude: Arc::from([]),
        };
        let context = locate(&place, &["missing".into()]);
        assert_eq!(context.read("WHICH").as_deref(), Some("given"));
        assert_eq!(context.dockerfile_folder().as_deref(), Some("elsewhere"));
    }
}
