//! Where files come from: the COPY and ADD of each stage, and the way of a path back to the build context.

use super::document::{Document, Instruction, Keyword};
use super::shell;
use super::stages::Stages;
use super::words;
use crate::context::{BuildContext, EntryKind};
use crate::globs;

/// Where a COPY or ADD takes its files from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyFrom {
    /// The build context.
    Context,
    /// A stage of this file.
    Stage(usize),
    /// Another image, or something that the Dockerfile does not tell.
    Elsewhere,
}

/// One COPY or ADD with its paths resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyStep {
    /// Its instruction.
    pub instruction: usize,
    /// Where it takes files from.
    pub from: CopyFrom,
    /// The sources: relative to the context's root, absolute in a stage. A source that is not known (a variable, a URL, a heredoc) is left out.
    pub sources: Vec<String>,
    /// Whether a source was left out.
    pub has_unknown_source: bool,
    /// The names of the files whose text stands in the Dockerfile itself (`COPY <<name`).
    pub inline: Vec<String>,
    /// Whether a source from the build context is named by a build argument: another build may take another folder.
    pub varies: bool,
    /// The absolute destination without a trailing slash; `None` when it is not known.
    pub destination: Option<String>,
    /// Whether the destination is written as a folder (a trailing slash, or several sources).
    pub into_folder: bool,
}

impl CopyStep {
    /// Reads a COPY or ADD; `expand` resolves variables, `workdir` is the folder in force.
    pub(super) fn read(
        instruction: &Instruction,
        index: usize,
        from: CopyFrom,
        workdir: Option<&str>,
        expand: impl Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let text = instruction.arguments_text();
        let array = || serde_json::from_str::<Vec<String>>(text).ok();
        let mut arguments: Vec<Option<String>> = match text.starts_with('[').then(array).flatten() {
            Some(values) => values.iter().map(|value| expand(value)).collect(),
            None => words::blank_separated(text)
                .into_iter()
                .map(|word| expand(&text[word]))
                .collect(),
        };
        let last = arguments.pop()?;
        // `--parents` keeps the sources' folders, `--exclude` leaves files out, an archive is unpacked: where files land is not known.
        let is_plain = instruction.flag("parents").is_none() && instruction.flag("exclude").is_none();
        let destination = last
            .as_deref()
            .filter(|_| is_plain)
            .and_then(|path| absolute(workdir, path));
        let root = from == CopyFrom::Context;
        let is_known = |source: &String| {
            let elsewhere = source.starts_with("<<") || source.contains("://") || source.starts_with("git@");
            let archive = instruction.keyword == Keyword::Add && source.contains(".t") && source.contains("ar");
            !elsewhere && !archive
        };
        let sources: Vec<String> = arguments
            .iter()
            .flatten()
            .filter(|source| is_known(source))
            .map(|source| {
                if root {
                    normalise(source)
                } else {
                    format!("/{}", normalise(source))
                }
            })
            .collect();
        let inline = arguments
            .iter()
            .flatten()
            .filter_map(|source| source.strip_prefix("<<"));
        Some(Self {
            instruction: index,
            varies: false,
            inline: inline.map(|name| name.trim_start_matches('-').to_string()).collect(),
            has_unknown_source: sources.len() < arguments.len(),
            into_folder: arguments.len() > 1 || last.as_deref().is_some_and(names_folder),
            from,
            sources,
            destination,
        })
    }

    /// Where `path` would come from in each source, in the order in which BuildKit copies, the last one winning.
    fn candidates(&self, path: &str, is_folder: impl Fn(&str) -> Option<bool>) -> Vec<String> {
        let Some(destination) = &self.destination else {
            return Vec::new();
        };
        let Some(below) = relative_to(path, destination) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for source in &self.sources {
            let (folder, last) = source.rsplit_once('/').unwrap_or(("", source));
            if last.contains(['*', '?', '[']) {
                // A pattern copies files by their names; of the folders that it matches, their contents.
                let first = below.split('/').next().unwrap_or(&below);
                let matches = globs::matches(last, first);
                if matches && !below.contains('/') && !below.is_empty() {
                    found.push(join(folder, first));
                }
                continue;
            }
            match is_folder(source) {
                Some(true) => found.push(join(source, &below)),
                Some(false) if below.is_empty() && !self.into_folder => found.push(source.clone()),
                Some(false) if below == last && !below.is_empty() => found.push(source.clone()),
                _ => {}
            }
        }
        found
    }
}

/// Where a file of a stage comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file or folder of the build context, by its path there.
    Context(String),
    /// Something that the Dockerfile does not show: made by a RUN, of the base image, of another image.
    Unknown,
    /// No instruction brings it, and the base image is not known to.
    Nowhere,
}

impl Stages {
    /// The way of `path` in `stage`, as it stands before the instruction `before`, back to the build context.
    pub fn origin(
        &self,
        document: &Document,
        context: &dyn BuildContext,
        stage: usize,
        path: &str,
        before: usize,
    ) -> Origin {
        self.origin_unless(document, context, stage, path, before, &|_, _, _| false)
    }

