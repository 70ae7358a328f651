//! What `cp`, `mv`, `rsync` and `install` in a RUN put where, as far as the command is plain.

use super::copying::Copying;
use super::landing::{Landings, Source};
use super::moment::Moment;
use super::reach::place;
use crate::analysis::Instruction;
use crate::dockerfile::glob;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::shell::SimpleCommand;

/// The arguments of a command that copies.
struct Arguments<'w> {
    sources: Vec<&'w str>,
    destination: &'w str,
    /// Whether the destination is said to be a directory.
    into: bool,
}

impl<'a> Landings<'a> {
    /// What a command of a RUN, which runs in a directory, puts where; `None` where it copies nothing, or not plainly.
    pub(crate) fn of_command(
        run: Instruction<'a>,
        command: &SimpleCommand,
        directory: Option<&str>,
        before: Moment<'a>,
        probe: Option<&str>,
    ) -> Option<Self> {
        let program = command.program();
        if !command.is_plain || !matches!(program, "cp" | "mv" | "rsync" | "install") {
            return None;
        }
        let words: Vec<&str> = command.arguments().collect();
        let arguments = read(program, &words)?;
        let at = |word: &str| place(run, directory, word);
        let destination = at(arguments.destination)?;
        let into = match arguments.into || arguments.destination.ends_with('/') {
            true => Some(true),
            false => before.is_directory(&destination),
        };
        let mut copying = Copying {
            found: Landings::default(),
            before,
            destination,
            into,
            excludes: &[],
            probe,
        };
        for word in arguments.sources {
            let takes_contents =
                matches!(word, "." | "./") || word.ends_with("/.") || (program == "rsync" && word.ends_with('/'));
            let path = at(word)?;
            if is_mounted(run, &path) {
                return None;
            }
            copying.take(&path, takes_contents);
            if program == "mv" {
                copying.found.open.push(fixed_part(&path));
            }
        }
        Some(copying.found)
    }
}

impl Copying<'_, '_> {
    /// A source as a shell's command takes it: a directory keeps its name in a directory that is there.
    fn take(&mut self, path: &str, takes_contents: bool) {
        let from = Source::Earlier(path.to_string());
        let (parent, last) = path.rsplit_once('/').unwrap_or(("", path));
        if glob::is_pattern(path) {
            if glob::is_pattern(parent) {
                self.found.open.push(self.destination.clone());
                return;
            }
            let names = self.names(if parent.is_empty() { "/" } else { parent }, last, &from);
            for name in names.iter().filter(|name| !name.starts_with('.')) {
                self.whole(name, Source::Earlier(format!("{parent}/{name}")), false);
            }
        } else if takes_contents {
            self.contents(from);
        } else {
            self.whole(last, from, true);
        }
    }
}

/// The part of a path before its first wildcard, whole names only.
fn fixed_part(path: &str) -> String {
    match path.find(['*', '?', '[']) {
        Some(at) => path[..at].rsplit_once('/').map_or("/", |(fixed, _)| fixed).to_string(),
        None => path.to_string(),
    }
}

/// Whether a path lies in a mount of the RUN: what is there then is not in the image.
fn is_mounted(run: Instruction<'_>, path: &str) -> bool {
    let mounts = run
        .parsed()
        .flags
        .iter()
        .filter(|flag| flag.name.eq_ignore_ascii_case("mount"));
    mounts.filter_map(|flag| flag.value.as_deref()).any(|mount| {
        let target = mount.split(',').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            matches!(name, "target" | "dst" | "destination").then_some(value)
        });
        let target = target.and_then(|target| place(run, run.workdir(), target));
        target.is_none_or(|target| relative_to(path, &target).is_some())
    })
}

/// The sources and the destination among a command's words; `None` where an option may mean something else.
fn read<'w>(program: &str, words: &[&'w str]) -> Option<Arguments<'w>> {
    let harmless: &[&str] = match program {
        "install" => &["D", "v", "p", "C", "c", "s"],
        "rsync" => &["a", "r", "v", "z", "l", "t", "p", "o", "g", "D", "q", "h"],
        _ => &["r", "R", "a", "p", "f", "v", "L", "P", "d", "H", "x"],
    };
    let long = [
        "--recursive",
        "--archive",
        "--verbose",
        "--force",
        "--preserve",
        "--no-dereference",
        "--dereference",
    ];
    let mut plain = Vec::new();
    let mut directory = None;
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix("--") {
            match (option.is_empty(), option.split_once('=')) {
                (true, _) => plain.extend(words.by_ref()),
                (_, Some(("target-directory", value))) => directory = Some(value),
                (_, Some(("mode" | "owner" | "group" | "preserve", _))) => {}
                _ if long.contains(&word) => {}
                _ => return None,
            }
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            for (at, letter) in letters.char_indices() {
                let attached = &letters[at + letter.len_utf8()..];
                let takes_value =
                    (letter == 't' && program != "rsync") || (program == "install" && "mog".contains(letter));
                if takes_value {
                    let value = if attached.is_empty() { words.next()? } else { attached };
                    directory = if letter == 't' { Some(value) } else { directory };
                    break;
                }
                if !harmless.contains(&&letters[at..at + letter.len_utf8()]) {
                    return None;
                }
            }
        } else {
            plain.push(word);
        }
    }
    if plain.iter().any(|word| word.contains(['{', ':'])) {
        return None;
    }
    let destination = match directory {
        Some(directory) => directory,
        None => plain.pop()?,
    };
    Some(Arguments {
        into: directory.is_some() || plain.len() > 1 || plain.iter().any(|word| glob::is_pattern(word)),
        sources: plain,
        destination,
    })
}
