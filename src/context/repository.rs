//! The name of a repository. What checks out thousands of them does so in temporary directories, whose names tell nothing.

use std::path::Path;

use crate::system::read;

/// The name that the repository whose root is `directory` has where it was cloned from.
pub(super) fn name(directory: &Path) -> Option<String> {
    let config = read::text(&directory.join(".git/config")).ok()?;
    let mut lines = config
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "[remote \"origin\"]")
        .skip(1);
    let url = lines
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .find_map(|line| {
            let (key, value) = line.split_once('=')?;
            (key.trim() == "url").then(|| value.trim())
        })?;
    let path = url.trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    path.rsplit(['/', ':', '\\'])
        .next()
        .filter(|name| !name.is_empty())
        .map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_goes_by_the_end_of_its_origin() {
        let directory = tempfile::tempdir().unwrap();
        let named = |config: &str| {
            std::fs::create_dir_all(directory.path().join(".git")).unwrap();
            std::fs::write(directory.path().join(".git/config"), config).unwrap();
            name(directory.path())
        };
        let origin = |url: &str| {
            named(&format!(
                "[core]\n\tbare = false\n[remote \"origin\"]\n\tfetch = x\n\turl = {url}\n"
            ))
        };
        assert_eq!(origin("git@example.com:team/api.git").as_deref(), Some("api"));
        assert_eq!(origin("https://example.com/team/api/").as_deref(), Some("api"));
        assert_eq!(origin("example.com:api").as_deref(), Some("api"));
        assert_eq!(origin("/srv/.git"), None);
        assert_eq!(named("[remote \"origin\"]\n[remote \"fork\"]\n\turl = x/y\n"), None);
        assert_eq!(name(Path::new("/nowhere")), None);
    }
}
