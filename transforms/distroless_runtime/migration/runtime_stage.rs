//! The text of the new stage, and what of the old one goes there.

use super::command::NewCommand;
use super::layout::Layout;
use super::user::ServiceUser;
use super::{Candidate, builder};
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec;
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::engine::fix::{AddedStage, Applicability, Fix};
use crate::transforms::healthcheck_connect;

/// What the running container has of the old stage, and the build has no use for.
const OF_CONTAINER: [Keyword; 5] = [
    Keyword::Expose,
    Keyword::Healthcheck,
    Keyword::Label,
    Keyword::Stopsignal,
    Keyword::Volume,
];

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

/// Everything that the new stage is made of.
pub(super) struct RuntimeStage<'c, 'a> {
    pub candidate: &'c Candidate<'a>,
    pub layout: &'c Layout,
    pub command: &'c NewCommand,
    /// What PYTHONPATH needs.
    pub python_path: Vec<String>,
    /// The health check in other words, where it needs them.
    pub health: Option<String>,
    pub user: &'c ServiceUser,
}

/// The health check as a distroless image can run it; `None` where it stays as it is.
///
/// # Errors
/// Why it cannot run there.
pub(super) fn health_check(candidate: &Candidate<'_>) -> Result<Option<String>, String> {
    let Some(check) = candidate.stage.effective(Keyword::Healthcheck) else {
        return Ok(None);
    };
    let written = healthcheck_connect::for_interpreter(check, &candidate.row.interpreter);
    written.map_err(|reason| format!("the health check at {} cannot move: {reason}", candidate.line(check)))
}

/// A part of the text of the new stage.
struct Part {
    text: String,
    keyword: Keyword,
}

