//! Where ENTRYPOINT and CMD are written. What moves keeps its layout, the comments in it included.

use std::ops::Range;

use super::{Commands, ExecCommand, Move};
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::ExecWord;
use crate::edit::Edit;
use crate::engine::fix::{Applicability, Fix};
use crate::engine::silence;
use crate::transforms::RULES;

/// Writes the two into a stage: in place where the stage has them itself, CMD after the ENTRYPOINT if there was none, ENTRYPOINT above CMD
/// and its comments if there was none, and both at the stage's end when it inherits them. What an heir's CMD is run by goes before it.
pub(super) fn write(old: &Commands<'_>, what: &Move) -> Fix {
    let (init, program) = strings(old, what);
    let mut edits = Vec::new();
    let mut touched: Vec<Instruction<'_>> = Vec::new();
    let mut leaves = vec![Keyword::Entrypoint];
    match (old.own_entrypoint(), old.own_command()) {
        (Some(one), Some(cmd)) => {
            let (cleared, moved) = take_out(one, what.kept);
            edits.extend([cleared, prepend(cmd, &moved)]);
            edits.extend(silence_as(cmd, one));
            touched.extend([one.instruction, cmd.instruction]);
            leaves.push(Keyword::Cmd);
        }
        (Some(one), None) if old.is_command_replaced => {
            edits.push(take_out(one, what.kept).0);
            touched.push(one.instruction);
        }
        (Some(one), None) => {
            edits.push(split(one, what.kept));
            touched.push(one.instruction);
            leaves.push(Keyword::Cmd);
        }
        (None, Some(cmd)) => {
            let (newline, indentation) = (cmd.instruction.newline(), cmd.instruction.indentation());
            let text = format!("{indentation}ENTRYPOINT [{init}]{newline}");
            edits.push(Edit::insert(cmd.instruction.comments_above(), text));
            if !program.is_empty() {
                edits.push(prepend(cmd, &program));
                touched.push(cmd.instruction);
                leaves.push(Keyword::Cmd);
            }
        }
        (None, None) => {
            let arguments = old.command.as_ref().map(|cmd| cmd.text(cmd.words));
            let command: Vec<String> = std::iter::once(program)
                .chain(arguments)
                .filter(|text| !text.is_empty())
                .collect();
            let last = old.stage.last();
            let (newline, at) = (last.newline(), last.line_after());
            let text = format!("ENTRYPOINT [{init}]{newline}CMD [{}]", command.join(", "));
            let text = match last.file_text(0..at).ends_with('\n') {
                true => format!("{text}{newline}"),
                false => format!("{newline}{text}"),
            };
            edits.push(Edit::insert(at, text));
            leaves.push(Keyword::Cmd);
        }
    }
    for heir in &old.heirs {
        edits.push(prepend(heir, &strings(old, what).1));
        edits.extend(old.entrypoint.as_ref().and_then(|one| silence_as(heir, one)));
        touched.push(heir.instruction);
        leaves.push(Keyword::Cmd);
    }
    Fix {
        title: "Clear ENTRYPOINT and put the command in CMD".to_string(),
        edits,
        applicability: Applicability::Safe,
        note: None,
        touches: touched.iter().map(|one| one.index()).collect(),
        leaves,
        adds_stage: None,
    }
}

/// The strings of the init, and those that go before the ones of CMD, in one line.
fn strings(old: &Commands<'_>, what: &Move) -> (String, String) {
    match &old.entrypoint {
        Some(one) => {
            let (init, program) = one.words.split_at(what.kept);
            (one.text(init), one.text(program))
        }
        None => what.of_base.clone(),
    }
}

/// Cuts the array of an ENTRYPOINT in two: what comes after the words that are kept becomes a CMD.
fn split(one: &ExecCommand<'_>, kept: usize) -> Edit {
    let (newline, indentation) = (one.instruction.newline(), one.instruction.indentation());
    let command = format!("{newline}{}{indentation}CMD ", one.silences());
    match one.comma_before(kept) {
        Some(comma) => Edit::replace(comma, format!("]{command}[")),
        None => Edit::insert(one.array().start, format!("[]{command}")),
    }
}

/// Puts the comments that silence rules for the program of an ENTRYPOINT above the CMD that it goes to, too.
fn silence_as(cmd: &ExecCommand<'_>, one: &ExecCommand<'_>) -> Option<Edit> {
    let comments = one.silences();
    (!comments.is_empty()).then(|| Edit::insert(cmd.instruction.comments_above(), comments))
}

/// Takes all but the words that are kept out of an ENTRYPOINT, and what is taken out. A comment before the first of those goes with it, one
/// after the last stays.
fn take_out(one: &ExecCommand<'_>, kept: usize) -> (Edit, String) {
    let comma = one.comma_before(kept);
    let gap = comma.as_ref().map_or(one.array().start + 1, |comma| comma.end);
    let inner = match (one.words.get(kept), one.words.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => gap..gap,
    };
    let start = if one.has_comment(gap..inner.start) {
        gap
    } else {
        inner.start
    };
    let moved = one.instruction.file_text(start..inner.end).to_string();
    let edit = match comma {
        Some(comma) => Edit::delete(comma.start..inner.end),
        None if one.has_comment(inner.end..one.array().end) => Edit::delete(gap..inner.end),
        None => Edit::replace(one.array(), "[]"),
    };
    (edit, moved)
}

/// Puts strings before those that a CMD has, which stay as they are laid out.
fn prepend(cmd: &ExecCommand<'_>, strings: &str) -> Edit {
    match cmd.words.first() {
        Some(first) => Edit::insert(first.range.start, format!("{strings}, ")),
        None => Edit::insert(cmd.array().start + 1, strings),
    }
}

impl ExecCommand<'_> {
    /// Some of its strings as they are written, quotes and continuations included, in one line.
    fn text(&self, words: &[ExecWord]) -> String {
        let written = |word: &ExecWord| self.instruction.file_text(word.range.clone());
        words.iter().map(written).collect::<Vec<_>>().join(", ")
    }

    /// The comma before a word, with the blanks after it; bytes of the file. `None` before the first one.
    fn comma_before(&self, word: usize) -> Option<Range<usize>> {
        let (last, next) = (self.words.get(word.checked_sub(1)?)?, self.words.get(word)?);
        let at = last.joined.end + self.instruction.text()[last.joined.end..next.joined.start].find(',')?;
        let comma = self.instruction.in_file(at..at + 1);
        let after = self.instruction.file_text(comma.end..next.range.start);
        Some(comma.start..comma.end + after.len() - after.trim_start_matches([' ', '\t']).len())
    }

    /// The lines directly above it that silence rules for it.
    fn silences(&self) -> String {
        let above = self.instruction.comments_above()..self.instruction.range().start;
        let lines = self.instruction.file_text(above).split_inclusive('\n');
        let silences = |line: &&str| silence::parse(line, RULES).is_some_and(|found| !found.global);
        lines.filter(silences).collect()
    }

    /// Whether a comment stands in a part of it; bytes of the file.
    fn has_comment(&self, part: Range<usize>) -> bool {
        let mut inside = self
            .instruction
            .line
            .passed_over
            .iter()
            .filter(|line| part.contains(&line.start));
        inside.any(|line| self.instruction.file_text(line.clone()).trim_start().starts_with('#'))
    }
}
