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
    pub into_directory: bool,
    /// Whether the sources keep the directories that they are written with (`--parents`).
    pub keeps_parents: bool,
    /// The patterns of what is left out (`--exclude`).
    pub excludes: Vec<String>,
    /// Whether it is a layer of its own (`--link`), which knows nothing of the directories that are there.
    pub is_linked: bool,
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
        let destination = last.as_deref().and_then(|path| absolute(workdir, path));
        let is_set = |name: &str| {
            instruction
                .flag(name)
                .is_some_and(|flag| flag.value.as_deref() != Some("false"))
        };
        let keeps_parents = is_set("parents");
        let root = from == CopyFrom::Context;
        let is_known = |source: &String| {
            let elsewhere = source.starts_with("<<") || source.contains("://") || source.starts_with("git@");
            // ADD unpacks an archive; `--parents` keeps only what follows a `/./`.
            let archive = instruction.keyword == Keyword::Add && is_archive(source);
            let is_cut = keeps_parents && source.contains("/./");
            !elsewhere && !archive && !is_cut
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
        let excludes = instruction
            .flags
            .iter()
            .filter(|flag| flag.name.eq_ignore_ascii_case("exclude"));
        let inline = arguments
            .iter()
            .flatten()
            .filter_map(|source| source.strip_prefix("<<"));
        Some(Self {
            instruction: index,
            varies: false,
            inline: inline.map(|name| name.trim_start_matches('-').to_string()).collect(),
            has_unknown_source: sources.len() < arguments.len(),
            into_directory: arguments.len() > 1 || last.as_deref().is_some_and(names_directory),
            from,
            sources,
            destination,
            keeps_parents,
            excludes: excludes.flat_map(|flag| flag.value.clone()).collect(),
            is_linked: is_set("link"),
        })
    }
}

fn is_archive(source: &str) -> bool {
    let endings = [
        ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst",
    ];
    endings.iter().any(|ending| source.ends_with(ending))
}

fn names_directory(path: &str) -> bool {
    path.ends_with('/') || path == "." || path.ends_with("/.") || path == ".."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::origin::tests::of_last;

    /// What is read of it, where it is not as usual.
    fn read(steps: &str) -> String {
        let step = of_last(steps, |last| last.copy().unwrap().clone());
        let from = match step.from {
            CopyFrom::Context => String::new(),
            other => format!("{other:?} "),
        };
        let marks = [
            (step.has_unknown_source, " ?"),
            (step.varies, " varies"),
            (step.into_directory, " into"),
            (step.keeps_parents, " parents"),
            (step.is_linked, " linked"),
            (!step.excludes.is_empty(), " excludes"),
            (!step.inline.is_empty(), " inline"),
        ];
        let marks: String = marks
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, mark)| *mark)
            .collect();
        let lists: String = [&step.excludes, &step.inline]
            .into_iter()
            .flatten()
            .map(|one| format!(" {one}"))
            .collect();
        format!(
            "{from}{:?} -> {}{marks}{lists}",
            step.sources,
            step.destination.as_deref().unwrap_or("?")
        )
    }

    #[test]
    fn copies_are_read_as_buildkit_reads_them() {
        for (steps, expected) in [
            ("COPY a ./b/ c/", "[\"a\", \"b\"] -> /app/c into"),
            ("COPY a /c", "[\"a\"] -> /c"),
            ("COPY [\"a b\", \"c\"]", "[\"a b\"] -> /app/c"),
            ("COPY [a b", "[\"[a\"] -> /app/b"),
            ("COPY a .", "[\"a\"] -> /app into"),
            ("COPY a ..", "[\"a\"] -> / into"),
            ("COPY a x/.", "[\"a\"] -> /app/x into"),
            ("COPY https://x/y a", "[] -> /app/a ?"),
            ("COPY git@x:y a", "[] -> /app/a ?"),
            ("COPY x.tar.gz a", "[\"x.tar.gz\"] -> /app/a"),
            ("ADD x.tar.gz a", "[] -> /app/a ?"),
            ("ADD x.gz a", "[\"x.gz\"] -> /app/a"),
            ("COPY --parents a/./b c/", "[] -> /app/c ? into parents"),
            ("COPY --parents=false a/./b c/", "[\"a/b\"] -> /app/c into"),
            ("COPY --parents a/b c/", "[\"a/b\"] -> /app/c into parents"),
            ("COPY --link a b", "[\"a\"] -> /app/b linked"),
            ("COPY --link=false a b", "[\"a\"] -> /app/b"),
            (
                "COPY --exclude=*.md --Exclude=x a b",
                "[\"a\"] -> /app/b excludes *.md x",
            ),
            ("COPY <<-X <<Y z/\nX\nY", "[] -> /app/z ? into inline X Y"),
            ("COPY $X a", "[\"\"] -> /app/a varies"),
            ("COPY a-$TARGETARCH b", "[\"a-\"] -> /app/b varies"),
            ("ARG TARGETARCH\nCOPY a-$TARGETARCH b", "[] -> /app/b ? varies"),
            ("ARG BUILDVARIANT\nCOPY a-$BUILDVARIANT b", "[] -> /app/b ? varies"),
            ("ARG TARGETX\nCOPY a-$TARGETX b", "[] -> /app/b ? varies"),
            ("ARG X=q\nCOPY $X a", "[\"q\"] -> /app/a varies"),
            ("ARG X=q\nCOPY a $X", "[\"a\"] -> /app/q"),
            ("ENV X=q\nCOPY $X a", "[\"q\"] -> /app/a"),
            ("ARG X=q\nCOPY --from=i $X a", "Elsewhere [\"/q\"] -> /app/a"),
            ("COPY --from=0 a b", "Elsewhere [\"/a\"] -> /app/b"),
            ("FROM i AS b\nFROM i\nCOPY --from=B /a b", "Stage(0) [\"/a\"] -> ?"),
            ("FROM i AS b\nFROM i\nCOPY --from=0 a b", "Stage(0) [\"/a\"] -> ?"),
            ("FROM i AS b\nFROM i\nCOPY --from=2 /a b", "Elsewhere [\"/a\"] -> ?"),
            ("FROM i AS b\nFROM i\nCOPY --from= /a /b", "Elsewhere [\"/a\"] -> /b"),
        ] {
            assert_eq!(read(steps), expected, "{steps}");
        }
    }
}
