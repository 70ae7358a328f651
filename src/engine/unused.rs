//! The last pass: comments that silence a rule which finds nothing there.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fix::{Applicability, Finding, Fix, Remedy};
use super::rounds::Rounds;
use super::rule::Transform;
use super::silence::{self, Suppression};
use crate::context::UnknownContext;
use crate::dockerfile::document::Document;
use crate::dockerfile::lines::directives;
use crate::edit::Edit;
use crate::text::line_start;

impl Rounds<'_> {
    /// Whether what is wrong with comments is found.
    pub(super) fn sees_comments(&self) -> bool {
        let analysis = self.dockerfile.analysis(&self.settings.pattern, &UnknownContext);
        analysis.is_in_scope() && self.settings.enabled_rules.contains(&silence::RULE.code)
    }

    /// The comments of the present text that name a rule which looks at it and finds nothing there.
    pub(super) fn unused_comments(&self, passes: &[&dyn Transform]) -> Vec<Finding> {
        let document = &self.dockerfile.document;
        // By rule, the lines above what it finds: an instruction can have many comments.
        let mut found: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
        let mut unused = Vec::new();
        for (at, comment) in document.comments() {
            let Some(suppression) = silence::parse(comment, self.rules) else {
                continue;
            };
            let mut silences = |code| {
                let pass = passes.iter().find(|pass| pass.rule().code == code);
                // What is not enabled may find something where it is.
                let Some(pass) = pass.filter(|pass| self.is_seen_by(**pass)) else {
                    return true;
                };
                let above = |finding: Finding| document.gap_above(finding.instruction);
                let all = || pass.check(&self.rule_context()).into_iter().map(above).collect();
                let places = found.entry(code).or_insert_with(all);
                places.iter().any(|place| suppression.global || place.contains(&at))
            };
            let used: Vec<bool> = suppression.codes.iter().map(|(_, code)| silences(code)).collect();
            if used.contains(&false) {
                unused.push(finding(document, at, comment, &suppression, &used));
            }
        }
        unused
    }
}

/// What is said of the comment at `at`: the codes that are not `used` go, and the whole line where nothing is left of it.
fn finding(document: &Document, at: usize, comment: &str, suppression: &Suppression, used: &[bool]) -> Finding {
    let unused = suppression.codes.iter().zip(used).filter(|(_, used)| !**used);
    let unused: Vec<&str> = unused.map(|((_, code), _)| *code).collect();
    let codes = unused.join(" and ");
    let instructions = document.instructions();
    let below = instructions.iter().position(|one| one.range().end > at);
    let around = below.filter(|index| instructions[*index].range().start < at);
    let fix = |title, edits| {
        Remedy::Fix(Fix {
            title,
            edits,
            applicability: Applicability::Safe,
            note: None,
            touches: around.into_iter().collect(),
            leaves: around.map(|index| instructions[index].keyword).into_iter().collect(),
            adds_stage: None,
        })
    };
    let remedy = if !suppression.unknown.is_empty() {
        Remedy::Report(format!(
            "take {codes} out of it by hand: it also names something that is not a rule"
        ))
    } else if used.contains(&true) {
        let title = format!("Take {codes} out of the comment");
        fix(title, without(&suppression.codes, used, at).map(Edit::delete).collect())
    } else if is_before_directive(document, at) {
        Remedy::Report("take it out by hand: the line below would become a parser directive".to_string())
    } else {
        let line = whole_line(document.text(), at, comment);
        fix("Take the comment out".to_string(), vec![Edit::delete(line)])
    };
    let finds = if unused.len() == 1 { "finds" } else { "find" };
    Finding {
        instruction: below.unwrap_or(instructions.len().saturating_sub(1)),
        at,
        message: format!("the comment silences {codes}, which {finds} nothing here"),
        remedy,
    }
}

/// Whether the line after that of a comment would be read as a parser directive if the comment did not stand before it.
fn is_before_directive(document: &Document, at: usize) -> bool {
    let first = document.instructions().first();
    let mut lines = document.text()[at..].lines().skip(1);
    first.is_none_or(|first| at < first.range().start) && lines.next().is_some_and(directives::is_one)
}

/// The line of a comment, with its line ending and without a byte order mark.
fn whole_line(text: &str, at: usize, comment: &str) -> Range<usize> {
    let start = at - text[line_start(text, at)..at].trim_start_matches('\u{feff}').len();
    let end = at + comment.len();
    start..text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1)
}

/// The bytes of the codes that are not used, each with the comma before it, or after it where none before it stays.
fn without(codes: &[(Range<usize>, &str)], used: &[bool], at: usize) -> impl Iterator<Item = Range<usize>> {
    let first = used.iter().position(|used| *used).unwrap_or(0);
    let unused = (0..used.len()).filter(|index| !used[*index]);
    unused.map(move |index| match index < first {
        true => at + codes[index].0.start..at + codes[index + 1].0.start,
        false => at + codes[index - 1].0.end..at + codes[index].0.end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transforms::RULES;

    #[test]
    fn codes_go_with_their_commas() {
        let comment = "# lucid-fix ignore=LF001, LF002,LF003: since";
        let codes = silence::parse(comment, RULES).unwrap().codes;
        for (used, rest) in [
            ([true, false, true], "LF001,LF003"),
            ([false, true, false], "LF002"),
            ([false, false, true], "LF003"),
            ([true, false, false], "LF001"),
            ([false, true, true], "LF002,LF003"),
        ] {
            let text = format!("FROM a\n{comment}");
            let edits = without(&codes, &used, 7).map(Edit::delete).collect();
            let result = crate::edit::EditSet::new(edits).unwrap().apply(&text);
            assert_eq!(result, format!("FROM a\n# lucid-fix ignore={rest}: since"));
        }
    }

    #[test]
    fn a_comment_may_keep_a_line_from_being_a_directive() {
        for (text, at, expected) in [
            ("# a\n# escape=`\nFROM a", 0, true),
            ("# a\n# escape=`\n", 0, true),
            ("# a\n# b\n# escape=`\nFROM a", 0, false),
            ("FROM a\n# a\n# escape=`\nRUN b", 7, false),
            ("# a", 0, false),
        ] {
            let document = Document::cut(text.to_string()).unwrap();
            assert_eq!(is_before_directive(&document, at), expected, "{text}");
        }
        for (text, at, line) in [("# a\nb", 0, 0..4), ("\u{feff}# a", 3, 3..6), ("b\n  # a\n", 4, 2..8)] {
            assert_eq!(whole_line(text, at, "# a"), line, "{text}");
        }
    }
}
