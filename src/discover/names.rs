//! Which file names are those of Dockerfiles.

use std::path::Path;

/// Extensions (in lower case) of files that are named like a Dockerfile and are none.
const NEVER: &str = "adoc bak cfg containerignore csv dockerignore erb gz html ini j2 jinja jinja2 json lock log markdown md mustache orig pdf png \
    py pyc rej rst sh svg swp template tmpl toml tpl xml yaml yml";

/// Whether a file in a directory that is searched is a Dockerfile, by its name.
pub fn is_dockerfile(path: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
        return false;
    };
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(&*name, "Dockerfile" | "dockerfile" | "Containerfile") {
        return true;
    }
    let named = name.starts_with("Dockerfile.")
        || name.starts_with("Containerfile.")
        || name.ends_with(".Dockerfile")
        || name.ends_with(".dockerfile");
    named && !name.ends_with('~') && !NEVER.split(' ').any(|never| never == ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide_in_a_walk() {
        for good in [
            "Dockerfile",
            "dockerfile",
            "Containerfile",
            "Dockerfile.prod",
            "Containerfile.x86",
            "a.Dockerfile",
            "a.dockerfile",
        ] {
            assert!(is_dockerfile(Path::new(good)), "{good}");
        }
        let bad = [
            "Dockerfile.md",
            "Dockerfile.dev.MD",
            "Dockerfile.dockerignore",
            "Dockerfile.csv",
            "Dockerfile.py",
            "Dockerfile.j2",
        ];
        for bad in bad.into_iter().chain([
            "Dockerfiles",
            "MyDockerfile",
            "Dockerfile.x~",
            "Dockerfile-prod",
            "dockerfile.py",
            "main.py",
        ]) {
            assert!(!is_dockerfile(Path::new(bad)), "{bad}");
        }
    }
}
