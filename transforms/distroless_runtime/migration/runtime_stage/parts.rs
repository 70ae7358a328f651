//! The instructions of the new stage, each as text.

use super::super::builder;
use super::super::user::ServiceUser;
use super::{OF_CONTAINER, RuntimeStage};
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec;
use crate::dockerfile::variables;

/// Variables that only a build, or the Python of the builder, needs.
const OF_BUILD: [&str; 8] = [
    "DEBIAN_FRONTEND",
    "PATH",
    "PDM_",
    "PIPENV_",
    "PIP_",
    "POETRY_",
    "UV_",
    "VIRTUAL_ENV",
];

/// A part of the text of the new stage.
pub(super) struct Part {
    pub text: String,
    pub keyword: Keyword,
}

impl<'a> RuntimeStage<'_, 'a> {
    /// An instruction that goes to the new stage, with the comments above it.
    pub(super) fn part(&self, one: Instruction<'_>) -> Part {
        let comments = one.file_text(one.comments_above()..one.range().start);
        Part {
            text: format!("{comments}{}", self.text_of(one)),
            keyword: one.keyword,
        }
    }

    /// An instruction as it is written in the new stage.
    pub(super) fn text_of(&self, one: Instruction<'_>) -> String {
        match &self.health {
            Some(command) if self.rewrites(one) => {
                let end = one.parsed().command().map_or(one.range().end, |command| match command {
                    exec::Command::Exec(form) => form.range.start,
                    exec::Command::Shell(joined) => one.in_file(joined.clone()).start,
                });
                format!("{}{command}", one.file_text(one.range().start..end))
            }
            _ => one.file_text(one.range()).to_string(),
        }
    }

    /// What comes first in the new stage: variables, packages, files, the working directory.
    pub(super) fn opening(&self, building: &[Instruction<'a>]) -> Vec<Part> {
        let candidate = self.candidate;
        let mut parts = self.environment(building);
        let mut add = |keyword, text: String| parts.push(Part { text, keyword });
        let builder = builder::name(candidate.stage).1;
        let owner = &candidate.row.user;
        if !self.python_path.is_empty() {
            let entries = self.python_path.join(":");
            let is_set = candidate.stage.end().environment().get("PYTHONPATH").is_some();
            let before = if is_set { "$PYTHONPATH:" } else { "" };
            add(Keyword::Env, format!("ENV PYTHONPATH={before}{entries}"));
        }
        for directory in self
            .layout
            .packages
            .iter()
            .filter(|directory| !self.layout.covers(directory))
        {
            let to = match directory.starts_with("/root") {
                true => candidate.own_packages(),
                false => directory.clone(),
            };
            add(Keyword::Copy, format!("COPY --from={builder} {directory} {to}"));
        }
        for path in self.layout.carried.iter().map(|known| &known.path) {
            add(
                Keyword::Copy,
                format!("COPY --from={builder} --chown={owner} {path} {path}"),
            );
        }
        for path in &self.command.brings {
            add(Keyword::Copy, format!("COPY --from={builder} {path} {path}"));
        }
        if let Some(workdir) = candidate.stage.end().workdir() {
            add(Keyword::Workdir, format!("WORKDIR {workdir}"));
        }
        parts
    }

    /// The ENVs that concern the container, and the ARGs that these and what moves mention.
    fn environment(&self, building: &[Instruction<'a>]) -> Vec<Part> {
        let candidate = self.candidate;
        let all = candidate.instructions();
        let is_before = |one: &Instruction<'_>| one.stage() != candidate.stage || building.contains(one);
        let kept: Vec<Instruction<'a>> = all
            .iter()
            .copied()
            .filter(|one| one.keyword == Keyword::Env && is_before(one))
            .filter(|one| !one.pairs().iter().all(|pair| is_of_build(&pair.name)))
            .collect();
        let expands =
            |one: &&Instruction<'_>| kept.contains(one) || !is_before(one) || (OF_CONTAINER.contains(&one.keyword));
        let texts = all.iter().filter(expands).map(|one| one.parsed().text());
        let mentioned: Vec<&str> = texts.flat_map(variables::mentioned).collect();
        let is_wanted = |one: &&Instruction<'_>| match one.keyword {
            Keyword::Arg => one.pairs().iter().any(|pair| mentioned.contains(&pair.name.as_str())),
            _ => kept.contains(one),
        };
        let part = |one: &Instruction<'_>| Part {
            text: one.file_text(one.range()).to_string(),
            keyword: one.keyword,
        };
        all.iter()
            .filter(|one| is_before(one))
            .filter(is_wanted)
            .map(part)
            .collect()
    }

    /// USER, ENTRYPOINT and CMD.
    pub(super) fn ending(&self, with_user: bool) -> Vec<Part> {
        let mut parts = Vec::new();
        if with_user {
            parts.push(Part {
                text: self.user_text(),
                keyword: Keyword::User,
            });
        }
        parts.push(Part {
            text: format!("ENTRYPOINT {}", exec::array(&self.command.entrypoint)),
            keyword: Keyword::Entrypoint,
        });
        if !self.command.command.is_empty() {
            parts.push(Part {
                text: format!("CMD {}", exec::array(&self.command.command)),
                keyword: Keyword::Cmd,
            });
        }
        parts
    }

    pub(super) fn user_text(&self) -> String {
        match self.user {
            ServiceUser::OfImage => format!("USER {}", self.candidate.row.user),
            ServiceUser::Root(why) => {
                let newline = self.candidate.stage.from().newline();
                format!("# lucid-fix ignore=LF012 {why}{newline}USER 0:0")
            }
        }
    }
}

/// Whether a variable concerns only a build, or the Python of the builder.
pub(in crate::transforms::distroless_runtime::migration) fn is_of_build(name: &str) -> bool {
    OF_BUILD
        .iter()
        .any(|build| name == *build || (build.ends_with('_') && name.starts_with(build)))
}
