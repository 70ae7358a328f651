//! How names are added to an ENV: in its own indentation and continuation style.

use std::ops::Range;

use super::QUERY;
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::edit::Edit;

/// An edit that adds names.
pub(super) struct Addition<'a> {
    /// The edit.
    pub(super) edit: Edit,
    /// The ENV that gets the names itself.
    pub(super) joined: Option<Instruction<'a>>,
    /// How many new ENV instructions it makes.
    pub(super) instructions: usize,
}

/// Adds names to an ENV; after it where it is of the old form or misread, one a line where it has one name.
pub(super) fn append<'a>(env: Instruction<'a>, names: &[(String, String)]) -> Addition<'a> {
    let pairs: Vec<Range<usize>> = env
        .matches(&QUERY)
        .iter()
        .filter_map(|found| found.range("pair"))
        .collect();
    // BuildKit and the grammar differ over a quote that nothing closes: it goes on to the end of the instruction.
    let is_misread = pairs.len() != env.pairs().len();
    if is_misread || env.pairs().iter().any(|pair| pair.old_form) {
        return new_lines(env, &[one_block(env, names)]);
    }
    match &pairs[..] {
        [_, .., last] => {
            let separator = separator(env, &pairs);
            let text: String = written(names).iter().map(|pair| format!("{separator}{pair}")).collect();
            Addition {
                edit: Edit::insert(last.end, text),
                joined: Some(env),
                instructions: 0,
            }
        }
        _ => new_lines(env, &written(names)),
    }
}

/// Adds names as a new ENV after the stage's opening block; a blank line sets it off from ARG, LABEL and FROM.
pub(super) fn new_block<'a>(opening: Instruction<'a>, names: &[(String, String)]) -> Addition<'a> {
    let body = one_block(opening, names);
    if opening.keyword == Keyword::From {
        let text = format!("{}ENV {body}", opening.indentation());
        return Addition {
            edit: opening.insert_paragraph_after(&text),
            joined: None,
            instructions: 1,
        };
    }
    let mut addition = new_lines(opening, &[body]);
    addition.edit.text.insert_str(0, opening.newline());
    addition
}

/// ENV instructions on lines of their own after an instruction.
fn new_lines<'a>(after: Instruction<'a>, bodies: &[String]) -> Addition<'a> {
    let (newline, indentation) = (after.newline(), after.indentation());
    let lines = bodies.iter().map(|body| format!("{newline}{indentation}ENV {body}"));
    Addition {
        edit: Edit::insert(after.range().end, lines.collect::<String>()),
        joined: None,
        instructions: bodies.len(),
    }
}

/// Names as the body of one ENV over several lines, laid out as the instruction that it follows.
fn one_block(after: Instruction<'_>, names: &[(String, String)]) -> String {
    let escape = after.analysis().document().escape();
    written(names).join(&format!(" {escape}{}{}    ", after.newline(), after.indentation()))
}

/// What stands between two names: of an ENV over several lines a continuation and the indentation after it, else a space.
fn separator(env: Instruction<'_>, pairs: &[Range<usize>]) -> String {
    let between = |two: &[Range<usize>]| env.file_text(two[0].end..two[1].start);
    let over_lines = pairs.windows(2).rev().map(between).find(|text| text.contains('\n'));
    match over_lines.and_then(|text| Some((text.split_once('\n')?.0, text.rsplit_once('\n')?.1))) {
        Some((continuation, indentation)) => format!("{continuation}\n{indentation}"),
        None => " ".to_string(),
    }
}

fn written(names: &[(String, String)]) -> Vec<String> {
    let pairs = names.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
    pairs.collect()
}

/// A value as it is written: in quotes where a space or the like would end it.
fn quoted(value: &str) -> String {
    let is_plain = value.chars().all(|c| c.is_alphanumeric() || "/._-+@:=,%$".contains(c));
    match is_plain {
        true => value.to_string(),
        false => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
