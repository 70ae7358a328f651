//! The lists of `apt-get install`: which Python packages they name, and how one is taken out with the text around it kept whole.

use std::ops::Range;

use super::QUERY;
use super::family::{Family, Step};
use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::files::relative_to;
use crate::dockerfile::shell::{self, ShellWord, SimpleCommand};
use crate::edit::Edit;
use crate::transform::View;

/// What the Python image has already.
const DROPPED: [&str; 3] = ["python3", "python3-minimal", "python-is-python3"];
/// What does no harm beside the Python image's own, and may be needed by what else is installed.
const KEPT: [&str; 3] = ["python3-pip", "python3-venv", "python3-dev"];

/// An edit of the apt lists of one RUN.
pub enum Outcome {
    /// The RUN without the packages.
    Edited(Vec<Edit>),
    /// Nothing but the packages was installed: the RUN goes.
    Removed(Edit),
    /// It is written in a way in which no edit is surely right; the packages stay, which is no fault.
    Stays,
}

/// The packages of an `apt-get install`; `None` for any other command.
fn packages(command: &SimpleCommand) -> Option<Vec<&ShellWord>> {
    if !matches!(command.program(), "apt-get" | "apt" | "aptitude") {
        return None;
    }
    let mut words = command.words.iter().skip(1);
    let mut found = Vec::new();
    let mut installs = false;
    while let Some(word) = words.next() {
        match word.text.as_str() {
            "-t" | "-o" | "-c" | "--target-release" | "--default-release" | "--option" | "--config-file" => {
                words.next();
            }
            "install" if !installs => installs = true,
            text if text.starts_with('-') => {}
            _ if installs => found.push(word),
            _ => return None,
        }
    }
    installs.then_some(found)
}

/// Whether a command installs a package in one version only.
pub fn pins_version(command: &SimpleCommand) -> bool {
    packages(command).is_some_and(|packages| packages.iter().any(|word| word.text.contains('=')))
}

/// A package's name without version, architecture and release.
fn name(word: &ShellWord) -> &str {
    word.text.split(['=', ':', '/']).next().unwrap_or(&word.text)
}

/// Debian's own modules are not seen by the Python in /usr/local.
///
/// # Errors
/// Which package stands against a change of the base, and what the person can do.
pub fn other_python_packages(view: &View<'_>, family: &Family<'_>, steps: &[Step]) -> Result<(), String> {
    for step in steps {
        let line = family.line(step.instruction);
        let Some(packages) = packages(&step.command) else {
            let words: Vec<&str> = step.command.arguments().collect();
            let hidden = words
                .windows(2)
                .any(|pair| matches!(pair, ["apt-get" | "apt", "install"]) || pair[0] == "apt-get");
            if hidden && words.contains(&"install") {
                return Err(format!(
                    "line {line} calls apt through {}; check that it installs no Python modules and change the base by hand",
                    step.command.program()
                ));
            }
            continue;
        };
        let scope = view.stages.scope(step.stage, step.instruction, true);
        for word in packages {
            let own = name(word);
            if DROPPED.contains(&own) || KEPT.contains(&own) {
                continue;
            }
            let is_unknown = own.contains(['$', '`'])
                && scope
                    .expand(&word.text, '\\')
                    .is_none_or(|text| text.contains("python") || text.contains("$("));
            if is_unknown || word.text.contains("$(") {
                return Err(format!(
                    "line {line} installs {}, in which a Python module may hide; change the base by hand",
                    word.text
                ));
            }
            let is_python = ["python3", "python-", "python2", "cython3"]
                .iter()
                .any(|start| own.starts_with(start));
            if is_python {
                return Err(format!(
                    "line {line} installs {own} with apt, which the Python in /usr/local does not see; install it with pip, then change the base"
                ));
            }
        }
    }
    Ok(())
}

