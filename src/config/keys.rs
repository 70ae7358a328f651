//! `lucid-fix.toml` as it is written: the one table of its keys, which serde reads and schemars describes, and what each of them sets.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::file_config::Config;
use super::origins::SettingsText;
use super::runtime::RuntimeRow;
use super::schema::{RuleName, environment as environment_schema, rule_names};
use super::values;
use crate::analysis::pattern::VerifyImports;
use crate::engine::settings::{Severity, UnsafeFixes};
use crate::system::exclude::Exclude;
use crate::transforms::RULES;

/// The bytes of an error, and the message.
pub(super) type Fault = (std::ops::Range<usize>, String);

/// Settings of lucid-fix: a file `lucid-fix.toml`, or a table of `[[overrides]]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct SettingsFile {
    /// Another settings file, whose values this one goes over. The path is relative to this file.
    #[schemars(with = "String")]
    pub(super) extend: Option<Spanned<String>>,
    /// Rows of the table of runtime images. They come before the built-in ones; the first whose `image` matches counts.
    #[schemars(with = "Vec<RuntimeRow>")]
    runtime: Vec<Spanned<RuntimeRow>>,
    /// The runtime image that every file is to ship, without a tag: LF010 moves files from the images of another Python to it.
    #[schemars(with = "String")]
    house_runtime: Option<Spanned<String>>,
    /// The value of `--platform=` in every FROM of an external image.
    #[schemars(with = "String", regex(pattern = values::PLATFORM.anchored()))]
    platform: Option<Spanned<String>>,
    /// The variables that LF005 asks for: `NAME = "value"` sets or adds one, `NAME = false` removes it.
    #[schemars(schema_with = "environment_schema")]
    environment: BTreeMap<Spanned<String>, Spanned<Variable>>,
    /// Seconds that a bare connect of a health check may take.
    #[schemars(with = "f64", range(max = 3600), extend("exclusiveMinimum" = 0))]
    healthcheck_timeout: Option<Spanned<f64>>,
    /// What LF006 verifies.
    verify: Verify,
    /// The build context. The path is relative to this file.
    #[schemars(with = "String")]
    context: Option<Spanned<String>>,
    /// Enable only these rules.
    #[schemars(with = "Vec<RuleName>")]
    select: Option<Vec<Spanned<String>>>,
    /// Enable these rules, too.
    #[schemars(with = "Vec<RuleName>")]
    extend_select: Option<Vec<Spanned<String>>>,
    /// Disable these rules.
    #[schemars(with = "Vec<RuleName>")]
    ignore: Option<Vec<Spanned<String>>>,
    /// Apply the unsafe fixes of these rules, or with `true` of all.
    #[schemars(with = "Unsafe")]
    unsafe_fixes: Option<Spanned<Unsafe>>,
    /// How bad a finding of a rule is: for the formats that say so, not for the exit code. The default is "error".
    #[schemars(with = "BTreeMap<String, Severity>", extend("propertyNames" = rule_names()))]
    severity: BTreeMap<Spanned<String>, Severity>,
    /// What reports refer to for each rule: an address or a document.
    #[schemars(with = "BTreeMap<String, String>", extend("propertyNames" = rule_names()))]
    #[schemars(extend("additionalProperties" = serde_json::json!({ "type": "string", "pattern": values::REFERENCE.anchored() })))]
    references: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Files and directories to pass over, as in .gitignore.
    #[schemars(with = "Vec<String>")]
    exclude: Option<Spanned<Vec<String>>>,
    /// Values for some files, over those above. Of several tables that match, the last counts.
    #[schemars(with = "Vec<SettingsFile>")]
    pub(super) overrides: Vec<Spanned<SettingsFile>>,
    /// The files that the values are for: patterns of names, or of paths relative to this file.
    #[schemars(
        with = "Vec<String>",
        length(min = 1),
        inner(regex(pattern = r"^(?!!)(?!(.*/)?\.\.(/|$))"))
    )]
    pub(super) files: Option<Spanned<Vec<String>>>,
}

/// `NAME = "value"` sets or adds a variable, `NAME = false` removes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "write NAME = \"value\", or NAME = false to not require it")]
enum Variable {
    Value(String),
    IsRequired(bool),
}

