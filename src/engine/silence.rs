//! Comments that silence rules: `# lucid-fix ignore=LF001,LF003 reason` and `# lucid-fix global ignore=LF002`.

use std::ops::Range;

use super::rule::{Priority, Rule};
use super::rules::Rules;
use crate::dockerfile::document::Document;

/// What is wrong with such a comment is found under this pseudo rule, which no transform brings about; [`super::unused`] mends a part of it.
pub(crate) static RULE: Rule = Rule {
    code: "LF000",
    name: "suppression",
    summary: "a comment that silences rules names rules that exist, and that find something there",
    page: include_str!("silence.md"),
    priority: Priority::NiceToHave,
    requirements: &[],
};

/// What one comment silences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suppression {
    /// For the whole file, not only for the instruction below.
    pub global: bool,
    /// Codes of the rules that are silenced, each with the bytes of the comment that name it.
    pub codes: Vec<(Range<usize>, &'static str)>,
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
        let at = comment.len() - rest.len();
        match rules.find(word) {
            Some(rule) => suppression.codes.push((at..at + length, rule.code)),
            None => suppression.unknown.push((at, word.to_string())),
        }
        match tail.trim_start().strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return Some(suppression),
        }
    }
}

/// What is wrong with comments: byte offsets, messages, and what to do.
type Faults = Vec<(usize, String, String)>;

/// The codes that a document silences as a whole, and the findings of [`RULE`].
pub(crate) fn survey(document: &Document, rules: Rules) -> (Vec<&'static str>, Faults) {
    let mut silenced = Vec::new();
    let mut faults = Vec::new();
    for (at, comment) in document.comments() {
        let Some(suppression) = parse(comment, rules) else {
            let fault = misspelt(comment, rules).map(|right| {
                let message = "the comment silences nothing: it is not written as lucid-fix reads it".to_string();
                (at, message, format!("write `{right}`"))
            });
            faults.extend(fault);
            continue;
        };
        for (offset, word) in suppression.unknown {
            let what = if word.is_empty() {
                "no rule is named here".to_string()
            } else {
                format!("there is no rule `{word}`")
            };
            let right = rules.meant(&word).map(|meant| format!("write {meant}"));
            let right = right.as_deref().unwrap_or("correct it");
            let advice = format!("{right}, or take it out; `lucid-fix rules` lists the rules");
            faults.push((at + offset, what, advice));
        }
        if suppression.global {
            silenced.extend(suppression.codes.iter().map(|(_, code)| *code));
        }
    }
    (silenced, faults)
}

/// Words of other linters that mean `ignore`.
const VERBS: [&str; 10] = [
    "ignore",
    "ignores",
    "disable",
    "disable-next-line",
    "ignore-next-line",
    "noqa",
    "nolint",
    "off",
    "skip",
    "suppress",
];

/// The right spelling of a comment that means to silence rules in other words, such as `# lucid-fix: disable=LF004`.
fn misspelt(comment: &str, rules: Rules) -> Option<String> {
    let lower = comment.trim_start().strip_prefix('#')?.trim().to_ascii_lowercase();
    let names = ["lucid-fix", "lucid_fix", "lucidfix"];
    let rest = names.iter().find_map(|name| lower.strip_prefix(name))?;
    let mut words = rest.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
    let mut words = words.by_ref().filter(|word| !word.is_empty()).peekable();
    let global = words
        .next_if(|word| matches!(*word, "global" | "file"))
        .map_or("", |_| "global ");
    words.next_if(|word| VERBS.contains(word))?;
    if words.peek().is_none() {
        return Some(format!("# lucid-fix {global}ignore=RULE"));
    }
    let codes: Vec<_> = words.map_while(|word| rules.find(word)).map(|rule| rule.code).collect();
    (!codes.is_empty()).then(|| format!("# lucid-fix {global}ignore={}", codes.join(",")))
}

/// Whether a comment above an instruction silences a rule for it.
pub(crate) fn is_silenced(document: &Document, rules: Rules, instruction: usize, code: &str) -> bool {
    let mut lines = document.text()[document.gap_above(instruction)]
        .lines()
        .filter_map(|line| parse(line, rules));
    lines.any(|suppression| !suppression.global && suppression.codes.iter().any(|(_, one)| *one == code))
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
        let codes = found.codes.into_iter().map(|(_, code)| code);
        (found.global, codes.collect(), found.unknown)
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
    fn what_means_to_silence_is_said_with_the_right_spelling() {
        for (comment, right) in [
            ("# lucid-fix: ignore=LF004", "# lucid-fix ignore=LF004"),
            ("# lucid-fix ignore LF004", "# lucid-fix ignore=LF004"),
            (
                "#lucid-fix disable=LF004,python-path why",
                "# lucid-fix ignore=LF004,LF003",
            ),
            ("# Lucid-Fix: file noqa: LF004 since", "# lucid-fix global ignore=LF004"),
            ("# lucid_fix global: skip(LF004)", "# lucid-fix global ignore=LF004"),
            ("# lucid-fix: off", "# lucid-fix ignore=RULE"),
            ("# lucid-fix global ignore", "# lucid-fix global ignore=RULE"),
        ] {
            assert_eq!(parse(comment, RULES), None, "{comment}");
            assert_eq!(misspelt(comment, RULES).as_deref(), Some(right), "{comment}");
        }
        for comment in [
            "# lucid-fix ignores this",
            "# lucid-fix: LF004 is fine",
            "# ignore=LF004",
            "# lucid-fix skip it",
        ] {
            assert_eq!(misspelt(comment, RULES), None, "{comment}");
        }
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

    #[test]
    fn a_survey_says_where_and_what_is_silenced_as_a_whole() {
        let text =
            "# lucid-fix global ignore=LF001\nFROM a\n# lucid-fix ignore=LF99\n# lucid-fix: ignore=LF002\nCMD a\n";
        let document = Document::cut(text.to_string()).unwrap();
        let (silenced, faults) = survey(&document, RULES);
        assert_eq!(silenced, ["LF001"]);
        let places: Vec<&str> = faults.iter().map(|(at, ..)| &text[*at..at + 4]).collect();
        assert_eq!(places, ["LF99", "# lu"]);
    }
}