/// What becomes of a RUN when the packages that the Python image has are taken out; `None` when it names none of them.
pub fn without_python(view: &View<'_>, index: usize) -> Option<Outcome> {
    let run = &view.document.instructions()[index];
    if run.keyword != Keyword::Run {
        return None;
    }
    let commands = shell::run_commands(view.document, run)?;
    let is_dropped = |word: &&&ShellWord| DROPPED.contains(&name(word));
    let lists: Vec<(usize, Vec<&ShellWord>, usize)> = commands
        .iter()
        .enumerate()
        .filter_map(|(at, command)| {
            let all = packages(command)?;
            let dropped: Vec<_> = all.iter().filter(is_dropped).copied().collect();
            Some((at, dropped, all.len()))
        })
        .filter(|(_, dropped, _)| !dropped.is_empty())
        .collect();
    if lists.is_empty() {
        return None;
    }
    let in_shell_form = view
        .document
        .captures(&QUERY, index)
        .iter()
        .any(|captured| captured.name == "shell");
    if !in_shell_form || !run.line.heredocs.is_empty() {
        return Some(Outcome::Stays);
    }
    let emptied: Vec<usize> = lists
        .iter()
        .filter(|(_, dropped, all)| dropped.len() == *all)
        .map(|(at, _, _)| *at)
        .collect();
    let rest = commands.iter().enumerate().filter(|(at, _)| !emptied.contains(at));
    if !emptied.is_empty() && rest.clone().all(|(_, command)| is_housekeeping(command)) && !run.text().contains("||") {
        return Some(Outcome::Removed(Edit::delete(lines_of(view, index))));
    }
    let mut edits = Vec::new();
    for (at, dropped, _) in &lists {
        if emptied.contains(at) {
            edits.push(without_command(run, commands, *at));
        } else {
            let spans = neighbours(run, dropped);
            edits.extend(spans.iter().map(|span| without_words(view, run, span)));
        }
    }
    let edits: Option<Vec<Edit>> = edits.into_iter().collect();
    Some(edits.map_or(Outcome::Stays, Outcome::Edited))
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
fn lines_of(view: &View<'_>, index: usize) -> Range<usize> {
    let text = view.document.text();
    let start = view.document.instructions()[index].range().start - view.document.indentation(index).len();
    let end = view.document.line_after(index);
    let is_blank = |line: &str| line.trim().is_empty();
    let before = text[..start].lines().next_back().is_none_or(is_blank);
    let next = text[end..].split_inclusive('\n').next().unwrap_or_default();
    let end = if before && is_blank(next) {
        end + next.len()
    } else {
        end
    };
    start..end
}

/// Words with nothing but blanks between them go together: ranges of the instruction's joined text.
fn neighbours(run: &Instruction, words: &[&ShellWord]) -> Vec<Range<usize>> {
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
fn without_words(view: &View<'_>, run: &Instruction, words: &Range<usize>) -> Option<Edit> {
    let text = view.document.text();
    let place = run.in_file(words.clone());
    let is_whole = |piece: &str| run.text()[words.clone()].split_whitespace().any(|word| word == piece);
    let continuation = view.document.escape().to_string();
    let mut pieces = text[place.clone()].split_whitespace();
    if !pieces.all(|piece| is_whole(piece) || piece == continuation) {
        return None;
    }
    let line = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..place.start].trim_end().len();
    if before > 0 {
        return Some(Edit::delete(line + before..place.end));
    }
    let line_end = text[place.end..].find('\n').map_or(text.len(), |at| place.end + at + 1);
    let behind = text[place.end..line_end].trim();
    if behind.len() == 1 && behind.starts_with(view.document.escape()) {
        return Some(Edit::delete(line..line_end));
    }
    if !behind.is_empty() {
        let blanks = text[place.end..].len() - text[place.end..].trim_start().len();
        return Some(Edit::delete(place.start..place.end + blanks));
    }
    // The last line of the instruction: the continuation in front of it goes, too.
    let previous = run.text()[..words.start].trim_end().len();
    let from = run.in_file(0..previous).end;
    is_bare(view, &text[from..place.start]).then(|| Edit::delete(from..place.end))
}

/// Whether a piece of an instruction is nothing but blanks, line ends and continuations.
fn is_bare(view: &View<'_>, piece: &str) -> bool {
    piece.chars().all(|c| c.is_whitespace() || c == view.document.escape())
}

/// Takes a whole command out of a list, with the operator that joined it. `None` where the rest would not run as before.
fn without_command(run: &Instruction, commands: &[SimpleCommand], at: usize) -> Option<Edit> {
    let (joined, range) = (run.text(), &commands[at].range);
    let before = joined[run.arguments.start..range.start].trim_end();
    let behind = joined[range.end..].trim_start();
    let operator = |text: &str| ["&&", ";"].into_iter().find(|operator| text == *operator);
    let left = operator(&before[before.len().saturating_sub(2)..]).or_else(|| before.ends_with(';').then_some(";"));
    let right = if behind.starts_with("&&") {
        Some("&&")
    } else {
        behind.starts_with(';').then_some(";")
    };
    if (left.is_none() && !before.is_empty()) || (right.is_none() && !behind.is_empty()) {
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
        let next = joined.len() - behind.len() + right.map_or(0, str::len);
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
    let has_comment = run
        .line
        .passed_over
        .iter()
        .any(|line| line.start < place.end && place.start < line.end);
    (!has_comment).then(|| Edit::delete(place))
}
