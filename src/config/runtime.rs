//! `[[runtime]]`: rows of the table of runtime images. A row sets only what differs from the built-in rows that it matches.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::keys::{Fault, check, checked};
use super::values;
use crate::analysis::images::{self, ImageGlob, RuntimeImage, SERVICE_USER, minor_of};
use crate::dockerfile::image::ImageReference;

/// A row of the table of runtime images. What it leaves out is as in the built-in row that it fits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RuntimeRow {
    /// A glob over the image's name without tag and digest.
    #[schemars(with = "String", regex(pattern = r"^(\S*/)?[^\s/:@]+$"))]
    image: Spanned<String>,
    /// The image's Python, such as "3.13"; "auto" where the tag says it.
    #[schemars(with = "String", regex(pattern = values::PYTHON.anchored()), default)]
    python: Option<Spanned<String>>,
    /// The path of its interpreter.
    #[schemars(with = "String", regex(pattern = values::INTERPRETER.anchored()), default)]
    interpreter: Option<Spanned<String>>,
    /// The image that a builder for it starts from.
    #[schemars(with = "String", regex(pattern = values::IMAGE.anchored()), default)]
    builder: Option<Spanned<String>>,
    /// Whether it has /bin/sh.
    #[schemars(with = "bool", default)]
    shell: Option<bool>,
    /// The user and the group that LF012 asks for.
    #[schemars(with = "String", regex(pattern = values::USER.anchored()), default)]
    user: Option<Spanned<String>>,
    /// Its own ENTRYPOINT; [] where it has none.
    #[schemars(with = "Vec<String>", default)]
    entrypoint: Option<Vec<String>>,
}

/// What stands for the Python of an image whose tag says it.
const AUTO: &str = "auto";

impl RuntimeRow {
    /// The completed rows: the row itself, or one for each built-in row whose last part of the name it matches.
    ///
    /// # Errors
    /// What is wrong, contradictory or missing; `row` is where the row stands.
    pub(super) fn completed(&self, row: std::ops::Range<usize>) -> Result<Vec<RuntimeImage>, Fault> {
        let image = checked(&self.image, |image| values::image_glob(image))?;
        for (value, form) in [
            (&self.python, values::PYTHON),
            (&self.interpreter, values::INTERPRETER),
            (&self.builder, values::IMAGE),
            (&self.user, values::USER),
        ] {
            check(value, |text| form.check(text))?;
        }
        self.images(&image).map_err(|message| (row, message))
    }

    fn images(&self, image: &ImageGlob) -> Result<Vec<RuntimeImage>, String> {
        let version = self.version()?;
        let (prefix, last) = image.split_last();
        let last_glob = ImageGlob::new(last).unwrap_or_else(|_| ImageGlob::literal(last));
        let fits = |row: &RuntimeImage| {
            let is_same_python = version
                .as_ref()
                .is_none_or(|version| row.python.as_ref() == Some(version));
            is_same_python && last_glob.matches(row.image.split_last().1)
        };
        let fitting: Vec<RuntimeImage> = images::built_in().into_iter().filter(fits).collect();
        if self.python.is_some() && self.interpreter.is_some() && self.builder.is_some() {
            let alone = RuntimeImage {
                image: image.clone(),
                python: None,
                interpreter: String::new(),
                builder: String::new(),
                shell: fitting.first().is_some_and(|row| row.shell),
                user: SERVICE_USER.to_string(),
                entrypoint: Vec::new(),
            };
            return Ok(vec![self.over(alone)]);
        }
        if fitting.is_empty() {
            return Err(format!(
                "no built-in row fits `{image}`, so this row needs `python`, `interpreter` and `builder`"
            ));
        }
        let named = |row: RuntimeImage| RuntimeImage {
            image: ImageGlob::new(&format!("{prefix}{}", row.image.split_last().1)).unwrap_or(row.image),
            ..row
        };
        Ok(fitting.into_iter().map(|row| self.over(named(row))).collect())
    }

    /// The version of the row's images.
    fn version(&self) -> Result<Option<String>, String> {
        let python = self.python.as_ref().map(|python| ("python", python.as_ref().as_str()));
        let interpreter = self.interpreter.as_ref().and_then(|path| {
            let name = path.as_ref().rsplit('/').next()?;
            Some(("interpreter", minor_of(name.strip_prefix("python")?)?))
        });
        let builder = self
            .builder
            .as_ref()
            .and_then(|builder| ImageReference::parse(builder.as_ref()));
        let builder = builder.as_ref().and_then(|image| {
            let tag = image.tag.as_deref().filter(|_| image.short_name() == "python")?;
            Some(("builder", minor_of(tag)?))
        });
        let mut all = [python, interpreter, builder].into_iter().flatten();
        let Some((first, version)) = all.next() else {
            return Ok(None);
        };
        match all.find(|(_, other)| *other != version) {
            Some((key, other)) => Err(format!(
                "`{first}` says Python {version}, and `{key}` says {other}; an image has one Python"
            )),
            None => Ok(Some(version.to_string()).filter(|version| version != AUTO)),
        }
    }