/// `true` applies the unsafe fixes of all rules, a list those of some.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "write unsafe-fixes = true, or a list of rules such as [\"LF012\"]"
)]
enum Unsafe {
    All(bool),
    Of(#[schemars(with = "Vec<RuleName>")] Vec<String>),
}

/// What LF006 verifies.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Verify {
    /// Whether it imports the modules, or only compiles them.
    #[schemars(with = "VerifyImports")]
    imports: Option<VerifyImports>,
}

impl SettingsFile {
    /// Refuses what stands in the wrong place: `files` of a whole file, or what only a whole file can have.
    pub(super) fn check_places(&self, is_override: bool) -> Result<(), Fault> {
        let of_a_file = [
            ("extend", self.extend.as_ref().map(Spanned::span)),
            ("exclude", self.exclude.as_ref().map(Spanned::span)),
            ("overrides", self.overrides.first().map(Spanned::span)),
        ];
        let misplaced = match is_override {
            true => of_a_file.into_iter().find_map(|(key, at)| {
                let why = format!("`{key}` is not allowed in [[overrides]] or --set; write it at the top of the file");
                Some((at?, why))
            }),
            false => self.files.as_ref().map(|files| {
                let why = "`files` belongs in a table of [[overrides]]: it says which files the values there are for";
                (files.span(), why.to_string())
            }),
        };
        misplaced.map_or(Ok(()), Err)
    }

    /// Puts what the file sets over `config`: a table's entries one by one, every other value as a whole.
    pub(super) fn apply(&self, source: &SettingsText, config: &mut Config) -> Result<(), Fault> {
        let pattern = &mut config.settings.pattern;
        set(
            &mut pattern.platform,
            check(&self.platform, |text| values::PLATFORM.check(text))?,
        );
        let house = check(&self.house_runtime, |image| {
            values::image_glob(image).map(|_| Some(image.clone()))
        });
        set(&mut pattern.house_runtime, house?);
        let limit = check(&self.healthcheck_timeout, |limit| {
            match *limit > 0.0 && *limit <= 3600.0 {
                true => Ok(*limit),
                false => Err("a time limit is a number of seconds above 0 and up to 3600".into()),
            }
        });
        set(&mut pattern.healthcheck_timeout, limit?);
        set(&mut pattern.verify_imports, self.verify.imports);
        environment(&self.environment, &mut pattern.environment)?;
        let mut rows = Vec::new();
        for row in &self.runtime {
            let images = row.get_ref().completed(row.span())?;
            rows.extend(images.into_iter().map(|image| (source.line(row.span().start), image)));
        }
        config.origins.put_rows(rows, &mut pattern.runtimes);
        let context = check(&self.context, |path| values::directory(&source.directory.join(path)))?;
        config.context = context.or(config.context.take());
        self.contradiction()?;
        set(
            &mut config.selected,
            rules(&self.select)?.map(|codes| RULES.selected_codes(&codes)),
        );
        set(&mut config.extended, rules(&self.extend_select)?);
        set(&mut config.ignored, rules(&self.ignore)?);
        let unsafe_fixes = check(&self.unsafe_fixes, |which| match which {
            Unsafe::All(true) => Ok(UnsafeFixes::All),
            Unsafe::All(false) => Ok(UnsafeFixes::None),
            Unsafe::Of(list) => values::unsafe_fixes(list.iter().map(String::as_str)),
        });
        set(&mut config.settings.unsafe_fixes, unsafe_fixes?);
        for (word, severity) in in_file_order(&self.severity) {
            let codes = checked(word, |word| values::codes(word))?;
            for code in codes {
                let line = source.line(word.span().start);
                config.origins.keys.insert(format!("severity.{code}"), line);
                config.severity.insert(code, *severity);
            }
        }
        for (word, reference) in in_file_order(&self.references) {
            let codes = checked(word, |word| values::codes(word))?;
            checked(reference, |text| values::REFERENCE.check(text))?;
            for code in codes {
                let line = source.line(word.span().start);
                config.origins.keys.insert(format!("references.{code}"), line);
                config.references.insert(code, reference.get_ref().clone());
            }
        }
        let exclude = check(&self.exclude, |patterns| {
            Ok((Exclude::new(&source.root, patterns)?, patterns.clone()))
        })?;
        config.exclude = exclude.or(config.exclude.take());
        Ok(())
    }