    /// The same, where a RUN (of a stage, by its index, about a path) that `doubt` names makes what is there unknown, too.
    pub fn origin_unless(
        &self,
        document: &Document,
        context: &dyn BuildContext,
        stage: usize,
        path: &str,
        before: usize,
        doubt: &dyn Fn(usize, usize, &str) -> bool,
    ) -> Origin {
        for index in self.stages[stage].body.clone().rev().filter(|index| *index < before) {
            let instruction = &document.instructions()[index];
            if instruction.keyword == Keyword::Run
                && (self.run_may_change(document, stage, index, path) || doubt(stage, index, path))
            {
                return Origin::Unknown;
            }
            let Some(copy) = self.copy_at(index) else { continue };
            let end = |from: usize| self.stages[from].body.end;
            let is_folder = |source: &str| match copy.from {
                CopyFrom::Context if context.is_known() => context.kind(source).map(|kind| kind == EntryKind::Folder),
                CopyFrom::Stage(from) => match self.origin_unless(document, context, from, source, end(from), doubt) {
                    Origin::Context(origin) if context.is_known() => {
                        context.kind(&origin).map(|kind| kind == EntryKind::Folder)
                    }
                    _ => Some(looks_like_folder(source)),
                },
                _ => Some(looks_like_folder(source)),
            };
            let mut uncertain = false;
            for candidate in copy.candidates(path, is_folder).into_iter().rev() {
                let origin = match copy.from {
                    CopyFrom::Context if copy.varies => Origin::Unknown,
                    CopyFrom::Context => match context.is_known() && context.kind(&candidate).is_none() {
                        true => Origin::Nowhere,
                        false => Origin::Context(candidate),
                    },
                    CopyFrom::Stage(from) => self.origin_unless(document, context, from, &candidate, end(from), doubt),
                    CopyFrom::Elsewhere => Origin::Unknown,
                };
                match origin {
                    Origin::Context(_) => return origin,
                    Origin::Unknown => uncertain = true,
                    Origin::Nowhere => {}
                }
            }
            let covers = copy
                .destination
                .as_deref()
                .is_none_or(|folder| relative_to(path, folder).is_some());
            if uncertain || (covers && (copy.has_unknown_source || copy.from == CopyFrom::Elsewhere)) {
                return Origin::Unknown;
            }
        }
        match self.stages[stage].base.local() {
            Some(local) => self.origin_unless(document, context, local, path, self.stages[local].body.end, doubt),
            None => Origin::Nowhere,
        }
    }

    /// Whether a RUN may write, move or delete `path`, a folder above it or something below it.
    pub fn run_may_change(&self, document: &Document, stage: usize, run: usize, path: &str) -> bool {
        let instruction = &document.instructions()[run];
        let workdir = self.workdir(stage, run);
        let Some(commands) = shell::run_commands(document, instruction) else {
            // Not understood: it may, if it names the path or the folder it lies in.
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let text = &document.text()[instruction.range()];
            return text.contains(name) || (!folder.is_empty() && text.contains(folder));
        };
        let mut folder = workdir.map(str::to_string);
        for command in commands {
            if command.program() == "cd" {
                folder = command
                    .arguments()
                    .next()
                    .and_then(|to| absolute(folder.as_deref(), to));
                continue;
            }
            let touches = |word: &str| {
                if word.contains('$') && !word.starts_with('/') {
                    return true;
                }
                let fixed = &word[..word.find(['*', '?', '[', '$']).unwrap_or(word.len())];
                let whole = fixed.len() == word.len();
                match absolute(folder.as_deref(), fixed) {
                    None => true,
                    Some(target) if whole => {
                        relative_to(path, &target).is_some() || relative_to(&target, path).is_some()
                    }
                    // What a pattern matches begins with what stands before it.
                    Some(target) => path.starts_with(target.trim_end_matches('/')),
                }
            };
            let written = command.writes_to.iter().any(|word| touches(&word.text));
            let mutated =
                changes_files(command) && command.arguments().filter(|word| !word.starts_with('-')).any(touches);
            if written || mutated {
                return true;
            }
        }
        false
    }
}

/// Whether a command changes the files that its arguments name (their content or place; not their mode or owner).
fn changes_files(command: &shell::SimpleCommand) -> bool {
    match command.program() {
        "rm" | "mv" | "cp" | "ln" | "rsync" | "tar" | "unzip" | "install" | "rename" | "patch" | "truncate" | "tee"
        | "git" | "dd" | "perl" | "shred" | "unlink" | "rmdir" | "dos2unix" | "2to3" | "black" | "cythonize"
        | "pyarmor" => true,
        "sed" => command
            .arguments()
            .any(|word| word.starts_with("-i") || word.starts_with("--in-place")),
        "find" => command
            .arguments()
            .any(|word| matches!(word, "-delete" | "-exec" | "-execdir")),
        "xargs" => command.arguments().any(|word| matches!(word, "rm" | "mv" | "sed")),
        "curl" | "wget" => command
            .arguments()
            .any(|word| word.starts_with("-o") || word.starts_with("-O") || word.starts_with("--output")),
        _ => false,
    }
}

fn names_folder(path: &str) -> bool {
    path.ends_with('/') || path == "." || path.ends_with("/.") || path == ".."
}

/// Whether a path that cannot be looked up reads like a folder: its last part has no extension.
fn looks_like_folder(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    !last.trim_start_matches('.').contains('.')
}

/// A path without `.`, `..`, double and outer slashes.
pub fn normalise(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path made absolute with a folder, without a trailing slash (the root is `/`); `None` for a relative path in a folder that is not known.
pub fn absolute(workdir: Option<&str>, path: &str) -> Option<String> {
    let whole = match path.starts_with('/') {
        true => path.to_string(),
        false => format!("{}/{path}", workdir?),
    };
    Some(format!("/{}", normalise(&whole)))
}

/// `name` in `folder`, where either may be empty.
pub fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_string(),
        (folder, "") => folder.to_string(),
        (folder, name) => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

/// What remains of an absolute path behind `folder`; empty when they are equal, `None` when it does not lie there.
pub fn relative_to(path: &str, folder: &str) -> Option<String> {
    if folder == "/" {
        return Some(path.trim_start_matches('/').to_string());
    }
    match path.strip_prefix(folder)? {
        "" => Some(String::new()),
        rest => rest.strip_prefix('/').map(str::to_string),
    }
}
