//! Takes the packages that the Python image has already out of the apt lists, and keeps the text around them whole.

use std::ops::Range;

use super::apt::{is_in_python_image, packages};
use super::change::BuilderChange;
use super::family::Family;
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::shell::{self, ShellWord, SimpleCommand};
use crate::edit::Edit;

/// Takes the packages out of every RUN of the family; a note names each RUN where they stay.
pub(super) fn drop_packages<'a>(family: &Family<'a>, change: &mut BuilderChange<'a>) {
    for run in family.body().filter(|one| one.keyword == Keyword::Run) {
        match without_python(run) {
            None => {}
            Some(RemovalResult::Edited(edits)) => change.edits.extend(edits.into_iter().map(|edit| (run, edit))),
            Some(RemovalResult::Removed(edit)) => {
                change.edits.push((run, edit));
                change.removed.push(run);
            }
            Some(RemovalResult::Stays) => change.notes.push(format!(
                "Debian's python3 stays in the apt list at line {}; take it out by hand to save 30 MB",
                family.line(run)
            )),
        }
    }
}

/// What becomes of a RUN.
enum RemovalResult {
    /// The RUN without the packages.
    Edited(Vec<Edit>),
    /// Nothing but the packages was installed: the RUN goes.
    Removed(Edit),
    /// It is written in a way in which no edit is surely right; the packages stay, which is no fault.
    Stays,
}

/// An apt list that names some of the packages.
struct List<'c> {
    /// The index of its command in the RUN.
    command: usize,
    dropped: Vec<&'c ShellWord>,
    /// Whether it names nothing else.
    is_emptied: bool,
}

/// What becomes of a RUN when the packages are taken out; `None` when it names none of them.
fn without_python(run: Instruction<'_>) -> Option<RemovalResult> {
    let commands = run.run_commands()?;
    let list = |(command, one)| {
        let (dropped, kept): (Vec<_>, Vec<_>) = packages(one)?.into_iter().partition(|word| is_in_python_image(word));
        (!dropped.is_empty()).then_some(List {
            command,
            dropped,
            is_emptied: kept.is_empty(),
        })
    };
    let lists: Vec<List<'_>> = commands.iter().enumerate().filter_map(list).collect();
    if lists.is_empty() {
        return None;
    }
    let is_shell_form = run.is_understood() && matches!(run.command(), Some(Command::Shell(_)));
    if !is_shell_form || !run.line.heredocs.is_empty() {
        return Some(RemovalResult::Stays);
    }
    let is_emptied = |command: usize| lists.iter().any(|list| list.command == command && list.is_emptied);
    let mut all = commands.iter().enumerate();
    if lists.iter().any(|list| list.is_emptied)
        && all.all(|(at, command)| is_emptied(at) || is_housekeeping(command))
        && !run.text().contains("||")
    {
        return Some(match has_comment(run, &run.range()) {
            true => RemovalResult::Stays,
            false => RemovalResult::Removed(Edit::delete(lines_of(run))),
        });
    }
    let edits = lists.iter().flat_map(|list| match list.is_emptied {
        true => vec![without_command(run, commands, list.command)],
        false => neighbours(run, &list.dropped)
            .iter()
            .map(|span| without_words(run, span))
            .collect(),
    });
    let edits: Option<Vec<Edit>> = edits.collect();
    Some(edits.map_or(RemovalResult::Stays, RemovalResult::Edited))
}

/// A command that only serves an installation beside it.
fn is_housekeeping(command: &SimpleCommand) -> bool {
    let words: Vec<&str> = command.arguments().collect();
    match command.program() {
        "apt-get" | "apt" => words
            .iter()
            .all(|word| word.starts_with('-') || matches!(*word, "update" | "clean" | "autoclean" | "autoremove")),
        "rm" => words.iter().all(|word| {
            word.starts_with('-')
                || relative_to(word, "/var/lib/apt/lists").is_some()
                || relative_to(word, "/var/cache/apt").is_some()
        }),
        "set" | "true" => true,
        _ => false,
    }
}

/// The lines of an instruction, and one of two blank lines that would meet.
fn lines_of(run: Instruction<'_>) -> Range<usize> {
    let text = run.analysis().document().text();
    let start = run.range().start - run.indentation().len();
    let end = run.line_after();
    let is_blank = |line: &str| line.trim().is_empty();
    let next = text[end..].split_inclusive('\n').next().unwrap_or_default();
    let is_set_off = text[..start].lines().next_back().is_none_or(is_blank) && is_blank(next);
    start..if is_set_off { end + next.len() } else { end }
}

