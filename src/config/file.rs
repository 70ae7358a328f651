//! Reads a settings file, and first those that it extends.

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::draft::{Draft, position};
use super::keys;
use super::table::{Fault, checked};
use crate::input::reason;

/// What is wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The settings file, absolute.
    pub file: PathBuf,
    /// Line and column in characters, from 1; `None` when the file could not be read.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what could stand there instead.
    pub message: String,
}

/// Reads a settings file over the house pattern. Patterns are relative to `root`, or without one to the folder of the file that they stand in.
pub(super) fn read(path: &Path, root: Option<&Path>) -> Result<Draft, ConfigError> {
    let text = text_of(path).map_err(|message| ConfigError {
        file: path.to_path_buf(),
        place: None,
        message,
    })?;
    let mut draft = Draft::default();
    // By its real name, which is how a circle is told.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    apply(path, &text, root, &mut vec![real], &mut draft)?;
    Ok(draft)
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("cannot read the settings: {}", reason(&error)))
}

/// Applies a file after those that it extends; `chain` are the files from the first one to this one.
fn apply(
    path: &Path,
    text: &str,
    root: Option<&Path>,
    chain: &mut Vec<PathBuf>,
    draft: &mut Draft,
) -> Result<(), ConfigError> {
    let fault = |(span, message): Fault| ConfigError {
        file: path.to_path_buf(),
        place: Some(position(text, span)),
        message,
    };
    let table = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        fault((error.span().unwrap_or(0..0), format!("this is not TOML: {message}")))
    })?;
    let table = table.get_ref();
    let folder = path.parent().unwrap_or(path);
    if let Some(value) = table.get("extend") {
        let opened = |name: &str| {
            let base = folder.join(name);
            let base = base
                .canonicalize()
                .map_err(|error| cannot_extend(&base, &reason(&error)))?;
            let text = text_of(&base).map_err(|message| cannot_extend(&base, &message))?;
            Ok((base, text))
        };
        let (base, text) = checked(value, "a path such as \"../base.toml\"", opened).map_err(fault)?;
        let is_circle = chain.contains(&base);
        chain.push(base.clone());
        if is_circle {
            let names: Vec<_> = chain.iter().map(|file| file.display().to_string()).collect();
            let message = format!(
                "`extend` goes round in a circle; take one out: {}",
                names.join(" extends ")
            );
            return Err(fault((value.span(), message)));
        }
        apply(&base, &text, root, chain, draft)?;
    }
    draft.begin(path, text);
    keys::apply(table, root.unwrap_or(folder), draft).map_err(fault)
}

fn cannot_extend(base: &Path, why: &str) -> String {
    format!(
        "cannot extend {}: {why}; the path is relative to this file's folder",
        base.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides};

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for (name, text) in files {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        (folder, root)
    }

    fn config(path: &Path) -> Config {
        read(path, None).unwrap().finish(&Overrides::default())
    }

    #[test]
    fn what_a_file_extends_are_its_defaults() {
        let (_guard, root) = folder(&[
            (
                "base.toml",
                "python-version = '3.12'\nplatform = 'base'\nignore = ['LF002']\nexclude = ['vendor/']\n\
                 [environment]\nLANG = 'base'\nLC_ALL = false\n[per-file-ignores]\n'*.dev' = ['LF003']",
            ),
            ("team/middle.toml", "extend = '../base.toml'\nplatform = 'middle'"),
            (
                "team/svc/lucid-fix.toml",
                "extend = '../middle.toml'\nignore = ['LF003']\n[environment]\nLANG = 'own'",
            ),
        ]);
        let config = config(&root.join("team/svc/lucid-fix.toml"));
        let settings = &config.settings;
        assert_eq!(
            (settings.python_version.as_str(), settings.platform.as_str()),
            ("3.12", "middle")
        );
        assert_eq!(settings.builder_image, "python:3.12-slim-bookworm");
        assert_eq!(config.ignored, ["LF003"]);
        assert!(settings.environment.contains(&("LANG".into(), "own".into())));
        assert!(!settings.environment.iter().any(|(name, _)| name == "LC_ALL"));
        let exclude = config.exclude.as_ref().unwrap();
        assert!(exclude.matches(&root.join("other/vendor/Dockerfile"), false));
        let dev = config.settings_for(Some(&root.join("x/Dockerfile.dev")));
        assert!(!dev.rules.contains(&"LF003") && dev.rules.contains(&"LF002"));

        assert_eq!(
            config.origins.of("platform"),
            Some((root.join("team/middle.toml").as_path(), 2))
        );
        assert_eq!(config.origins.of("environment.LC_ALL").map(|(_, line)| line), Some(7));
        assert_eq!(config.origins.of("interpreter"), None);
        assert_eq!(config.origins.files.len(), 3);
    }

    #[test]
    fn a_circle_and_a_base_that_is_not_there_are_said_where_they_stand() {
        let (_guard, root) = folder(&[
            ("a.toml", "\nextend = 'b.toml'"),
            ("b.toml", "platform = 'x'\nextend = './a.toml'"),
            ("c.toml", "extend = 'gone.toml'"),
            ("d.toml", "extend = 'e.toml'"),
            ("e.toml", "\nplatfrom = 'x'"),
        ]);
        let error = |name: &str| {
            let error = read(&root.join(name), None).unwrap_err();
            let file = error.file.file_name().unwrap().to_str().unwrap().to_string();
            (file, error.place.unwrap().0, error.message)
        };
        let (file, line, message) = error("a.toml");
        assert_eq!((file.as_str(), line), ("b.toml", 2));
        assert!(
            message.contains("circle") && message.matches("a.toml").count() == 2,
            "{message}"
        );
        let (file, line, message) = error("c.toml");
        assert_eq!((file.as_str(), line), ("c.toml", 1));
        assert!(message.contains("gone.toml: No such file"), "{message}");
        assert_eq!(error("d.toml").0, "e.toml");
    }
}
