//! The text of the new stage, and what of the old one goes there.

mod parts;

use super::command::NewCommand;
use super::layout::Layout;
use super::user::ServiceUser;
use super::{Candidate, builder};
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::edit::Edit;
use crate::engine::fix::{AddedStage, Applicability, Fix};
use crate::transforms::distroless_runtime::RULE;
use crate::transforms::{entrypoint_clear, healthcheck_connect};
pub(super) use parts::is_of_build;

/// What the running container has of the old stage, and the build has no use for.
pub(super) const OF_CONTAINER: [Keyword; 5] = [
    Keyword::Expose,
    Keyword::Healthcheck,
    Keyword::Label,
    Keyword::Stopsignal,
    Keyword::Volume,
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
                    edits.push(Edit::replace(one.range(), self.text_of(*one)));
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
            adds_stage: Some(Box::new(AddedStage {
                rule: RULE.code,
                name: old_name.map(str::to_string),
                builder,
                instructions: keywords,
            })),
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

    fn note(&self) -> Option<String> {
        let end = self.candidate.stage.end();
        let new = &self.candidate.row.user;
        let of_user = match self.user {
            ServiceUser::Root(why) => Some(format!(
                "it still runs as root, since {why}; give what it writes to {new}, and then take out the comment above USER"
            )),
            ServiceUser::OfImage => {
                let (old, written) = match end.user().filter(|_| !end.is_root()) {
                    Some(user) => (user, ""),
                    None => ("root", "what it writes to, "),
                };
                Some(format!(
                    "the service ran as {old} and now runs as {new}: {written}volumes and mounted files have to belong to that"
                ))
            }
        };
        let of_arguments = self
            .command
            .takes_arguments
            .then(|| entrypoint_clear::ARGUMENTS_REPLACE.to_string());
        let notes: Vec<String> = of_user.into_iter().chain(of_arguments).collect();
        (!notes.is_empty()).then(|| notes.join("; "))
    }
}

fn is_command(one: Instruction<'_>) -> bool {
    matches!(one.keyword, Keyword::Cmd | Keyword::Entrypoint)
}
