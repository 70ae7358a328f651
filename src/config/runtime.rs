//! `[[runtime]]`: rows of the table of runtime images. A row sets only what differs from the built-in rows that it matches.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::{Fault, checked, known_keys, list, wrong_type};
use super::values;
use crate::analysis::images::{self, ImageGlob, RuntimeImage, SERVICE_USER, minor_of};
use crate::dockerfile::image::ImageReference;

/// The keys of a row, in the order of the documentation.
pub(super) const KEYS: [&str; 7] = [
    "image",
    "python",
    "interpreter",
    "builder",
    "shell",
    "user",
    "entrypoint",
];

/// The values of a row.
#[derive(Default)]
struct Written {
    /// An inner `None` is "auto".
    python: Option<Option<String>>,
    interpreter: Option<String>,
    builder: Option<String>,
    shell: Option<bool>,
    user: Option<String>,
    entrypoint: Option<Vec<String>>,
}

/// The completed rows of a file, each with the value that it comes from.
pub(super) fn rows<'a, 'i>(
    value: &'a Spanned<DeValue<'i>>,
) -> Result<Vec<(&'a Spanned<DeValue<'i>>, RuntimeImage)>, Fault> {
    let wanted = "a table such as [[runtime]]";
    let rows = value.get_ref().as_array().ok_or_else(|| wrong_type(value, wanted))?;
    let mut complete = Vec::new();
    for row in rows.iter() {
        let table = row.get_ref().as_table().ok_or_else(|| wrong_type(row, wanted))?;
        complete.extend(read(row, table)?.into_iter().map(|image| (row, image)));
    }
    Ok(complete)
}

fn read(row: &Spanned<DeValue<'_>>, table: &DeTable<'_>) -> Result<Vec<RuntimeImage>, Fault> {
    known_keys(table, &KEYS, "key of [[runtime]]")?;
    let text = |key: &str, wanted: &str, check: fn(&str) -> Result<String, String>| {
        table.get(key).map(|value| checked(value, wanted, check)).transpose()
    };
    let Some(image) = table.get("image") else {
        return Err((
            row.span(),
            "a row of [[runtime]] needs `image`, the name of the runtime image without a tag".into(),
        ));
    };
    let image = checked(
        image,
        "a string such as \"gcr.io/distroless/python3-debian12\"",
        values::image_glob,
    )?;
    let python = text("python", "a string such as \"3.11\"", values::row_python)?;
    let written = Written {
        python: python.map(|python| Some(python).filter(|python| python != "auto")),
        interpreter: text(
            "interpreter",
            "a string such as \"/usr/bin/python3.11\"",
            values::interpreter,
        )?,
        builder: text(
            "builder",
            "a string such as \"python:3.11-slim-bookworm\"",
            values::image,
        )?,
        shell: table.get("shell").map(boolean).transpose()?,
        user: text("user", "a string such as \"65532:65532\"", values::user)?,
        entrypoint: table
            .get("entrypoint")
            .map(|value| list(value, |word| Ok(word.to_string())))
            .transpose()?,
    };
    written.complete(&image).map_err(|message| (row.span(), message))
}

fn boolean(value: &Spanned<DeValue<'_>>) -> Result<bool, Fault> {
    value
        .get_ref()
        .as_bool()
        .ok_or_else(|| wrong_type(value, "true or false"))
}

impl Written {
    /// The completed rows: the row itself, or one for each built-in row whose last part of the name it matches.
    ///
    /// # Errors
    /// What is contradictory or missing.
    fn complete(&self, image: &ImageGlob) -> Result<Vec<RuntimeImage>, String> {
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
        if let (Some(python), Some(interpreter), Some(builder)) = (&self.python, &self.interpreter, &self.builder) {
            let alone = RuntimeImage {
                image: image.clone(),
                python: python.clone(),
                interpreter: interpreter.clone(),
                builder: builder.clone(),
                shell: fitting.first().is_some_and(|row| row.shell),
                user: SERVICE_USER.to_string(),
                entrypoint: Vec::new(),
            };
            return Ok(vec![self.over(alone)]);
        }
        if fitting.is_empty() {
            return Err(format!(
                "no built-in row fits `{image}`, so this one must have all of `python`, `interpreter` and `builder`"
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
        let interpreter = self.interpreter.as_ref().and_then(|path| {
            let name = path.rsplit('/').next()?;
            Some(("interpreter", minor_of(name.strip_prefix("python")?)?.to_string()))
        });
        let builder = self.builder.as_ref().and_then(|builder| {
            let image = ImageReference::parse(builder)?;
            let tag = image.tag.as_deref().filter(|_| image.short_name() == "python")?;
            Some(("builder", minor_of(tag)?.to_string()))
        });
        let named = [interpreter, builder].into_iter().flatten();
        let python = self
            .python
            .clone()
            .map(|python| python.unwrap_or_else(|| "auto".to_string()));
        let mut all = python.map(|python| ("python", python)).into_iter().chain(named);
        let Some((first, version)) = all.next() else {
            return Ok(None);
        };
        match all.find(|(_, other)| *other != version) {
            Some((key, other)) => Err(format!(
                "`{first}` says Python {version}, and `{key}` says {other}; an image has one Python"
            )),
            None => Ok(Some(version).filter(|version| version != "auto")),
        }
    }

    /// This row's values over those of another.
    fn over(&self, row: RuntimeImage) -> RuntimeImage {
        let interpreter = self.interpreter.clone().unwrap_or(row.interpreter);
        RuntimeImage {
            image: row.image,
            python: self.python.clone().unwrap_or(row.python),
            builder: self.builder.clone().unwrap_or(row.builder),
            shell: self.shell.unwrap_or(row.shell),
            user: self.user.clone().unwrap_or(row.user),
            entrypoint: self.entrypoint.clone().unwrap_or_else(|| vec![interpreter.clone()]),
            interpreter,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::images::{RuntimeImage, built_in};
    use crate::config::Overrides;
    use crate::config::file::read;

    fn rows(text: &str) -> Result<Vec<RuntimeImage>, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lucid-fix.toml");
        std::fs::write(&path, text).unwrap();
        let draft = read(&path, None)
            .map_err(|error| format!("{}: {}", error.problem.place.unwrap().0, error.problem.message))?;
        Ok(draft.finish(&Overrides::default()).settings.pattern.runtimes)
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
            (
                "runtime = 'x'",
                "1: expected a table such as [[runtime]], found a string",
            ),
            (
                "[runtime]\nimage = 'x'",
                "expected a table such as [[runtime]], found a table",
            ),
            (
                "\n[[runtime]]\npython = '3.11'",
                "2: a row of [[runtime]] needs `image`",
            ),
            (
                "[[runtime]]\nimage = 'x'\ntag = 'y'",
                "3: unknown key of [[runtime]] `tag`; there are: image, python",
            ),
            ("[[runtime]]\nimage = 'x:1'", "2: `x:1` has a tag or a digest"),
            ("[[runtime]]\nimage = '[z-a]'", "2: cannot read the pattern"),
            (
                "[[runtime]]\nimage = 'corp/py'",
                "1: no built-in row fits `corp/py`, so this one must have all of",
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
                "3: expected true or false, found a string",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nuser = 'a:b:c'",
                "3: `a:b:c` is not a user",
            ),
            (
                "[[runtime]]\nimage = 'm/python3'\nentrypoint = '[]'",
                "3: expected an array of strings",
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