    /// A rule that is selected and ignored, both by its own code or name.
    fn contradiction(&self) -> Result<(), Fault> {
        let own = |word: &Spanned<String>| values::rule(word.get_ref()).ok();
        let selected = self.select.iter().chain(&self.extend_select).flatten();
        let selected: Vec<_> = selected.filter_map(own).collect();
        let mut ignored = self.ignore.iter().flatten();
        match ignored.find(|word| own(word).is_some_and(|rule| selected.contains(&rule))) {
            Some(word) => Err((
                word.span(),
                format!(
                    "`{}` is selected and ignored; take it out of one of the two lists",
                    word.get_ref()
                ),
            )),
            None => Ok(()),
        }
    }
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

/// What a check makes of a value.
pub(super) fn checked<T, U>(value: &Spanned<T>, check: impl Fn(&T) -> Result<U, String>) -> Result<U, Fault> {
    check(value.get_ref()).map_err(|message| (value.span(), message))
}

/// The same, if there is a value.
pub(super) fn check<T, U>(
    value: &Option<Spanned<T>>,
    check: impl Fn(&T) -> Result<U, String>,
) -> Result<Option<U>, Fault> {
    value.as_ref().map(|value| checked(value, check)).transpose()
}

/// The codes of rules that are given by code or name.
fn rules(list: &Option<Vec<Spanned<String>>>) -> Result<Option<Vec<&'static str>>, Fault> {
    let codes = |word: &Spanned<String>| checked(word, |word| values::codes(word));
    let list = list
        .as_ref()
        .map(|list| list.iter().map(codes).collect::<Result<Vec<_>, _>>());
    Ok(list.transpose()?.map(|codes| codes.concat()))
}

