//! What `cp`, `mv`, `rsync` and `install` in a RUN put where, as far as the command is plain.

use super::copying::Copying;
use super::landing::{Landing, Source, Supplier};
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

impl<'a> Moment<'a> {
    /// What a command of a RUN, which runs in a directory, puts where; `None` where it copies nothing, or not plainly.
    pub(super) fn of_command(
        self,
        run: Instruction<'a>,
        command: &SimpleCommand,
        directory: Option<&str>,
        path: &str,
    ) -> Option<Vec<Landing<'a>>> {
        let program = command.program();
        if !command.is_plain || !matches!(program, "cp" | "mv" | "rsync" | "install") {
            return None;
        }
        let words: Vec<&str> = command.arguments().collect();
        let arguments = read(program, &words)?;
        let at = |word: &str| place(run, directory, word);
        let destination = at(arguments.destination)?;
        let mut copying = Copying::new(self, &destination, path);
        if !arguments.into && !arguments.destination.ends_with('/') {
            copying.into = self.is_directory(&destination);
        }
        for word in arguments.sources {
            let source = at(word)?;
            if run.is_mounted(&source) {
                return None;
            }
            if program == "mv" {
                copying.anything(fixed_part(&source));
            }
            let takes_contents =
                matches!(word, "." | "./") || word.ends_with("/.") || (program == "rsync" && word.ends_with('/'));
            copying.take(source, takes_contents);
        }
        Some(copying.finish())
    }
}

impl Copying<'_, '_> {
    /// A source as a shell's command takes it: a directory keeps its name in a directory that is there.
    fn take(&mut self, path: String, takes_contents: bool) {
        let from = Source {
            supplier: Supplier::Here,
            path,
        };
        let (parent, last) = from.path.rsplit_once('/').unwrap_or(("", &from.path));
        match glob::is_pattern(&from.path) {
            true if glob::is_pattern(parent) => self.anything("/".to_string()),
            true => {
                let parent = if parent.is_empty() { "/" } else { parent };
                let is_hidden = |one: &Source| {
                    one.path.rsplit('/').next().is_some_and(|name| name.starts_with('.')) && !last.starts_with('.')
                };
                for one in self.names(parent, last, &from) {
                    if !is_hidden(&one) {
                        self.whole(one, false);
                    }
                }
            }
            false if takes_contents => self.contents(from, false),
            false => self.whole(from, true),
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

impl Instruction<'_> {
    /// Whether a path lies in a mount of the RUN: what is there then is not in the image.
    pub(crate) fn is_mounted(self, path: &str) -> bool {
        let flags = self.parsed().flags.iter();
        let mounts = flags.filter(|flag| flag.name.eq_ignore_ascii_case("mount"));
        mounts.filter_map(|flag| flag.value.as_deref()).any(|mount| {
            let target = mount.split(',').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                matches!(name, "target" | "dst" | "destination").then_some(value)
            });
            let target = target.and_then(|target| place(self, self.workdir(), target));
            target.is_none_or(|target| relative_to(path, &target).is_some())
        })
    }
}

/// The sources and the destination among a command's words; `None` where an option may mean something else.
fn read<'w>(program: &str, words: &[&'w str]) -> Option<Arguments<'w>> {
    const LONG: &str = "recursive archive verbose force preserve no-dereference dereference mode owner group";
    let letters = match program {
        "install" => "DvpCcs",
        "rsync" => "arvzltpogDqh",
        _ => "rRapfvLPdHx",
    };
    let takes_value = |letter: char| match program {
        "install" => "tmog".contains(letter),
        "rsync" => false,
        _ => letter == 't',
    };
    let (mut sources, mut directory) = (Vec::new(), None);
    let mut words = words.iter().copied();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix('-').filter(|option| !option.is_empty()) else {
            sources.push(word);
            continue;
        };
        if let Some(long) = option.strip_prefix('-') {
            let (name, value) = long.split_once('=').unwrap_or((long, ""));
            match name {
                "target-directory" if !value.is_empty() => directory = Some(value),
                name if LONG.split(' ').any(|known| known == name) => {}
                _ => return None,
            }
            continue;
        }
        let end = option.find(takes_value).unwrap_or(option.len());
        if !option[..end].chars().all(|letter| letters.contains(letter)) {
            return None;
        }
        let value = match option.get(end + 1..) {
            None => continue,
            Some("") => words.next()?,
            Some(value) => value,
        };
        directory = if option[end..].starts_with('t') {
            Some(value)
        } else {
            directory
        };
    }
    let destination = directory.or_else(|| sources.pop())?;
    let is_plain = !sources
        .iter()
        .chain([&destination])
        .any(|word| word.contains(['{', ':']));
    is_plain.then_some(Arguments {
        into: directory.is_some() || sources.len() > 1 || sources.iter().any(|word| glob::is_pattern(word)),
        sources,
        destination,
    })
}
