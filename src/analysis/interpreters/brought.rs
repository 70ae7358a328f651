//! What the COPYs and RUNs of a stage put at the path of a program.

use super::made::{debian_python, made};
use crate::analysis::Instruction;
use crate::analysis::origin::landing::{Landing, Supplier};
use crate::analysis::origin::moment::{Moment, Step};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::image::ImageReference;
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

impl Moment<'_> {
    /// What stands at a path before links are followed.
    pub(super) fn brought(self, program: &str) -> Brought {
        let find = || self.find_brought(program);
        self.recall(|memo| &memo.pythons, program, Brought::Perhaps, find)
    }

    fn find_brought(self, program: &str) -> Brought {
        let found = self.steps_where(may_bring).find_map(|(step, before)| {
            if let Step::Command(run, command, directory) = &step
                && let Some(made) = made(*run, command, directory.as_deref(), program)
            {
                return Some(made);
            }
            let landings = before.landings(&step, program)?;
            let mut found = landings
                .iter()
                .filter_map(|landing| before.landed_program(landing, program));
            match found.next()? {
                Brought::Link(_) if follows_links(&step) => Some(Brought::Perhaps),
                brought => Some(brought),
            }
        });
        let (stage, directory) = (self.stage(), directory_of(program));
        match (self.inherited(), stage.base()) {
            _ if found.is_some() => found.unwrap_or(Brought::Nothing),
            (Some(inherited), _) => inherited.brought(program),
            // Its own Python alone, which is no news.
            _ if stage.is_on_runtime_image() => Brought::Nothing,
            (_, Base::Image(image)) => brought_by_image(image, program),
            (_, Base::Unresolved(_) | Base::NamedContext(_)) if !is_own_directory(directory) => Brought::Perhaps,
            _ => Brought::Nothing,
        }
    }

    /// What a copy brings to the path of a program.
    fn landed_program(self, landing: &Landing<'_>, program: &str) -> Option<Brought> {
        let source = landing.source_of(program)?;
        let is_named = landing.to == program && landing.is_named;
        match (
            self.moment_of(&source).map(|moment| moment.brought(&source.path)),
            source.supplier,
        ) {
            (Some(Brought::Nothing), _) => None,
            // Of a link that is named itself, COPY brings what it leads to.
            (Some(Brought::Link(_)), _) if is_named => Some(Brought::Perhaps),
            (Some(brought), _) => Some(brought),
            (None, Supplier::Context) if !is_named && self.analysis().context.kind(&source.path).is_none() => None,
            (None, _) => Some(Brought::Perhaps),
        }
    }
}

/// Whether a command makes a Python of its own of a link, as `cp -L` does.
fn follows_links(step: &Step<'_>) -> bool {
    let is_told = |word: &str| {
        word == "--dereference" || (word.starts_with('-') && !word.starts_with("--") && word.contains('L'))
    };
    matches!(step, Step::Command(_, command, _) if command.arguments().any(is_told))
}

/// Whether an instruction may bring a program at all. What goes to a directory that is not known is no Python.
fn may_bring(one: &Instruction<'_>) -> bool {
    const MAKERS: [&str; 11] = [
        "venv",
        "virtualenv",
        "ln ",
        "cp ",
        "mv ",
        "rsync",
        "install",
        "uv ",
        "poetry",
        "pdm",
        "pipenv",
    ];
    match one.keyword {
        Keyword::Run => one.mentions(&MAKERS),
        _ => one.copy().is_some_and(|copy| copy.destination.is_some()),
    }
}

/// What an image has at a path by itself.
fn brought_by_image(image: &ImageReference, program: &str) -> Brought {
    let directory = directory_of(program);
    let tag = image.effective_tag().unwrap_or_default();
    let is_python = image.is_official("python");
    match directory {
        _ if !is_own_directory(directory) => Brought::Nothing,
        "/usr/local/bin" if image.is_official("debian") => Brought::Nothing,
        // The full image has Debian's Python, too.
        "/usr/bin" | "/bin" if is_python && (tag.contains("slim") || tag.contains("alpine")) => Brought::Nothing,
        "/usr/bin" | "/bin" if is_python => debian_python(image, program),
        // What other images hold is not known.
        _ => Brought::Perhaps,
    }
}

pub(super) fn directory_of(program: &str) -> &str {
    program.rsplit_once('/').map_or("", |(directory, _)| directory)
}

fn is_own_directory(directory: &str) -> bool {
    ["/usr/bin", "/bin", "/usr/local/bin"].contains(&directory)
}
