//! The settings in effect, as a settings file with the origin of each value; used as one, it gives the same settings.

use std::path::Path;

use serde::Serialize;
use toml::Value;

use super::origins::Line;
use super::path_override::PathOverride;
use super::{Choice, Config};
use crate::analysis::pattern::HousePattern;
use crate::context::{Located, Provenance};
use crate::engine::settings::UnsafeFixes;
use crate::system::exclude::Exclude;
use crate::system::paths::Shown;

/// The settings to show.
pub(crate) struct SettingsPage<'a> {
    /// The settings of the file.
    pub config: &'a Config,
    /// What the settings files say of some files, this one among them.
    pub overrides: Vec<&'a PathOverride>,
    /// The build context, or why none was looked for.
    pub context: Result<Located, String>,
    /// What the command line says over them.
    pub choice: &'a Choice,
    /// What the command line excludes.
    pub excluded: Exclude,
    /// The current directory.
    pub current: &'a Path,
}

impl SettingsPage<'_> {
    /// The settings in effect for the file at the absolute `path`.
    pub(crate) fn written(&self, path: &Path) -> String {
        let pattern = &self.config.settings.pattern;
        let mut lines = self.head(path);
        let mut line = |key: &str, value: Value, origin: String| lines.push(format!("{key} = {value}  # {origin}"));
        if let Some(image) = &pattern.house_runtime {
            line("house-runtime", value(image), self.origin("house-runtime"));
        }
        line("platform", value(&pattern.platform), self.origin("platform"));
        line(
            "healthcheck-timeout",
            value(pattern.healthcheck_timeout),
            self.origin("healthcheck-timeout"),
        );
        if let Some((context, ..)) = self.config.context() {
            line("context", value(context.to_string_lossy()), self.origin("context"));
        }
        let patterns = self.config.exclude.as_ref().map(|(_, patterns)| &patterns[..]);
        line("exclude", value(patterns.unwrap_or_default()), self.origin("exclude"));
        let (select, ignore) = self.origins_of_rules();
        let selected = self
            .config
            .selected
            .iter()
            .filter(|code| !self.config.ignored.contains(code));
        line("select", value(selected.collect::<Vec<_>>()), select);
        line("ignore", value(&self.config.ignored), ignore);
        let (unsafe_fixes, origin) = self.unsafe_fixes();
        line("unsafe-fixes", unsafe_fixes, origin);
        self.runtimes(&mut lines);
        self.environment(&mut lines);
        lines.extend([String::new(), "[verify]".to_string()]);
        let origin = self.origin("verify.imports");
        lines.push(format!("imports = {}  # {origin}", value(pattern.verify_imports)));
        if !self.config.severity.is_empty() {
            lines.extend([String::new(), "[severity]".to_string()]);
        }
        lines.extend(
            self.config
                .severity
                .iter()
                .map(|(code, severity)| format!("{code} = {}", value(severity))),
        );
        let references = &self.config.references;
        if !references.is_empty() {
            lines.extend([String::new(), "[references]".to_string()]);
        }
        lines.extend(
            references
                .iter()
                .map(|(code, text)| format!("{code} = {}", value(text))),
        );
        lines.push(String::new());
        lines.join("\n")
    }

    fn head(&self, path: &Path) -> Vec<String> {
        let files = shown_files(self.config, self.current);
        let enabled = match &self.config.settings.enabled_rules[..] {
            [] => "none".to_string(),
            rules => rules.join(", "),
        };
        let mut lines = vec![
            format!("# In effect for {}: {files}", self.shown(path)),
            format!("# Enabled rules: {enabled}"),
        ];
        lines.extend(
            self.overrides
                .iter()
                .map(|one| format!("# [[overrides]] for this path: {}", self.shown_line(Some(&one.line)))),
        );
        let mut excludes = self.config.exclude().into_iter().chain([&self.excluded]);
        if excludes.any(|exclude| exclude.matches(path, false)) {
            lines.push(
                "# The path is excluded: it is checked only if the command line names it, without --force-exclude"
                    .to_string(),
            );
        }
        lines.extend([format!("# Build context: {}", self.build_context()), String::new()]);
        lines
    }

    fn build_context(&self) -> String {
        match &self.context {
            Ok(located) => shown_context(located, self.current),
            Err(why) => format!("not looked for: {why}"),
        }
    }

    /// The rows in effect; the first that matches the name of an image counts.
    fn runtimes(&self, lines: &mut Vec<String>) {
        for (index, row) in self.config.settings.pattern.runtimes.iter().enumerate() {
            let origin = self.shown_line(self.config.origins.of_row(index));
            lines.extend([String::new(), format!("[[runtime]]  # {origin}")]);
            let values = [
                ("image", value(row.image.to_string())),
                ("python", value(row.python.as_deref().unwrap_or("auto"))),
                ("interpreter", value(&row.interpreter)),
                ("builder", value(&row.builder)),
                ("shell", value(row.shell)),
                ("user", value(&row.user)),
                ("entrypoint", value(&row.entrypoint)),
            ];
            lines.extend(values.map(|(key, value)| format!("{key} = {value}")));
        }
    }

    fn environment(&self, lines: &mut Vec<String>) {
        let now = &self.config.settings.pattern.environment;
        let set = now.iter().map(|(name, text)| (name, value(text)));
        let house = HousePattern::default().environment;
        let is_gone = |name: &&String| !now.iter().any(|(known, _)| known == *name);
        let gone = house
            .iter()
            .map(|(name, _)| name)
            .filter(is_gone)
            .map(|name| (name, value(false)));
        lines.extend([String::new(), "[environment]".to_string()]);
        lines.extend(set.chain(gone).map(|(name, value)| match value {
            Value::String(_) if name == "PYTHONPATH" => {
                "# PYTHONPATH is worked out from each file  # default".to_string()
            }
            value => format!("{name} = {value}  # {}", self.origin(&format!("environment.{name}"))),
        }));
    }

    fn unsafe_fixes(&self) -> (Value, String) {
        let origin = match &self.choice.unsafe_fixes {
            Some(_) => "command line".to_string(),
            None => self.origin("unsafe-fixes"),
        };
        let value = match &self.config.settings.unsafe_fixes {
            UnsafeFixes::None => value(false),
            UnsafeFixes::All => value(true),
            UnsafeFixes::Of(codes) => value(codes),
        };
        (value, origin)
    }

    fn origins_of_rules(&self) -> (String, String) {
        let (mut select, ignore) = (self.origin("select"), self.origin("ignore"));
        if self.config.origins.of("extend-select").is_some() {
            select = format!("{select} and {}", self.origin("extend-select"));
        }
        if !self.choice.extend_select.is_empty() {
            select = format!("{select} and the command line");
        }
        let command_line = || "command line".to_string();
        match (&self.choice.select, &self.choice.ignore[..]) {
            (Some(_), _) => (command_line(), command_line()),
            (None, []) => (select, ignore),
            (None, _) if self.config.origins.of("ignore").is_none() => (select, command_line()),
            (None, _) => (select, format!("{ignore} and the command line")),
        }
    }

    fn origin(&self, key: &str) -> String {
        self.shown_line(self.config.origins.of(key))
    }

    fn shown_line(&self, origin: Option<&Line>) -> String {
        origin.map_or("default".to_string(), |(file, line)| {
            format!("{}:{line}", self.shown(file))
        })
    }

    fn shown(&self, path: &Path) -> String {
        Shown::new(path, self.current).to_string()
    }
}

/// The settings files, for a user in the directory `current`.
pub(crate) fn shown_files(config: &Config, current: &Path) -> String {
    let files = config.origins.files.iter();
    let files: Vec<_> = files.map(|file| Shown::new(file, current).to_string()).collect();
    match &files[..] {
        [] => "no settings file".to_string(),
        files => files.join(", over "),
    }
}

/// The build context and why it is that, for a user in the directory `current`.
pub(crate) fn shown_context(located: &Located, current: &Path) -> String {
    let shown = |path: &Path| Shown::new(path, current).to_string();
    let directory = match located.directory.as_deref() {
        Some(directory) if directory == current => ".".to_string(),
        Some(directory) => shown(directory),
        None => String::new(),
    };
    match &located.provenance {
        Provenance::Given => format!("{directory}, as it was given"),
        Provenance::Written { file, line } => format!("{directory}, from {}:{line}", shown(file)),
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

/// A value as TOML writes it. Every type of the settings has a form in TOML.
fn value(value: impl Serialize) -> Value {
    Value::try_from(value).unwrap_or(Value::Boolean(false))
}
