//! What the COPYs and RUNs of a stage put at the path of a program.

use super::made::{copied_by_run, made_by_run};
use crate::analysis::command_line::is_python;
use crate::analysis::images::Debian;
use crate::analysis::origin::moment::Moment;
use crate::analysis::{Instruction, Point};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::path::{join, normalise, relative_to};
use crate::dockerfile::stages::Base;

/// What a stage brings to a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::analysis) enum Brought {
    /// Nothing that is known.
    Nothing,
    /// A symbolic link, with its target as it is written.
    Link(String),
    /// Debian's own Python, of this version: it needs nothing but what every image of that Debian has.
    Debian(String),
    /// A Python, or something that may be one.
    Perhaps,
}

impl Point<'_> {
    /// What stands at a path before links are followed.
    pub(super) fn brought(self, program: &str) -> Brought {
        let pythons = &self.stage().analysis().dockerfile.memo.pythons;
        pythons.recall(Moment::from(self).key(), program, Brought::Perhaps, || {
            self.find_brought(program)
        })
    }

    fn find_brought(self, program: &str) -> Brought {
        for one in self.backwards() {
            if one.keyword == Keyword::Run {
                if let Some(made) = made_by_run(one, program) {
                    return made;
                }
                if let Some(source) = copied_by_run(one, program) {
                    return one.after().brought(&source);
                }
                continue;
            }
            let brought = brought_by_copy(one, program);
            if brought != Brought::Nothing {
                return brought;
            }
        }
        if let Some(parent) = self.stage().parent() {
            return parent.end().brought(program);
        }
        match self.stage().base() {
            // Its own Python alone, which is no news.
            _ if self.stage().is_on_runtime_image() => Brought::Nothing,
            Base::Image(image) => brought_by_image(image, program),
            Base::Unresolved(_) | Base::NamedContext(_) if !is_own_folder(folder_of(program)) => Brought::Perhaps,
            _ => Brought::Nothing,
        }
    }
}

/// What a COPY brings to the path of a program.
fn brought_by_copy(one: Instruction<'_>, program: &str) -> Brought {
    let (folder, name) = program.rsplit_once('/').unwrap_or(("", program));
    let Some(copy) = one.copy() else {
        return Brought::Nothing;
    };
    let Some(destination) = &copy.destination else {
        return Brought::Nothing;
    };
    let mut found = Brought::Nothing;
    for source in &copy.sources {
        let last = source.rsplit('/').next().unwrap_or(source);
        let is_file = destination == program || (destination == folder && is_python(last));
        let inner = if destination == program {
            // A file under the program's very name.
            Some(source.clone())
        } else if is_file {
            (last == name).then(|| source.clone())
        } else {
            let source = source.trim_end_matches("/*");
            relative_to(program, destination).map(|below| join(source, &below))
        };
        let Some(inner) = inner else { continue };
        let brought = match copy.from {
            CopyFrom::Stage(from) => {
                let supplier = one.stage().sibling(from).end();
                match supplier.brought(&format!("/{}", normalise(&inner))) {
                    // Of a link that is named itself, COPY brings what it leads to.
                    Brought::Link(_) if is_file => Brought::Perhaps,
                    brought => brought,
                }
            }
            CopyFrom::Context if destination == program => Brought::Perhaps,
            CopyFrom::Context if one.analysis().context.kind(&normalise(&inner)).is_some() => Brought::Perhaps,
            CopyFrom::Context => Brought::Nothing,
            CopyFrom::Elsewhere => Brought::Perhaps,
        };
        if brought != Brought::Nothing {
            found = brought;
        }
    }
    let is_inline = |inline: &String| destination == program || (destination == folder && inline == name);
    // An archive that ADD unpacks, or a path that only the build knows.
    let is_hidden = copy.from == CopyFrom::Elsewhere || (copy.has_unknown_source && copy.inline.is_empty());
    match is_hidden && relative_to(program, destination).is_some() || copy.inline.iter().any(is_inline) {
        true => Brought::Perhaps,
        false => found,
    }
}

/// What an image has at a path by itself.
fn brought_by_image(image: &ImageReference, program: &str) -> Brought {
    let folder = folder_of(program);
    if image.is_official("python") && folder != "/usr/local/bin" {
        // The full image has Debian's Python, too.
        let tag = image.effective_tag().unwrap_or_default();
        let is_full = !tag.contains("slim") && !tag.contains("alpine");
        return match is_full && is_own_folder(folder) {
            true => debian_python(image, program),
            false => Brought::Nothing,
        };
    }
    // What other images hold is not known.
    let is_without = image.is_official("debian") && folder == "/usr/local/bin";
    match is_own_folder(folder) && !is_without {
        true => Brought::Perhaps,
        false => Brought::Nothing,
    }
}

/// Debian's Python in /usr/bin of an image of that Debian. Its version is what the program's name says, else that of the release in the tag.
pub(super) fn debian_python(image: &ImageReference, program: &str) -> Brought {
    let name = program.rsplit_once("/python").map_or("", |(_, version)| version);
    if !image.is_official("python") && !image.is_official("debian") {
        return Brought::Perhaps;
    }
    if name.contains('.') {
        return Brought::Debian(name.to_string());
    }
    let tag = image.effective_tag().unwrap_or_default();
    let mut words = tag
        .split('-')
        .filter(|word| image.is_official("debian") || word.starts_with(char::is_alphabetic));
    let release = words.find_map(Debian::named);
    release.map_or(Brought::Perhaps, |release| Brought::Debian(release.python.to_string()))
}

pub(super) fn folder_of(program: &str) -> &str {
    program.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_own_folder(folder: &str) -> bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains(&folder)
}
