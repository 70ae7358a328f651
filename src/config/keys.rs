//! The keys of `lucid-fix.toml`. The table is read by hand, so that errors say where they are and what to write instead.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draft::Draft;
use super::per_file::PerFileIgnore;
use super::table::{Fault, checked, known_keys, list, seconds, table_at, wrong_type};
use super::{runtime, values};
use crate::analysis::pattern::VerifyImports;
use crate::system::exclude::Exclude;

/// The keys there are, in the order of the documentation.
pub(super) const KEYS: [&str; 11] = [
    "extend",
    "runtime",
    "platform",
    "environment",
    "healthcheck-timeout",
    "verify",
    "context",
    "select",
    "ignore",
    "exclude",
    "per-file-ignores",
];

/// Keys that described one runtime image for all files, and the key of a row of [[runtime]] that has taken the place of each.
const REPLACED: [(&str, &str); 4] = [
    ("python-version", "python"),
    ("builder-image", "builder"),
    ("runtime-images", "image"),
    ("interpreter", "interpreter"),
];

/// Puts what a table sets over what the draft holds: a table's entries one by one, every other value as a whole. Patterns are relative to `root`, the
/// build context to `directory`.
pub(super) fn apply(table: &DeTable<'_>, folder: &Path, root: &Path, draft: &mut Draft) -> Result<(), Fault> {
    not_replaced(table)?;
    known_keys(table, &KEYS, "key")?;
    for (key, value) in table {
        // Each entry of a table has its own origin.
        if value.get_ref().as_table().is_none() && key.get_ref() != "runtime" {
            draft.set(key.get_ref(), value);
        }
    }
    if let Some(value) = table.get("runtime") {
        draft.put_rows(runtime::rows(value)?);
    }
    let pattern = &mut draft.pattern;
    if let Some(value) = table.get("platform") {
        pattern.platform = checked(value, "a string such as \"$TARGETPLATFORM\"", values::platform)?;
    }
    if let Some(value) = table.get("healthcheck-timeout") {
        pattern.healthcheck_timeout = seconds(value)?;
    }
    if let Some(value) = table.get("context") {
        let wanted = "a string such as \"services/api\"";
        draft.context = Some(checked(value, wanted, |path| values::directory(&folder.join(path)))?);
    }
    if let Some(value) = table.get("select") {
        draft.select = Some(list(value, values::rule)?);
    }
    if let Some(value) = table.get("ignore") {
        draft.ignore = list(value, values::rule)?;
    }
    if let Some(value) = table.get("exclude") {
        let patterns = list(value, |text| Ok(text.to_string()))?;
        let exclude = Exclude::new(root, &patterns).map_err(|message| (value.span(), message))?;
        draft.exclude = Some((patterns, exclude));
    }
    if let Some(value) = table.get("verify") {
        verify(value, draft)?;
    }
    if let Some(value) = table.get("environment") {
        environment(value, draft)?;
    }
    if let Some(value) = table.get("per-file-ignores") {
        per_file_ignores(value, root, draft)?;
    }
    Ok(())
}

/// Refuses a key that a row of [[runtime]] has taken the place of.
fn not_replaced(table: &DeTable<'_>) -> Result<(), Fault> {
    for (old, new) in REPLACED {
        let Some((key, value)) = table.get_key_value(old) else {
            continue;
        };
        let line = match value.get_ref().as_str() {
            Some(text) => format!(", and `{new} = \"{text}\"`"),
            None => String::new(),
        };
        let message = format!(
            "`{old}` has become `{new}` of a [[runtime]] row, of which each runtime image has one: write a line `[[runtime]]`, below it \
             `image = \"NAME\"` without a tag{line}; what is left out is as in the built-in row, and `lucid-fix config` prints those"
        );
        return Err((key.span(), message));
    }
    Ok(())
}

/// The entries of a table, in file order.
fn entries<'a, 'i>(table: &'a DeTable<'i>) -> Vec<(&'a Spanned<toml::de::DeString<'i>>, &'a Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn verify(value: &Spanned<DeValue<'_>>, draft: &mut Draft) -> Result<(), Fault> {
    let table = table_at(value, "verify")?;
    known_keys(table, &["imports"], "key of [verify]")?;
    if let Some(value) = table.get("imports") {
        draft.pattern.verify_imports = verify_imports(value)?;
        draft.set("verify.imports", value);
    }
    Ok(())
}

/// `"GLOB" = [RULES]`. It replaces the entry of an extended file with the same glob.
fn per_file_ignores(value: &Spanned<DeValue<'_>>, root: &Path, draft: &mut Draft) -> Result<(), Fault> {
    let table = table_at(value, "per-file-ignores")?;
    for (key, value) in entries(table) {
        let glob = key.get_ref();
        let rules = list(value, values::rule)?;
        let entry = PerFileIgnore::new(root, glob, rules).map_err(|message| (key.span(), message))?;
        draft.set(&format!("per-file-ignores.{glob}"), value);
        draft.per_file_ignores.retain(|known| known.glob != entry.glob);
        draft.per_file_ignores.push(entry);
    }
    Ok(())
}

