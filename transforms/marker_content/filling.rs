//! How a marker gets its content: a name and a timestamp, in the command that makes it.

use std::ops::Range;

use super::Marker;
use crate::analysis::Role;
use crate::dockerfile::exec::Command;
use crate::dockerfile::path::relative_to;
use crate::edit::Edit;

/// The edits that fill those empty markers of a RUN that a runtime stage ships and a plain command makes.
///
/// # Errors
/// Why there are none.
pub(super) fn edits(markers: &[&Marker<'_>]) -> Result<Vec<Edit>, &'static str> {
    let shipped: Vec<&Marker<'_>> = markers.iter().copied().filter(|marker| is_shipped(marker)).collect();
    let Some(first) = shipped.first() else {
        return Err("no runtime stage can be shown to ship it");
    };
    let run = first.run;
    let is_shell = matches!(run.command(), Some(Command::Shell(_))) && run.line.heredocs.is_empty();
    let of_commands = shipped.chunk_by(|a, b| a.command == b.command);
    let edits: Vec<Edit> = of_commands.filter_map(of_command).flatten().collect();
    match is_shell && run.before().other_shell().is_none() && !edits.is_empty() {
        true => Ok(edits),
        false => Err("the command that makes it cannot be rewritten safely"),
    }
}

/// What is written into a marker, as a command.
pub(super) fn content(path: &str) -> String {
    let directory = path.rsplit('/').nth(1).unwrap_or_default();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_uppercase()
        } else {
            '_'
        }
    };
    let name: String = directory.chars().map(plain).collect();
    let words = [name.trim_matches('_'), "DIRECTORY_$(date +%s)"];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    format!("echo \"{}\"", words.join("_"))
}

/// The edits of a command that makes some markers; `None` where it is not plain.
fn of_command(markers: &[&Marker<'_>]) -> Option<Vec<Edit>> {
    let Marker { run, command, path, .. } = markers.first()?;
    let in_file = |range: &Range<usize>| run.in_file(range.clone());
    if command.program() != "touch" {
        let is_redirection = command.writes_to.len() == 1;
        return is_redirection.then(|| vec![Edit::replace(in_file(&command.range), content(path))]);
    }
    let (program, files) = command.words.split_first()?;
    let is_simple = files.len() == 1 || command.is_plain;
    if !is_simple || !command.writes_to.is_empty() || files.iter().any(|file| file.text.starts_with('-')) {
        return None;
    }
    // Each marker gets an `echo` before it; other files keep a `touch`, one for those that follow one another.
    let mut edits = Vec::new();
    let mut is_touched = false;
    for (index, file) in files.iter().enumerate() {
        let marker = markers.iter().find(|one| one.shown == file.text);
        let made = match marker {
            Some(marker) => format!("{} > ", content(&marker.path)),
            None if is_touched => continue,
            None => "touch ".to_string(),
        };
        is_touched = marker.is_none();
        let start = in_file(&file.range).start;
        match (index, marker) {
            (0, None) => {}
            (0, Some(_)) => edits.push(Edit::replace(in_file(&program.range).start..start, made)),
            _ => edits.push(Edit::insert(start, format!("&& {made}"))),
        }
    }
    Some(edits)
}

/// Whether a runtime stage ships a marker: it is made there, or copied from there.
fn is_shipped(marker: &Marker<'_>) -> bool {
    let stage = marker.run.stage();
    let is_plain = marker.path.starts_with('/') && !marker.path.contains(['$', '*', '?', '[', '{', '`', '~']);
    let mut runtimes = stage.analysis().stages_with_role(Role::Runtime);
    is_plain
        && runtimes.any(|runtime| {
            let is_own = runtime.chain().any(|local| local == stage);
            let places = || runtime.supplied("/", stage);
            is_own || places().iter().any(|place| relative_to(&marker.path, place).is_some())
        })
}
