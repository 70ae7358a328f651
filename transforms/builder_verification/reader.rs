//! Whether the user that the check runs as can read what it names, and write its byte code.

use super::sources::NamedSource;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, relative_to};
use crate::dockerfile::shell::SimpleCommand;

/// Where the check writes its byte code.
pub(super) const CACHE: &str = "/tmp/pycache";

/// Rights of anybody, in a mode: to read, to write, to pass through a directory.
const READ: u32 = 4;
const WRITE: u32 = 2;
const PASS: u32 = 1;

/// Whether a check after an instruction can read the files that it names, and write to /tmp.
///
/// # Errors
/// What stands in its way, and what the person can do.
pub(super) fn can_check(anchor: Instruction<'_>, named: &[NamedSource]) -> Result<(), String> {
    if let Some(source) = shipped(anchor) {
        return Err(format!(
            "a COPY takes {source} from the stage, and would take along the byte code that the check leaves in {CACHE}; write it by hand"
        ));
    }
    let name = anchor.after().user_name().unwrap_or_default();
    if anchor.after().is_root() || !named.iter().any(|file| file.compiles) {
        return Ok(());
    }
    let unreadable = || named.iter().find(|file| is_closed(anchor, name, &file.path));
    let hindrance = match closed_tmp(anchor) {
        Some(what) => what,
        None => match unreadable() {
            Some(file) => format!("may not be allowed to read {}", file.path),
            None => return Ok(()),
        },
    };
    let who = if name.is_empty() {
        "a user that is not known".to_string()
    } else {
        format!("the user {name}")
    };
    Err(format!(
        "the check would run as {who}, who {hindrance}; write it by hand, as a user who may"
    ))
}

/// What a COPY takes from the stage, or from one built on it, with the byte code of the check in it.
fn shipped(anchor: Instruction<'_>) -> Option<&str> {
    let copies = anchor.stage().with_heirs().into_iter().flat_map(Stage::copies_out);
    let mut sources = copies.flat_map(|(_, copy)| &copy.sources).map(String::as_str);
    sources.find(|source| relative_to(CACHE, source.trim_end_matches(['*', '/'])).is_some())
}

/// What keeps the user from writing to /tmp.
fn closed_tmp(anchor: Instruction<'_>) -> Option<String> {
    for run in anchor.after().history().filter(|one| one.keyword == Keyword::Run) {
        if run.text().contains(CACHE) && run.before().user() != anchor.after().user() {
            return Some(format!("cannot write to {CACHE}, which another user made"));
        }
        let is_tmp = |word: &str| absolute(run.workdir(), word).as_deref() == Some("/tmp");
        for command in run.run_commands().unwrap_or_default().iter().rev() {
            let changes = matches!(command.program(), "rm" | "chmod" | "chown" | "mv" | "ln" | "rmdir");
            if changes && command.arguments().any(is_tmp) {
                let is_open = mode_of(command).and_then(|mode| allows(mode, false, WRITE + PASS));
                return (is_open != Some(true))
                    .then(|| "may not be allowed to write to /tmp, which a RUN changes".to_string());
            }
        }
    }
    None
}

/// Whether the user may not read a file: it lies in root's own directory, or what brought it there or changed its mode last says so.
fn is_closed(anchor: Instruction<'_>, user: &str, path: &str) -> bool {
    let covers = |place: &str| relative_to(path, place).is_some();
    let is_readable = anchor.after().history().find_map(|one| {
        if let Some(copy) = one.copy() {
            if !one.brings(path) {
                return None;
            }
            let value = |name: &str| one.parsed().flag(name).and_then(|flag| flag.value.as_deref());
            let is_owner = value("chown").is_some_and(|owner| owner.split(':').next() == Some(user));
            let is_alone = copy.destination.as_deref() == Some(path);
            let mode = value("chmod").map(|mode| allows(mode, is_owner, if is_alone { READ } else { READ + PASS }));
            return Some(mode.is_none_or(|mode| mode == Some(true)));
        }
        let commands = one.run_commands().filter(|_| one.keyword == Keyword::Run)?;
        let on_path = |word: &str| absolute(one.workdir(), word).is_some_and(|place| covers(&place));
        let mut changes = commands.iter().rev().filter(|command| command.arguments().any(on_path));
        let names = |word: &str| word.split([':', '.']).next() == Some(user);
        let is_owner = changes
            .clone()
            .any(|command| command.program() == "chown" && command.arguments().any(names));
        let mode = changes.find_map(|command| allows(mode_of(command)?, is_owner, READ + PASS));
        mode.or(is_owner.then_some(true))
    });
    relative_to(path, "/root").is_some() || is_readable == Some(false)
}

/// The mode that a chmod sets.
fn mode_of(command: &SimpleCommand) -> Option<&str> {
    let mut arguments = command.arguments().filter(|word| !word.starts_with('-'));
    arguments.next().filter(|_| command.program() == "chmod")
}

/// Whether a mode gives a user some rights, as the owner or as anybody; `None` where it says nothing of them.
fn allows(mode: &str, is_owner: bool, rights: u32) -> Option<bool> {
    if let Ok(mode) = u32::from_str_radix(mode, 8) {
        return Some(mode & rights == rights || (is_owner && (mode >> 6) & rights == rights));
    }
    let concerns = |who: &str| who.is_empty() || who.contains('a') || who.contains(if is_owner { 'u' } else { 'o' });
    mode.split(',').find_map(|part| {
        let at = part.find(['+', '-', '='])?;
        let (who, given) = (&part[..at], &part[at + 1..]);
        match &part[at..=at] {
            "-" if concerns(who) && given.contains(['r', 'x', 'X']) => Some(false),
            "=" if concerns(who) => Some(given.contains('r') && given.contains(['x', 'X'])),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{PASS, READ, allows};

    #[test]
    fn modes_are_read_for_the_owner_and_for_anybody() {
        for (mode, is_owner, expected) in [
            ("0755", false, Some(true)),
            ("0644", false, Some(false)),
            ("700", false, Some(false)),
            ("700", true, Some(true)),
            ("+x", false, None),
            ("go-w", false, None),
            ("go-rwx", false, Some(false)),
            ("go-rwx", true, None),
            ("u=rwX,go=rX", false, Some(true)),
            ("u=rwX,go=", false, Some(false)),
        ] {
            assert_eq!(allows(mode, is_owner, READ | PASS), expected, "{mode}");
        }
    }
}