/// `NAME = "value"` sets or adds a name, `NAME = false` removes it. New names are in file order.
fn environment(value: &Spanned<DeValue<'_>>, draft: &mut Draft) -> Result<(), Fault> {
    let table = table_at(value, "environment")?;
    for (key, value) in entries(table) {
        let name = key.get_ref().as_ref();
        values::variable_name(name).map_err(|message| (key.span(), message))?;
        draft.set(&format!("environment.{name}"), value);
        let pairs = &mut draft.pattern.environment;
        match (value.get_ref().as_str(), value.get_ref().as_bool()) {
            (Some(_), _) if name == "PYTHONPATH" => {
                let message =
                    "PYTHONPATH is worked out from each Dockerfile: only `false` (not required) can stand here";
                return Err((value.span(), message.into()));
            }
            (Some(text), _) if text.contains(char::is_control) => {
                return Err((
                    value.span(),
                    format!("the value of {name} must be one line without control characters"),
                ));
            }
            (Some(text), _) => match pairs.iter_mut().find(|(known, _)| known == name) {
                Some(pair) => pair.1 = text.to_string(),
                None => pairs.push((name.to_string(), text.to_string())),
            },
            (_, Some(false)) => pairs.retain(|(known, _)| known != name),
            _ => {
                return Err(wrong_type(
                    value,
                    &format!("{name} = \"value\", or {name} = false to not require it"),
                ));
            }
        }
    }
    Ok(())
}

fn verify_imports(value: &Spanned<DeValue<'_>>) -> Result<VerifyImports, Fault> {
    checked(value, "\"auto\", \"always\" or \"never\"", |text| match text {
        "auto" => Ok(VerifyImports::Auto),
        "always" => Ok(VerifyImports::Always),
        "never" => Ok(VerifyImports::Never),
        _ => Err(format!("`{text}` is none of \"auto\", \"always\" and \"never\"")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, file::read};
    use crate::engine::settings::Settings;
    use crate::transforms::RULES;

    fn read_text(text: &str) -> Result<Settings, crate::config::ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lucid-fix.toml");
        std::fs::write(&path, text).unwrap();
        Ok(read(&path, None)?.finish(&Overrides::default()).settings)
    }

    fn settings(text: &str) -> Settings {
        read_text(text).unwrap()
    }

    fn error(text: &str) -> (usize, String) {
        let error = read_text(text).unwrap_err();
        (error.problem.place.unwrap().0, error.problem.message)
    }

    #[test]
    fn nothing_set_is_the_house_pattern() {
        assert_eq!(settings(""), RULES.default_settings());
    }

    #[test]
    fn environment_names_are_set_added_and_taken_out() {
        let environment = settings("[environment]\nZONE = 'x'\nLANG = 'de_DE.UTF-8'\nLC_ALL = false\nALPHA = '1'")
            .pattern
            .environment;
        let names: Vec<_> = environment.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[names.len() - 3..], ["LANG", "ZONE", "ALPHA"]);
        assert!(environment.contains(&("LANG".into(), "de_DE.UTF-8".into())));
    }

    #[test]
    fn every_other_key_is_taken() {
        let settings = settings(
            "platform = 'linux/arm64'\nhealthcheck-timeout = 1.5\n\
             select = ['LF003', 'platform-flag']\nignore = ['LF002']\nexclude = ['vendor/']\n[verify]\nimports = 'never'",
        );
        assert_eq!(
            (settings.pattern.platform.as_str(), settings.pattern.healthcheck_timeout),
            ("linux/arm64", 1.5)
        );
        assert_eq!(
            (settings.enabled_rules, settings.pattern.verify_imports),
            (vec!["LF003"], VerifyImports::Never)
        );
    }

    #[test]
    fn errors_name_the_line_and_what_could_stand_there() {
        for (text, line, part) in [
            (
                "# first\n\npython = '3.11'",
                3,
                "unknown key `python`; there are: extend, runtime, platform",
            ),
            (
                "[verify]\nimport = 'auto'",
                2,
                "unknown key of [verify] `import`; there are: imports",
            ),
            (
                "platform = 3.10",
                1,
                "expected a string such as \"$TARGETPLATFORM\", found a float; the keys are: extend, runtime",
            ),
            (
                "\npython-version = '3.13'",
                2,
                "`python-version` has become `python` of a [[runtime]] row, of which each runtime image has one: write a line \
                 `[[runtime]]`, below it `image = \"NAME\"` without a tag, and `python = \"3.13\"`; what",
            ),
            ("builder-image = 'x'", 1, "and `builder = \"x\"`; what"),
            ("runtime-images = ['x']", 1, "has become `image` of a [[runtime]] row"),
            ("interpreter = '/x'", 1, "and `interpreter = \"/x\"`; what"),
            (
                "select = ['LF003',\n 'LF999']",
                2,
                "no rule `LF999`; there are: LF000 suppression, LF001",
            ),
            ("select = 'LF003'", 1, "expected an array of strings, found a string"),
            ("[environment]\nPYTHONPATH = '/x'", 2, "worked out"),
            ("[environment]\nLANG = true", 2, "LANG = false"),
            ("[environment]\n'A B' = 'x'", 2, "not a variable name"),
            ("healthcheck-timeout = 0", 1, "above 0"),
            ("healthcheck-timeout = '2'", 1, "a number of seconds"),
            ("platform = 'a'\nplatform = 'b'", 2, "duplicate key"),
            ("exclude = ['[z-a]']", 1, "[z-a]"),
            ("\n[per-file-ignores]\n'!a' = ['LF003']", 3, "relative to"),
            (
                "[per-file-ignores]\n'[a' = ['LF003']",
                2,
                "cannot read the pattern `[a`",
            ),
            ("[per-file-ignores]\na = ['LF999']", 2, "no rule `LF999`"),
            ("extend = 3", 1, "a path such as"),
            ("a = \n", 1, "not TOML"),
        ] {
            let (found, message) = error(text);
            assert!(found == line && message.contains(part), "{text}: {found}: {message}");
        }
    }
}