/// The entries of a table, as they stand in the file.
fn in_file_order<T>(table: &BTreeMap<Spanned<String>, T>) -> Vec<(&Spanned<String>, &T)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn environment(
    table: &BTreeMap<Spanned<String>, Spanned<Variable>>,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), Fault> {
    for (key, value) in in_file_order(table) {
        let name = key.get_ref();
        checked(key, |name| values::VARIABLE.check(name))?;
        let known = pairs.iter_mut().find(|(known, _)| known == name);
        let wrong = match (value.get_ref(), known) {
            (Variable::Value(_), _) if name == "PYTHONPATH" => {
                "PYTHONPATH is worked out from each Dockerfile: only `false` (not required) is allowed here".to_string()
            }
            (Variable::Value(text), _) if text.contains(char::is_control) => {
                format!("the value of {name} must be one line without control characters")
            }
            (Variable::IsRequired(true), _) => {
                format!("write {name} = \"value\", or {name} = false to not require it")
            }
            (Variable::Value(text), Some(pair)) => {
                pair.1.clone_from(text);
                continue;
            }
            (Variable::Value(text), None) => {
                pairs.push((name.clone(), text.clone()));
                continue;
            }
            (Variable::IsRequired(false), _) => {
                pairs.retain(|(known, _)| known != name);
                continue;
            }
        };
        return Err((value.span(), wrong));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read_settings;
    use crate::config::tests::accepts;
    use crate::engine::settings::Settings;
    use crate::problem::Problem;
    use crate::transforms::RULES;

    /// What is wrong in texts that the schema accepts: it does not read patterns, and compares no two values.
    const BEYOND_THE_SCHEMA: [&str; 3] = ["[z-a]", "'[a'", "python-path'"];

    fn read_text(text: &str) -> Result<Settings, Problem> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lucid-fix.toml");
        std::fs::write(&path, text).unwrap();
        let read = read_settings(&path);
        // What the schema says of a text is what reading it says.
        let is_right = read.is_ok() || BEYOND_THE_SCHEMA.iter().any(|beyond| text.contains(beyond));
        assert_eq!(accepts(text), is_right, "{text}");
        read
    }

    fn settings(text: &str) -> Settings {
        read_text(text).unwrap()
    }

    fn error(text: &str) -> (usize, String) {
        let error = read_text(text).unwrap_err();
        (error.line.unwrap(), error.message)
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
            "platform = 'linux/arm64'\nhouse-runtime = 'x.io/python3-debian13'\nhealthcheck-timeout = 1.5\n\
             select = ['LF003', 'platform-flag']\nignore = ['LF005']\nexclude = ['vendor/']\n[verify]\nimports = 'never'",
        );
        assert_eq!(
            (settings.pattern.platform.as_str(), settings.pattern.healthcheck_timeout),
            ("linux/arm64", 1.5)
        );
        assert_eq!(settings.pattern.house_runtime.as_deref(), Some("x.io/python3-debian13"));
        assert_eq!(
            (settings.enabled_rules, settings.pattern.verify_imports),
            (vec!["LF002", "LF003"], VerifyImports::Never)
        );
    }

    #[test]
    fn errors_name_the_line_and_what_could_stand_there() {
        for (text, line, part) in [
            (
                "# first\n\npython = '3.11'",
                3,
                "unknown key `python`; expected one of: extend, runtime, house-runtime",
            ),
            (
                "[verify]\nimport = 'auto'",
                2,
                "unknown key `import`; expected one of: imports; did you mean `imports`?",
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
                "no rule `LF999`; `lucid-fix rules` lists them",
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
            ("[[overrides]]\nfiles = ['!a']", 2, "relative to"),
            ("[[overrides]]\nfiles = ['[a']", 2, "cannot read the pattern `[a`"),
            ("[[overrides]]\nfiles = ['a']\nignore = ['LF999']", 3, "no rule `LF999`"),
            (
                "[[overrides]]\nfiles = ['a']\nexclude = ['b']",
                3,
                "`exclude` is not allowed in",
            ),
            (
                "[[overrides]]\nfiles = ['a']\nextend = 'b'",
                3,
                "`extend` is not allowed in",
            ),
            ("\n[[overrides]]\nignore = ['LF002']", 2, "needs `files`"),
            ("\n[[overrides]]\nfiles = []\nignore = ['LF002']", 2, "needs `files`"),
            ("[overrides]\n'a' = ['LF002']", 1, "expected an array, found a table"),
            ("files = ['a']", 1, "`files` belongs in a table of [[overrides]]"),
            (
                "[per-file-ignores]\na = ['LF003']",
                1,
                "`per-file-ignores` has become [[overrides]]: write `files = [\"a\"]` and `ignore = [\"LF003\"]`",
            ),
            (
                "select = ['ALL']\nextend-select = ['LF003']\nignore = ['python-path']",
                3,
                "is selected and ignored",
            ),
            (
                "ignore = ['pithon-path']",
                1,
                "no rule `pithon-path`; did you mean `python-path`?",
            ),
            ("ignore = ['LF03']", 1, "no rule `LF03`; did you mean `LF003`?"),
            (
                "[severity]\nLF003 = 'warn'",
                2,
                "unknown value `warn`; expected one of: error, warning, info; did you mean `warning`?",
            ),
            ("[severity]\nLF999 = 'info'", 2, "no rule `LF999`"),
            ("[references]\nLF999 = 'a'", 2, "no rule `LF999`"),
            ("[references]\n\nLF003 = ' '", 3, "is not an address or a document"),
            ("exclude = 'a map'", 1, "expected an array, found string \"a map\""),
            ("extend = 3", 1, "expected a string, found integer `3`"),
            ("platfrom = 'x'", 1, "files; did you mean `platform`?"),
            (
                "[verify]\nimports = 'alway'",
                2,
                "unknown value `alway`; expected one of: auto, always, never; did you mean `always`?",
            ),
            ("a = \n", 1, "not TOML"),
        ] {
            let (found, message) = error(text);
            assert!(found == line && message.contains(part), "{text}: {found}: {message}");
        }
    }

    #[test]
    fn all_selects_every_rule_and_a_severity_is_that_of_its_rules() {
        let text =
            "select = ['ALL']\nignore = ['LF003']\nunsafe-fixes = ['ALL']\n[severity]\nALL = 'info'\nLF004 = 'warning'";
        let all = settings(text);
        let every: Vec<_> = RULES
            .all()
            .map(|rule| rule.code)
            .filter(|code| *code != "LF003")
            .collect();
        assert_eq!((all.enabled_rules, all.unsafe_fixes), (every, UnsafeFixes::All));
    }
}
