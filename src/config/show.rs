//! The settings in effect, as a settings file with the origin of each value; used as one, it gives the same settings.

use std::path::Path;

use toml::Value;

use super::{Config, Overrides};
use crate::analysis::pattern::HousePattern;
use crate::context::{Located, Provenance};
use crate::python::effects::VerifyImports;
use crate::system::exclude::Exclude;
use crate::system::paths::Shown;

/// The settings to show.
pub(crate) struct SettingsPage<'a> {
    /// The settings files.
    pub config: &'a Config,
    /// The build context, or why none was looked for.
    pub context: Result<Located, String>,
    /// What the command line says over them.
    pub overrides: &'a Overrides,
    /// What the command line excludes.
    pub excluded: Exclude,
    /// The current directory.
    pub current: &'a Path,
}

impl SettingsPage<'_> {
    /// The settings in effect for the file at the absolute `path`.
    pub(crate) fn written(&self, path: &Path) -> String {
        let mut text = self.head(path);
        self.values(&mut text);
        self.runtimes(&mut text);
        text.push_str("\n[environment]\n");
        self.environment(&mut text);
        let imports = match self.config.settings.pattern.verify_imports {
            VerifyImports::Auto => "auto",
            VerifyImports::Always => "always",
            VerifyImports::Never => "never",
        };
        text.push_str("\n[verify]\n");
        line(&mut text, "imports", &string(imports), &self.origin("verify.imports"));
        if !self.config.per_file_ignores.is_empty() {
            text.push_str("\n[per-file-ignores]\n");
        }
        for entry in &self.config.per_file_ignores {
            let mut origin = self.origin(&format!("per-file-ignores.{}", entry.glob));
            if entry.matches(path) {
                origin.push_str(", matches this path");
            }
            line(
                &mut text,
                &string(&entry.glob).to_string(),
                &strings(&entry.rules),
                &origin,
            );
        }
        text
    }

    fn head(&self, path: &Path) -> String {
        let files: Vec<_> = self.config.origins.files.iter().map(|file| self.shown(file)).collect();
        let files = match &files[..] {
            [] => "no settings file".to_string(),
            files => files.join(", which extends "),
        };
        let settings = self.config.settings_for(Some(path));
        let enabled = match &settings.enabled_rules[..] {
            [] => "none".to_string(),
            rules => rules.join(", "),
        };
        let mut text = format!(
            "# In effect for {}: {files}\n# Enabled rules: {enabled}\n",
            self.shown(path)
        );
        let by_settings = self
            .config
            .exclude
            .as_ref()
            .is_some_and(|exclude| exclude.matches(path, false));
        if by_settings || self.excluded.matches(path, false) {
            text.push_str("# The path is excluded: it is checked only if the command line names it\n");
        }
        if settings.unsafe_fixes {
            text.push_str("# Unsafe fixes are applied, too  # command line\n");
        }
        text.push_str(&format!("# Build context: {}\n", self.build_context()));
        text.push('\n');
        text
    }

    fn build_context(&self) -> String {
        let Located {
            directory, provenance, ..
        } = match &self.context {
            Ok(located) => located,
            Err(why) => return format!("not looked for: {why}"),
        };
        let directory = directory.as_deref().map(|directory| match directory == self.current {
            true => ".".to_string(),
            false => self.shown(directory),
        });
        let directory = directory.unwrap_or_default();
        match provenance {
            Provenance::Given => format!("{directory}, as it was given"),
            Provenance::Written { file, line } => format!("{directory}, from {}:{line}", self.shown(file)),
            Provenance::Guessed { is_obvious: true } => {
                format!("{directory}, a guess: it holds all that the Dockerfile copies, and no directory above it does")
            }
            Provenance::Guessed { is_obvious: false } => {
                format!(
                    "{directory}, a guess that may be wrong: it is the nearest that holds all that the Dockerfile copies"
                )
            }
            Provenance::Unknown(Some(why)) => format!("not known: {why}"),
            Provenance::Unknown(None) => "not known".to_string(),
        }
    }

    fn values(&self, text: &mut String) {
        let pattern = &self.config.settings.pattern;
        let mut value = |key: &str, value: Value| line(text, key, &value, &self.origin(key));
        value("platform", string(&pattern.platform));
        value("healthcheck-timeout", Value::Float(pattern.healthcheck_timeout));
        if let Some((context, ..)) = self.config.context() {
            value("context", string(&context.to_string_lossy()));
        }
        value("exclude", strings(&self.config.exclude_patterns));
        let (select, ignore) = self.origins_of_rules();
        line(text, "select", &strings(&self.config.selected), &select);
        line(text, "ignore", &strings(&self.config.ignored), &ignore);
    }

    /// The rows in effect; the first that matches the name of an image counts.
    fn runtimes(&self, text: &mut String) {
        for (index, row) in self.config.settings.pattern.runtimes.iter().enumerate() {
            let origin = self.shown_origin(self.config.origins.of_row(index));
            text.push_str(&format!("\n[[runtime]]  # {origin}\n"));
            let python = row.python.as_deref().unwrap_or("auto");
            for (key, value) in [
                ("image", string(&row.image.to_string())),
                ("python", string(python)),
                ("interpreter", string(&row.interpreter)),
                ("builder", string(&row.builder)),
                ("shell", Value::Boolean(row.shell)),
                ("user", string(&row.user)),
                ("entrypoint", strings(&row.entrypoint)),
            ] {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
    }

    fn origins_of_rules(&self) -> (String, String) {
        let (select, ignore) = (self.origin("select"), self.origin("ignore"));
        let command_line = || "command line".to_string();
        match (&self.overrides.select, &self.overrides.ignore[..]) {
            (Some(_), _) => (command_line(), command_line()),
            (None, []) => (select, ignore),
            (None, _) if self.config.origins.of("ignore").is_none() => (select, command_line()),
            (None, _) => (select, format!("{ignore} and the command line")),
        }
    }

    fn environment(&self, text: &mut String) {
        let house = HousePattern::default().environment;
        let now = &self.config.settings.pattern.environment;
        for (name, value) in now {
            let origin = self.origin(&format!("environment.{name}"));
            if name == "PYTHONPATH" {
                text.push_str("# PYTHONPATH is worked out from each file  # default\n");
            } else {
                line(text, name, &string(value), &origin);
            }
        }
        let is_gone = |name: &str| !now.iter().any(|(known, _)| known == name);
        for (name, _) in house.iter().filter(|(name, _)| is_gone(name)) {
            let origin = self.origin(&format!("environment.{name}"));
            line(text, name, &Value::Boolean(false), &origin);
        }
    }

    fn origin(&self, key: &str) -> String {
        self.shown_origin(self.config.origins.of(key))
    }

    fn shown_origin(&self, origin: Option<(&Path, usize)>) -> String {
        match origin {
            Some((file, line)) => format!("{}:{line}", self.shown(file)),
            None => "default".to_string(),
        }
    }

    fn shown(&self, path: &Path) -> String {
        Shown::new(path, self.current).to_string()
    }
}

fn line(text: &mut String, key: &str, value: &Value, origin: &str) {
    text.push_str(&format!("{key} = {value}  # {origin}\n"));
}

fn string(text: &str) -> Value {
    Value::String(text.to_string())
}

fn strings<T: AsRef<str>>(texts: &[T]) -> Value {
    Value::Array(texts.iter().map(|text| string(text.as_ref())).collect())
}
