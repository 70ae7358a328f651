//! COPY and ADD: where each takes files from, and where it puts them.

use super::document::{Keyword, ParsedInstruction};
use super::path::{absolute, normalise};
use super::words;

/// Where a COPY or ADD takes its files from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyFrom {
    /// The build context.
    Context,
    /// A stage of this file.
    Stage(usize),
    /// Another image, or a source that is not known.
    Elsewhere,
}

/// One COPY or ADD with its paths resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyStep {
    /// Its instruction.
    pub instruction: usize,
    /// Where it takes files from.
    pub from: CopyFrom,
    /// The sources: relative to the context's root, absolute in a stage. Sources that are not known (a variable, a URL, a heredoc) are left out.
    pub sources: Vec<String>,
    /// Whether a source was left out.
    pub has_unknown_source: bool,
    /// The names of the files whose text is in the Dockerfile itself (`COPY <<name`).
    pub inline: Vec<String>,
    /// Whether a build argument names a source from the build context, so that another build may copy another directory.
    pub varies: bool,
    /// The absolute destination without a trailing slash; `None` if it is not known.
    pub destination: Option<String>,
    /// Whether the destination is a directory, from its trailing slash or from several sources.
    pub into_folder: bool,
}

impl CopyStep {
    /// Reads a COPY or ADD; `expand` resolves variables, `workdir` is the current WORKDIR.
    pub(super) fn read(
        instruction: &ParsedInstruction,
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
        // With `--parents`, `--exclude`, or an archive, it is not known where files end up.
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
}

fn names_folder(path: &str) -> bool {
    path.ends_with('/') || path == "." || path.ends_with("/.") || path == ".."
}