impl<'a> RuntimeStage<'_, 'a> {
    pub(super) fn fix(&self) -> Result<Fix, String> {
        let stage = self.candidate.stage;
        let from = stage.from();
        let (old_name, builder) = builder::name(stage);
        let mut edits = builder::from_edits(self.candidate, &builder)?;
        let mut touches = vec![from.index()];
        let own: Vec<Instruction<'a>> = stage.instructions().collect();
        let tail = own.len() - own.iter().rev().take_while(|one| self.is_of_tail(**one)).count();
        let (building, trailing) = own.split_at(tail);

        let mut parts = self.opening(building);
        let moved = building.iter().copied().filter(|one| self.is_moved(*one));
        let dropped = building.iter().copied().filter(|one| is_command(*one));
        for one in moved.clone().chain(dropped) {
            edits.push(Edit::delete(builder::paragraph(one)));
            touches.push(one.index());
        }
        parts.extend(self.inherited().chain(moved).map(|one| self.part(one)));

        let newline = from.newline();
        let mut keywords: Vec<Keyword> = parts.iter().map(|part| part.keyword).collect();
        let mut added = keywords.clone();
        let mut text = String::new();
        for (index, part) in parts.iter().enumerate() {
            let is_first_copy =
                part.keyword == Keyword::Copy && (index == 0 || parts[index - 1].keyword != Keyword::Copy);
            text += &format!("{}{}{newline}", if is_first_copy { newline } else { "" }, part.text);
        }
        let name = old_name.map_or_else(String::new, |name| format!(" AS {name}"));
        let image = &self.candidate.row.image;
        text = format!("FROM {image}{name}{newline}{text}");

        let last = trailing.iter().rev().find(|one| is_command(**one));
        let user = trailing.iter().rev().find(|one| one.keyword == Keyword::User);
        for one in trailing {
            keywords.push(one.keyword);
            match one.keyword {
                _ if Some(one) == last => {
                    keywords.pop();
                    let mut ending = self.ending(false);
                    if user.is_none() {
                        added.push(Keyword::User);
                        keywords.push(Keyword::User);
                        edits.push(Edit::insert(
                            one.comments_above(),
                            format!("{}{newline}", self.user_text()),
                        ));
                    }
                    touches.push(one.index());
                    added.extend(ending.iter().map(|part| part.keyword));
                    keywords.extend(ending.iter().map(|part| part.keyword));
                    let written: Vec<String> = ending.drain(..).map(|part| part.text).collect();
                    edits.push(Edit::replace(one.range(), written.join(newline)));
                }
                Keyword::Cmd | Keyword::Entrypoint => {
                    keywords.pop();
                    touches.push(one.index());
                    edits.push(Edit::delete(builder::paragraph(*one)));
                }
                Keyword::User if Some(one) == user => {
                    touches.push(one.index());
                    added.push(Keyword::User);
                    edits.push(Edit::replace(one.range(), self.user_text()));
                }
                Keyword::Healthcheck if self.rewrites(*one) => {
                    touches.push(one.index());
                    added.push(Keyword::Healthcheck);
                    edits.push(Edit::replace(one.range(), self.part(*one).text));
                }
                _ => {}
            }
        }
        if last.is_none() {
            let ending = self.ending(user.is_none());
            added.extend(ending.iter().map(|part| part.keyword));
            keywords.extend(ending.iter().map(|part| part.keyword));
            let written: Vec<String> = ending.into_iter().map(|part| part.text).collect();
            match trailing.last() {
                Some(one) => edits.push(Edit::insert(
                    one.range().end,
                    format!("{newline}{}", written.join(newline)),
                )),
                None => text = format!("{text}{}{newline}", written.join(newline)),
            }
        }
        // Before what else goes to the same place.
        edits.insert(0, builder::new_stage(stage, trailing.first().copied(), text));
        let mut leaves = vec![Keyword::From; 2];
        leaves.extend(added);
        Ok(Fix {
            title: format!("Move to {image}: the stage becomes {builder}, and a new last stage takes over what the container needs"),
            edits,
            applicability: Applicability::Unsafe(
                "the container no longer has a shell, Debian's programs and libraries, or the Python of the builder; prove it with --prove=run"
                    .to_string(),
            ),
            note: self.note(),
            touches,
            leaves,
            adds_stage: Some(AddedStage {
                name: old_name.map(str::to_string),
                builder,
                instructions: keywords,
            }),
        })
    }

    /// Whether an instruction at the end of the old stage can stay where it is, in the new one.
    fn is_of_tail(&self, one: Instruction<'_>) -> bool {
        OF_CONTAINER.contains(&one.keyword)
            || matches!(
                one.keyword,
                Keyword::Cmd | Keyword::Entrypoint | Keyword::Env | Keyword::User
            )
    }

    /// Whether an instruction amid the build goes to the new stage: of those of which one counts, the one that is in effect.
    fn is_moved(&self, one: Instruction<'_>) -> bool {
        let counts = match one.keyword {
            Keyword::Healthcheck | Keyword::Stopsignal => self.candidate.stage.effective(one.keyword) == Some(one),
            _ => true,
        };
        OF_CONTAINER.contains(&one.keyword) && counts
    }

    /// What the stages below set for the container.
    fn inherited(&self) -> impl Iterator<Item = Instruction<'a>> {
        let stage = self.candidate.stage;
        let is_own = move |one: &Instruction<'a>| one.stage() == stage;
        self.candidate
            .instructions()
            .into_iter()
            .filter(move |one| !is_own(one))
            .filter(|one| self.is_moved(*one))
            .collect::<Vec<_>>()
            .into_iter()
    }

    fn rewrites(&self, one: Instruction<'_>) -> bool {
        self.health.is_some() && self.candidate.stage.effective(Keyword::Healthcheck) == Some(one)
    }

    /// An instruction as it goes to the new stage, with the comments above it.
    fn part(&self, one: Instruction<'_>) -> Part {
        let text = match &self.health {
            Some(command) if self.rewrites(one) => {
                let end = one.parsed().command().map_or(one.range().end, |command| match command {
                    exec::Command::Exec(form) => form.range.start,
                    exec::Command::Shell(joined) => one.in_file(joined.clone()).start,
                });
                format!("{}{command}", one.file_text(one.range().start..end))
            }
            _ => one.file_text(one.range()).to_string(),
        };
        let is_amid = one.stage() != self.candidate.stage || self.is_followed_by_build(one);
        let comments = if is_amid {
            one.file_text(one.comments_above()..one.range().start)
        } else {
            ""
        };
        Part {
            text: format!("{comments}{text}"),
            keyword: one.keyword,
        }
    }

    fn is_followed_by_build(&self, one: Instruction<'_>) -> bool {
        self.candidate
            .stage
            .instructions()
            .any(|other| one.is_before(other) && !self.is_of_tail(other))
    }

    /// What comes first in the new stage: variables, packages, files, the working directory.
    fn opening(&self, building: &[Instruction<'a>]) -> Vec<Part> {
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
        for path in &self.layout.carried {
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
    fn ending(&self, with_user: bool) -> Vec<Part> {
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

    fn user_text(&self) -> String {
        match self.user {
            ServiceUser::OfImage => format!("USER {}", self.candidate.row.user),
            ServiceUser::Root(why) => {
                let newline = self.candidate.stage.from().newline();
                format!("# lucid-fix ignore=LF012 {why}{newline}USER 0:0")
            }
        }
    }

    fn note(&self) -> Option<String> {
        let user = self.candidate.stage.end().user().unwrap_or("0");
        match self.user {
            ServiceUser::Root(why) => Some(format!(
                "it still runs as root, since {why}; give what it writes to {}, and then take out the comment above USER",
                self.candidate.row.user
            )),
            ServiceUser::OfImage if !matches!(user, "0" | "root") => Some(format!(
                "the service ran as {user} and now runs as {}: volumes and mounted files have to belong to that",
                self.candidate.row.user
            )),
            ServiceUser::OfImage => None,
        }
    }
}

/// Whether a variable concerns only a build, or the Python of the builder.
pub(super) fn is_of_build(name: &str) -> bool {
    OF_BUILD
        .iter()
        .any(|build| name == *build || (build.ends_with('_') && name.starts_with(build)))
}

fn is_command(one: Instruction<'_>) -> bool {
    matches!(one.keyword, Keyword::Cmd | Keyword::Entrypoint)
}
