//! `lucid-fix.toml` as it is written: the one table of its keys, which serde reads, and what each of them sets.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::origins::Line;
use super::per_file::PerFileIgnore;
use super::runtime::RuntimeRow;
use super::{Config, values};
use crate::analysis::pattern::VerifyImports;
use crate::engine::settings::UnsafeFixes;
use crate::system::exclude::Exclude;
use crate::transforms::RULES;

/// The bytes of an error, and the message.
pub(super) type Fault = (std::ops::Range<usize>, String);

/// A settings file.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SettingsFile {
    /// The file whose values this one goes over.
    pub(super) extend: Option<Spanned<String>>,
    runtime: Vec<Spanned<RuntimeRow>>,
    platform: Option<Spanned<String>>,
    environment: BTreeMap<Spanned<String>, Spanned<Variable>>,
    healthcheck_timeout: Option<Spanned<f64>>,
    verify: Verify,
    context: Option<Spanned<String>>,
    select: Option<Vec<Spanned<String>>>,
    extend_select: Option<Vec<Spanned<String>>>,
    ignore: Option<Vec<Spanned<String>>>,
    unsafe_fixes: Option<Spanned<Unsafe>>,
    exclude: Option<Spanned<Vec<String>>>,
    per_file_ignores: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    references: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// `NAME = "value"` sets or adds a variable, `NAME = false` removes it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "write NAME = \"value\", or NAME = false to not require it")]
enum Variable {
    Value(String),
    IsRequired(bool),
}

