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

pub(crate) struct SettingsPage<'a> {
    pub config: &'a Config,
    /// What the settings files say of some files, this one among them.
    pub overrides: Vec<&'a PathOverride>,
    /// The build context, or why none was looked for.
    pub context: Result<Located, String>,
    /// What the command line says over them.
    pub choice: &'a Choice,
    /// What the command line excludes.
    pub excluded: Exclude,
    pub current: &'a Path,
}

impl SettingsPage<'_> {
    /// The settings in effect for the file at the absolute `path`.
    pub(crate) fn written(&self, path: &Path) -> String {
        let pattern = &self.config.settings.pattern;
        let mut lines = self.head(path);
        let mut line = |key: &str, value: Value| lines.push(format!("{key} = {value}  # {}", self.origin(key)));
        if let Some(image) = &pattern.house_runtime {
            line("house-runtime", value(image));
        }
        line("platform", value(&pattern.platform));
        line("healthcheck-timeout", value(pattern.healthcheck_timeout));
        if let Some((context, ..)) = self.config.context() {
            line("context", value(context.to_string_lossy()));
        }
        let patterns = self.config.exclude.as_ref().map(|(_, patterns)| &patterns[..]);
        line("exclude", value(patterns.unwrap_or_default()));
        let Config { selected, ignored, .. } = self.config;
        let selected = selected.iter().filter(|code| !ignored.contains(code));
        line("select", value(selected.collect::<Vec<_>>()));
        line("ignore", value(ignored));
        line("unsafe-fixes", value_of(&self.config.settings.unsafe_fixes));
        self.runtimes(&mut lines);
        table(&mut lines, "[environment]", self.environment());
        let (imports, origin) = (value(pattern.verify_imports), self.origin("verify.imports"));
        table(&mut lines, "[verify]", [format!("imports = {imports}  # {origin}")]);
        let of_rule = |table: &str, code: &str, value: Value| {
            let origin = self.origin(&format!("{table}.{code}"));
            format!("{code} = {value}  # {origin}")
        };
        let severity = self.config.severity.iter();
        let severity = severity.map(|(code, severity)| of_rule("severity", code, value(severity)));
        table(&mut lines, "[severity]", severity);
        let references = self.config.references.iter();
        let references = references.map(|(code, text)| of_rule("references", code, value(text)));
        table(&mut lines, "[references]", references);
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
            let what =
                "# The path is excluded: it is checked only if the command line names it, without --force-exclude";
            lines.push(what.to_string());
        }
        let context = match &self.context {
            Ok(located) => shown_context(located, self.current),
            Err(why) => format!("not looked for: {why}"),
        };
        lines.extend([format!("# Build context: {context}"), String::new()]);
        lines
    }

    /// The rows in effect; the first that matches the name of an image counts.
    fn runtimes(&self, lines: &mut Vec<String>) {
        for (index, row) in self.config.settings.pattern.runtimes.iter().enumerate() {
            let head = format!(
                "[[runtime]]  # {}",
                self.shown_line(self.config.origins.rows.get(index))
            );
            let values = [
                ("image", value(row.image.to_string())),
                ("python", value(row.python.as_deref().unwrap_or("auto"))),
                ("interpreter", value(&row.interpreter)),
                ("builder", value(&row.builder)),
                ("shell", value(row.shell)),
                ("user", value(&row.user)),
                ("entrypoint", value(&row.entrypoint)),
            ];
            table(lines, &head, values.map(|(key, value)| format!("{key} = {value}")));
        }
    }

    fn environment(&self) -> impl Iterator<Item = String> {
        let now = &self.config.settings.pattern.environment;
        let set = now.iter().map(|(name, text)| (name.clone(), value(text)));
        let house = HousePattern::default().environment.into_iter();
        let gone = house.filter(|(name, _)| !now.iter().any(|(known, _)| known == name));
        let gone = gone.map(|(name, _)| (name, value(false)));
        set.chain(gone).map(|(name, value)| match value {
            Value::String(_) if name == "PYTHONPATH" => {
                "# PYTHONPATH is worked out from each file  # default".to_string()
            }
            value => format!("{name} = {value}  # {}", self.origin(&format!("environment.{name}"))),
        })
    }

    /// Where a key is set: in a file, on the command line, or nowhere.
    fn origin(&self, key: &str) -> String {
        let set = |key: &str| self.config.origins.of(key);
        let of_file = || self.shown_line(set(key));
        let of_command_line = || "command line".to_string();
        let is_given = |list: &[_]| !list.is_empty();
        match key {
            "select" | "ignore" if self.choice.select.is_some() => of_command_line(),
            "select" => {
                let more = set("extend-select").map(|line| format!(" and {}", self.shown_line(Some(line))));
                let given = is_given(&self.choice.extend_select).then_some(" and the command line");
                format!("{}{}{}", of_file(), more.unwrap_or_default(), given.unwrap_or_default())
            }
            "ignore" if is_given(&self.choice.ignore) => match set(key) {
                None => of_command_line(),
                Some(_) => format!("{} and the command line", of_file()),
            },
            "unsafe-fixes" if self.choice.unsafe_fixes.is_some() => of_command_line(),
            _ => of_file(),
        }
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

/// A table, if it has entries.
fn table(lines: &mut Vec<String>, head: &str, entries: impl IntoIterator<Item = String>) {
    let mut entries = entries.into_iter().peekable();
    if entries.peek().is_some() {
        lines.extend([String::new(), head.to_string()]);
        lines.extend(entries);
    }
}

fn value_of(unsafe_fixes: &UnsafeFixes) -> Value {
    match unsafe_fixes {
        UnsafeFixes::None => value(false),
        UnsafeFixes::All => value(true),
        UnsafeFixes::Of(codes) => value(codes),
    }
}

/// A value as TOML writes it. Every type of the settings has a form in TOML.
fn value(value: impl Serialize) -> Value {
    Value::try_from(value).unwrap_or(Value::Boolean(false))
}
