//! Comments that silence rules: `# lucid-fix ignore=LF001,LF003 reason` and `# lucid-fix global ignore=LF002`.

use super::rule::{Priority, Rule};
use super::rules::Rules;
use crate::dockerfile::document::Document;

/// What is wrong with such a comment is found under this pseudo rule, which no transform brings about.
pub(crate) static RULE: Rule = Rule {
    code: "LF000",
    name: "suppression",
    summary: "a comment that silences rules names rules that exist",
    page: include_str!("silence.md"),
    priority: Priority::NiceToHave,
    requirements: &[],
};

/// What one comment silences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suppression {
    /// For the whole file, not only for the instruction below.
    pub global: bool,
    /// Codes of the rules that are silenced.
    pub codes: Vec<&'static str>,
    /// What is no rule, with its byte offset in the comment; an empty text where a rule should have been named.
    pub unknown: Vec<(usize, String)>,
}

/// Reads one comment line. `None` when it is an ordinary comment.
pub(crate) fn parse(comment: &str, rules: Rules) -> Option<Suppression> {
    let rest = comment
        .trim_start()
        .strip_prefix('#')?
        .trim_start()
        .strip_prefix("lucid-fix")?;
    let rest = after_space(rest)?;
    let (global, rest) = match rest.strip_prefix("global").and_then(after_space) {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let list = rest
        .strip_prefix("ignore")?
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let mut suppression = Suppression {
        global,
        codes: Vec::new(),
        unknown: Vec::new(),
    };
    let mut rest = list;
    loop {
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(rest.len());
        let (word, tail) = rest.split_at(length);
        match rules.find(word) {
            Some(rule) => suppression.codes.push(rule.code),
            None => suppression.unknown.push((comment.len() - rest.len(), word.to_string())),
        }
        match tail.trim_start().strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return Some(suppression),
        }
    }
}

/// The codes that a document silences as a whole, and the findings of [`RULE`]: byte offsets and messages.
pub(crate) fn survey(document: &Document, rules: Rules) -> (Vec<&'static str>, Vec<(usize, String)>) {
    let mut silenced = Vec::new();
    let mut findings = Vec::new();
    for (at, comment) in document.comments() {
        let Some(suppression) = parse(comment, rules) else {
            continue;
        };
        for (offset, word) in suppression.unknown {
            let what = if word.is_empty() {
                "no rule is named here".to_string()
            } else {
                format!("there is no rule `{word}`")
            };
            findings.push((at + offset, what));
        }
        if suppression.global {
            silenced.extend(suppression.codes);
        }
    }
    (silenced, findings)
}

/// Whether a comment directly above an instruction silences a rule for it.
pub(crate) fn is_silenced(document: &Document, rules: Rules, instruction: usize, code: &str) -> bool {
    let above = document.comments_above(instruction)..document.instructions()[instruction].range().start;
    let mut lines = document.text()[above].lines().filter_map(|line| parse(line, rules));
    lines.any(|suppression| !suppression.global && suppression.codes.contains(&code))
}

/// The text after the spaces that it starts with; `None` without any.
fn after_space(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    (trimmed.len() < text.len()).then_some(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transforms::RULES;

    fn read(comment: &str) -> (bool, Vec<&'static str>, Vec<(usize, String)>) {
        let found = parse(comment, RULES).unwrap();
        (found.global, found.codes, found.unknown)
    }

    #[test]
    fn codes_names_and_reasons_are_read() {
        assert_eq!(
            read("# lucid-fix ignore=LF001,LF003"),
            (false, vec!["LF001", "LF003"], vec![])
        );
        assert_eq!(
            read("#lucid-fix ignore=python-path, lf001: because"),
            (false, vec!["LF003", "LF001"], vec![])
        );
        assert_eq!(
            read("  #  lucid-fix  global  ignore = LF002 shipped by hand"),
            (true, vec!["LF002"], vec![])
        );
        assert_eq!(
            read("# lucid-fix ignore=LF002\tLF003 is kept\r\n"),
            (false, vec!["LF002"], vec![])
        );
    }

    #[test]
    fn a_rule_that_does_not_exist_is_pointed_at() {
        assert_eq!(
            read("# lucid-fix ignore=LF001,LF99"),
            (false, vec!["LF001"], vec![(25, "LF99".into())])
        );
        assert_eq!(read("# lucid-fix ignore="), (false, vec![], vec![(19, String::new())]));
        assert_eq!(
            read("# lucid-fix ignore=LF001,"),
            (false, vec!["LF001"], vec![(25, String::new())])
        );
    }

    #[test]
    fn prose_silences_nothing() {
        for comment in [
            "# lucid-fix is run in CI",
            "# lucid-fixignore=LF001",
            "lucid-fix ignore=LF001",
            "# ignore=LF001",
            "#",
        ] {
            assert_eq!(parse(comment, RULES), None, "{comment}");
        }
    }
}