    /// This row's values over those of another.
    fn over(&self, row: RuntimeImage) -> RuntimeImage {
        let own = |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.get_ref().clone());
        let interpreter = own(&self.interpreter).unwrap_or(row.interpreter);
        RuntimeImage {
            image: row.image,
            python: own(&self.python).or(row.python).filter(|python| python != AUTO),
            builder: own(&self.builder).unwrap_or(row.builder),
            shell: self.shell.unwrap_or(row.shell),
            user: own(&self.user).unwrap_or(row.user),
            entrypoint: self.entrypoint.clone().unwrap_or_else(|| vec![interpreter.clone()]),
            interpreter,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::images::{RuntimeImage, built_in};
    use crate::config::read_settings;
    use crate::config::tests::accepts;

    /// What is wrong in texts that the schema accepts: it reads no globs, knows no built-in rows and compares no two values.
    const BEYOND_THE_SCHEMA: [&str; 5] = ["[z-a]", "'corp/py'", "python = '3.12'", "python3.12'", "python:3.12'"];

    fn rows(text: &str) -> Result<Vec<RuntimeImage>, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lucid-fix.toml");
        std::fs::write(&path, text).unwrap();
        let read = read_settings(&path);
        let is_right = read.is_ok() || BEYOND_THE_SCHEMA.iter().any(|beyond| text.contains(beyond));
        assert_eq!(accepts(text), is_right, "{text}");
        let settings = read.map_err(|error| format!("{}: {}", error.line.unwrap(), error.message))?;
        Ok(settings.pattern.runtimes)
    }

    fn shown(rows: &[RuntimeImage]) -> Vec<String> {
        let show = |row: &RuntimeImage| {
            let python = row.python.as_deref().unwrap_or("auto");
            format!(
                "{} {python} {} {} {}",
                row.image,
                row.interpreter,
                row.builder,
                row.entrypoint.join(",")
            )
        };
        rows.iter().map(show).collect()
    }

    #[test]
    fn a_row_that_says_all_stands_alone_before_the_built_in_ones() {
        let text = "[[runtime]]\nimage = 'cgr.dev/acme/python*'\npython = 'auto'\ninterpreter = '/usr/bin/python'\n\
                    builder = 'cgr.dev/acme/python:latest-dev'\nuser = '1000'\nentrypoint = []";
        let rows = rows(text).unwrap();
        assert_eq!(
            shown(&rows)[0],
            "cgr.dev/acme/python* auto /usr/bin/python cgr.dev/acme/python:latest-dev "
        );
        assert_eq!((rows[0].user.as_str(), rows[0].shell), ("1000", false));
        assert_eq!(rows[1..], built_in());
    }

    #[test]
    fn a_row_takes_what_it_leaves_out_from_each_built_in_row_that_it_fits() {
        let mirror =
            rows("[[runtime]]\nimage = 'mirror.corp/hub/python3-debian11'\nbuilder = 'mirror.corp/py:1'").unwrap();
        assert_eq!(
            shown(&mirror)[0],
            "mirror.corp/hub/python3-debian11 3.9 /usr/bin/python3.9 mirror.corp/py:1 /usr/bin/python3.9"
        );
        assert!(mirror[0].shell);
        // A whole mirror, and the part of it that has the Python of the builder.
        let all = rows("[[runtime]]\nimage = '*.corp/distroless/python3*'").unwrap();
        assert_eq!(all.len(), 2 * built_in().len());
        assert_eq!(all[1].image.to_string(), "*.corp/distroless/python3-debian12");
        let one = rows("[[runtime]]\nimage = 'm/python3*'\nbuilder = 'm/python:3.11-slim-bookworm'").unwrap();
        assert_eq!(
            shown(&one)[0],
            "m/python3-debian12 3.11 /usr/bin/python3.11 m/python:3.11-slim-bookworm /usr/bin/python3.11"
        );
        assert_eq!(one.len(), 1 + built_in().len());
    }

    #[test]
    fn a_row_over_a_built_in_one_hides_it() {
        let rows = rows("[[runtime]]\nimage = 'gcr.io/distroless/python3-debian12'\nuser = '65532'").unwrap();
        assert_eq!(rows.len(), built_in().len());
        assert_eq!(
            (rows[0].python.as_deref(), rows[0].user.as_str()),
            (Some("3.11"), "65532")
        );
    }

    #[test]
    fn what_is_wrong_with_a_row_is_said() {
        for (text, part) in [
            ("runtime = 'x'", "1: expected an array, found string"),
            ("[runtime]\nimage = 'x'", "expected an array, found a table"),
            (
                "\n[[runtime]]\npython = '3.11'",
                "2: a row of [[runtime]] needs `image`",
            ),
            (
                "[[runtime]]\nimage = 'x'\ntag = 'y'",
                "3: unknown key `tag`; expected one of: image, python",
            ),
            ("[[runtime]]\nimage = 'x:1'", "2: `x:1` has a tag or a digest"),
            ("[[runtime]]\nimage = '[z-a]'", "2: cannot read the pattern"),
            (
                "[[runtime]]\nimage = 'corp/py'",
                "1: no built-in row fits `corp/py`, so this row needs",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\npython = '3.12'",
                "no built-in row fits",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\npython = '3.11.4'",
                "3: `3.11.4` is not a Python version",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\npython = '3.13'\ninterpreter = '/usr/bin/python3.12'",
                "`python` says Python 3.13, and `interpreter` says 3.12",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\npython = 'auto'\nbuilder = 'python:3.12'",
                "`python` says Python auto, and `builder` says 3.12",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nshell = 'no'",
                "3: expected a boolean, found string",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nuser = 'a:b:c'",
                "3: `a:b:c` is not a user",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nentrypoint = '[]'",
                "3: expected an array, found string",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\ninterpreter = 'python3'",
                "3: `python3` is not an absolute path",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nbuilder = 'Python: x'",
                "3: `Python: x` is not an image reference",
            ),
        ] {
            let message = rows(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
