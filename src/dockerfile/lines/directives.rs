//! Parser directives: the comments at the top of a file that set its escape character.

use super::LineError;

/// The directives read so far.
#[derive(Default)]
pub(super) struct Directives {
    done: bool,
    seen: Vec<String>,
}

/// Whether the directives of a text without a byte order mark are valid and do not change the escape character.
pub(crate) fn are_plain(text: &str) -> bool {
    let mut directives = Directives::default();
    for line in text.lines() {
        match directives.read(line.trim_start(), 0) {
            Ok(None) if directives.done => return true,
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => return false,
        }
    }
    true
}

/// The value of a directive at the top of a text.
pub(crate) fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut directives = Directives::default();
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim_start) {
        directives.read(line, 0).ok()?;
        let (key, value) = line.strip_prefix('#').filter(|_| !directives.done)?.split_once('=')?;
        if key.trim_ascii().eq_ignore_ascii_case(name) {
            return Some(value.trim_ascii());
        }
    }
    None
}

/// Whether a line is a parser directive if it stands at the top of the file.
pub(crate) fn is_one(line: &str) -> bool {
    let mut directives = Directives::default();
    directives.read(line.trim_start(), 0).is_err() || !directives.done
}

impl Directives {
    /// Reads a line as a parser directive, if one can come here, and returns the escape character that it sets.
    pub(super) fn read(&mut self, line: &str, at: usize) -> Result<Option<char>, LineError> {
        if self.done {
            return Ok(None);
        }
        let pair = line.strip_prefix('#').and_then(|rest| rest.split_once('='));
        let key = pair.map(|(key, _)| key.trim_ascii().to_ascii_lowercase());
        let value = pair.map_or("", |(_, value)| value.trim_ascii());
        let known = key.filter(|key| ["escape", "syntax", "check"].contains(&key.as_str()) && !value.is_empty());
        let Some(key) = known else {
            self.done = true;
            return Ok(None);
        };
        if self.seen.contains(&key) {
            let message = format!("duplicate parser directive `{key}`; keep one");
            return Err(LineError { at, message });
        }
        let escape = match (key.as_str(), value) {
            ("escape", "`") => Some('`'),
            ("escape", "\\") => Some('\\'),
            ("escape", other) => {
                let message = format!("`{other}` cannot be the escape character; use ` or \\");
                return Err(LineError { at, message });
            }
            _ => None,
        };
        self.seen.push(key);
        Ok(escape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_has_a_value_at_the_top_alone() {
        let text = "\u{feff}# syntax=a\n #Check = error=true \nFROM a";
        assert_eq!(value(text, "check"), Some("error=true"));
        assert_eq!(value(text, "escape"), None);
        assert_eq!(value("# a comment\n# check=error=true", "check"), None);
    }

    #[test]
    fn either_escape_character_may_be_set() {
        let read = |line| Directives::default().read(line, 0);
        assert_eq!(read("# escape=`").unwrap(), Some('`'));
        assert_eq!(read("# escape=\\").unwrap(), Some('\\'));
        assert!(read("# escape=x").is_err());
    }

    #[test]
    fn directives_are_told_from_comments() {
        for line in ["# escape=`", "#Syntax = a", "# check=skip=all", "# escape=x"] {
            assert!(is_one(line), "{line}");
        }
        for line in [
            "# other=x",
            "# escape=",
            "# escape",
            "FROM a=b",
            "",
            "#\u{2028}syntax=a",
        ] {
            assert!(!is_one(line), "{line}");
        }
        for text in [
            "",
            "FROM a\n# escape=`",
            "# syntax=a\n# check=b\nFROM a",
            "# escape=\n# escape=`",
        ] {
            assert!(are_plain(text), "{text}");
        }
        for text in ["# escape=`", "# escape=\\", "# syntax=a\n# syntax=b", "# escape=x"] {
            assert!(!are_plain(text), "{text}");
        }
    }
}