/// Words with nothing but whitespace between them go together: ranges of the instruction's joined text.
fn neighbours(run: Instruction<'_>, words: &[&ShellWord]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for word in words {
        match spans.last_mut() {
            Some(last) if run.text()[last.end..word.range.start].trim().is_empty() => last.end = word.range.end,
            _ => spans.push(word.range.clone()),
        }
    }
    spans
}

/// Takes neighbouring words out of a list. `None` where a word is broken over two lines, or a comment would go with them.
fn without_words(run: Instruction<'_>, words: &Range<usize>) -> Option<Edit> {
    let document = run.analysis().document();
    let (text, escape) = (document.text(), document.escape());
    let place = run.in_file(words.clone());
    let is_whole = |piece: &str| run.text()[words.clone()].split_whitespace().any(|word| word == piece);
    let mut pieces = text[place.clone()].split_whitespace();
    if !pieces.all(|piece| is_whole(piece) || piece.chars().eq([escape])) {
        return None;
    }
    let line = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let delete = |range: Range<usize>| (!follows_escape(run, range.start)).then(|| Edit::delete(range));
    let before = text[line..place.start].trim_end().len();
    if before > 0 {
        return delete(line + before..place.end);
    }
    let line_end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at + 1);
    let after = text[place.end..line_end].trim();
    if after.len() == 1 && after.starts_with(escape) {
        return Some(Edit::delete(line..line_end));
    }
    if !after.is_empty() {
        let gap = text[place.end..].len() - text[place.end..].trim_start().len();
        return Some(Edit::delete(place.start..place.end + gap));
    }
    // The last line of the instruction: the continuation before it goes, too.
    let previous = run.text()[..words.start].trim_end().len();
    let from = run.in_file(0..previous).end;
    let mut between = text[from..place.start].chars();
    let is_blank = between.all(|c| c.is_whitespace() || c == escape);
    delete(from..place.end).filter(|_| is_blank)
}

/// Takes a whole command out of a list, with the operator that joined it. `None` where the rest would not run as before.
fn without_command(run: Instruction<'_>, commands: &[SimpleCommand], at: usize) -> Option<Edit> {
    let (joined, range) = (run.text(), &commands[at].range);
    let before = joined[run.arguments.start..range.start].trim_end();
    let after = joined[range.end..].trim_start();
    let operators = ["&&", ";"];
    let left = operators.into_iter().find(|operator| before.ends_with(operator));
    let right = operators.into_iter().find(|operator| after.starts_with(operator));
    if (left.is_none() && !before.is_empty()) || (right.is_none() && !after.is_empty()) {
        return None;
    }
    let takes_left = match (left, right) {
        (_, Some("&&")) | (None | Some(";"), Some(_)) => false,
        (Some(_), _) => true,
        (None, _) => return None,
    };
    let removed = if takes_left {
        let operator = run.arguments.start + before.len() - left.map_or(0, str::len);
        joined[..operator].trim_end().len()..range.end
    } else {
        let next = joined.len() - after.len() + right.map_or(0, str::len);
        range.start..joined.len() - joined[next..].trim_start().len()
    };
    let result = format!(
        "{}{}",
        &joined[run.arguments.start..removed.start],
        &joined[removed.end..]
    );
    let words = |command: &SimpleCommand| command.words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
    let expected = commands
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .map(|(_, command)| words(command));
    let found = shell::commands(&result)?;
    if !found.iter().map(words).eq(expected) {
        return None;
    }
    let place = if takes_left {
        run.in_file(0..removed.start).end..run.in_file(removed.clone()).end
    } else {
        run.in_file(removed.clone()).start..run.in_file(removed.end..removed.end + 1).start
    };
    (!has_comment(run, &place) && !follows_escape(run, place.start)).then(|| Edit::delete(place))
}

/// Whether an escaped blank ends at a byte of the file: without what follows, its line would go on in the next.
fn follows_escape(run: Instruction<'_>, at: usize) -> bool {
    let document = run.analysis().document();
    let before = document.text()[..at].trim_end_matches([' ', '\t']);
    before.ends_with(document.escape())
}

/// Whether a comment is between the lines of an instruction in a range of the file: it would go with it.
fn has_comment(run: Instruction<'_>, place: &Range<usize>) -> bool {
    let mut lines = run.line.passed_over.iter();
    lines.any(|line| {
        let is_in = line.start < place.end && place.start < line.end;
        is_in && run.file_text(line.clone()).trim_start().starts_with('#')
    })
}