/// `true` applies the unsafe fixes of all rules, a list those of some.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write unsafe-fixes = true, or a list of rules such as [\"LF012\"]"
)]
enum Unsafe {
    All(bool),
    Of(Vec<String>),
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Verify {
    imports: Option<VerifyImports>,
}

impl SettingsFile {
    /// Puts what the file sets over `config`: a table's entries one by one, every other value as a whole. Patterns are relative to `root`, the build
    /// context to `directory`.
    pub(super) fn apply(
        self,
        directory: &Path,
        root: &Path,
        line: &impl Fn(usize) -> Line,
        config: &mut Config,
    ) -> Result<(), Fault> {
        let pattern = &mut config.settings.pattern;
        set(
            &mut pattern.platform,
            check(self.platform, |text| values::PLATFORM.check(&text).map(|()| text))?,
        );
        let limit = check(self.healthcheck_timeout, |limit| match limit > 0.0 && limit <= 3600.0 {
            true => Ok(limit),
            false => Err("a time limit is a number of seconds above 0 and up to 3600".into()),
        })?;
        set(&mut pattern.healthcheck_timeout, limit);
        set(&mut pattern.verify_imports, self.verify.imports);
        environment(self.environment, &mut pattern.environment)?;
        let mut rows = Vec::new();
        for row in self.runtime {
            let images = row.get_ref().completed(row.span())?;
            rows.extend(images.into_iter().map(|image| (line(row.span().start), image)));
        }
        config.origins.put_rows(rows, &mut pattern.runtimes);
        let context = check(self.context, |path| values::directory(&directory.join(path)))?;
        config.context = context.or(config.context.take());
        set(
            &mut config.selected,
            rules(self.select)?.map(|codes| RULES.selected_codes(&codes)),
        );
        set(&mut config.extended, rules(self.extend_select)?);
        set(&mut config.ignored, rules(self.ignore)?);
        let unsafe_fixes = check(self.unsafe_fixes, |which| match which {
            Unsafe::All(true) => Ok(UnsafeFixes::All),
            Unsafe::All(false) => Ok(UnsafeFixes::None),
            Unsafe::Of(list) => {
                let codes = list.iter().map(|word| values::rule(word));
                codes.collect::<Result<_, _>>().map(UnsafeFixes::Of)
            }
        });
        set(&mut config.settings.unsafe_fixes, unsafe_fixes?);
        let exclude = check(self.exclude, |patterns| Ok((Exclude::new(root, &patterns)?, patterns)))?;
        config.exclude = exclude.or(config.exclude.take());
        // An entry takes the place of the entry with the same pattern in an extended file.
        for (glob, codes) in in_file_order(self.per_file_ignores) {
            let codes = rules(Some(codes))?.unwrap_or_default();
            let entry = PerFileIgnore::new(root, glob.as_ref(), codes).map_err(|message| (glob.span(), message))?;
            config.per_file_ignores.retain(|known| known.glob != entry.glob);
            config.per_file_ignores.push(entry);
        }
        for (rule, reference) in self.references {
            let code = values::rule(rule.as_ref()).map_err(|message| (rule.span(), message))?;
            let origin = line(rule.span().start);
            let reference = check(Some(reference), |text| values::REFERENCE.check(&text).map(|()| text))?;
            config.references.extend(reference.map(|text| (code, (text, origin))));
        }
        Ok(())
    }
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

/// What a check makes of a value, if there is one.
fn check<T, U>(value: Option<Spanned<T>>, check: impl Fn(T) -> Result<U, String>) -> Result<Option<U>, Fault> {
    let checked = value.map(|value| {
        let span = value.span();
        check(value.into_inner()).map_err(|message| (span, message))
    });
    checked.transpose()
}

/// The codes of rules that are given by code or name.
fn rules(list: Option<Vec<Spanned<String>>>) -> Result<Option<Vec<&'static str>>, Fault> {
    let code = |word: Spanned<String>| values::rule(word.as_ref()).map_err(|message| (word.span(), message));
    list.map(|list| list.into_iter().map(code).collect()).transpose()
}

/// The entries of a table, as they stand in the file.
fn in_file_order<T>(table: BTreeMap<Spanned<String>, T>) -> Vec<(Spanned<String>, T)> {
    let mut entries: Vec<_> = table.into_iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn environment(
    table: BTreeMap<Spanned<String>, Spanned<Variable>>,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), Fault> {
    for (key, value) in in_file_order(table) {
        let (span, name) = (value.span(), key.get_ref());
        values::VARIABLE.check(name).map_err(|message| (key.span(), message))?;
        let known = pairs.iter_mut().find(|(known, _)| known == name);
        match (value.into_inner(), known) {
            (Variable::Value(_), _) if name == "PYTHONPATH" => {
                let message =
                    "PYTHONPATH is worked out from each Dockerfile: only `false` (not required) can stand here";
                return Err((span, message.into()));
            }
            (Variable::Value(text), _) if text.contains(char::is_control) => {
                return Err((
                    span,
                    format!("the value of {name} must be one line without control characters"),
                ));
            }
            (Variable::Value(text), Some(pair)) => pair.1 = text,
            (Variable::Value(text), None) => pairs.push((name.clone(), text)),
            (Variable::IsRequired(false), _) => pairs.retain(|(known, _)| known != name),
            (Variable::IsRequired(true), _) => {
                return Err((
                    span,
                    format!("write {name} = \"value\", or {name} = false to not require it"),
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Overrides, file::read};
    use crate::engine::settings::Settings;
    use crate::transforms::RULES;

    fn read_text(text: &str) -> Result<Settings, crate::config::ConfigError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lucid-fix.toml");
        std::fs::write(&path, text).unwrap();
        Ok(read(&path, None)?.under(&Overrides::default()).settings)
    }

    fn settings(text: &str) -> Settings {
        read_text(text).unwrap()
    }

    fn error(text: &str) -> (usize, String) {
        let error = read_text(text).unwrap_err();
        (error.problem.line.unwrap(), error.problem.message)
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
                "unknown key `import`; there are: imports; did you mean `imports`?",
            ),
            ("platform = 3.10", 1, "expected a string, found floating point `3.1`"),
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
            ("unsafe-fixes = ['LF999']", 1, "no rule `LF999`"),
            ("unsafe-fixes = 'LF003'", 1, "write unsafe-fixes = true, or a list"),
            ("select = 'LF003'", 1, "expected an array, found string \"LF003\""),
            ("[environment]\nPYTHONPATH = '/x'", 2, "worked out"),
            ("[environment]\nLANG = true", 2, "LANG = false"),
            ("[environment]\nLANG = 3", 2, "write NAME = \"value\", or NAME = false"),
            ("[environment]\n'A B' = 'x'", 2, "not a variable name"),
            ("healthcheck-timeout = 0", 1, "above 0"),
            ("healthcheck-timeout = '2'", 1, "expected a number, found string"),
            ("platform = 'a'\nplatform = 'b'", 2, "duplicate key"),
            ("exclude = ['[z-a]']", 1, "[z-a]"),
            ("\n[per-file-ignores]\n'!a' = ['LF003']", 3, "relative to"),
            (
                "[per-file-ignores]\n'[a' = ['LF003']",
                2,
                "cannot read the pattern `[a`",
            ),
            ("[per-file-ignores]\na = ['LF999']", 2, "no rule `LF999`"),
            ("exclude = 'a map'", 1, "expected an array, found string \"a map\""),
            ("extend = 3", 1, "expected a string, found integer `3`"),
            ("platfrom = 'x'", 1, "references; did you mean `platform`?"),
            (
                "[verify]\nimports = 'alway'",
                2,
                "unknown value `alway`; there are: auto, always, never; did you mean `always`?",
            ),
            ("a = \n", 1, "not TOML"),
        ] {
            let (found, message) = error(text);
            assert!(found == line && message.contains(part), "{text}: {found}: {message}");
        }
    }
}
