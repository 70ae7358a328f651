//! Where the check stands, and as whom it runs.

use crate::dockerfile::document::Keyword;
use crate::dockerfile::variables;
use crate::service::Service;
use crate::transform::View;

/// The instruction that the check follows: the stage's last COPY or ADD, or whatever later instruction the command depends on.
pub fn anchor(view: &View<'_>, stage: usize, service: &Service) -> usize {
    let depends_on_folder = service.call.target_is_relative() || has_relative_entry(view, stage);
    let in_a_home = view.stages.chain(stage).any(|local| {
        view.stages
            .copies(local)
            .any(|copy| copy.destination.as_deref().is_none_or(|path| path.contains("/.local")))
    });
    let counts = |index: &usize| {
        let instruction = &view.document.instructions()[*index];
        match instruction.keyword {
            Keyword::Copy | Keyword::Add => true,
            Keyword::Env => {
                let pairs = variables::pairs(instruction, view.document.escape());
                pairs
                    .iter()
                    .any(|pair| pair.name == "PATH" || pair.name.starts_with("PYTHON"))
            }
            Keyword::Workdir => depends_on_folder,
            Keyword::User => in_a_home,
            _ => false,
        }
    };
    let stage = &view.stages.stages[stage];
    let anchor = stage.body.clone().rev().find(counts).unwrap_or(stage.from);
    // ENVs on the lines below belong to the same block.
    let all = view.document.instructions();
    let joins = |index: &usize| {
        let between = &view.document.text()[all[*index - 1].range().end..all[*index].range().start];
        all[*index].keyword == Keyword::Env && between.trim().is_empty() && between.matches('\n').count() == 1
    };
    let block = (anchor + 1..stage.body.end).take_while(joins);
    block.last().unwrap_or(anchor)
}

/// Whether PYTHONPATH has an entry that Python looks for in the working directory.
fn has_relative_entry(view: &View<'_>, stage: usize) -> bool {
    let scope = view.stages.scope(stage, view.stages.stages[stage].body.end, false);
    let mut entries = scope.known("PYTHONPATH").into_iter().flat_map(|path| path.split(':'));
    entries.any(|entry| !entry.is_empty() && !entry.starts_with('/'))
}

/// Whether the image knows the user that the check would run as.
///
/// # Errors
/// What the person can do about a user that it may not know.
pub fn check_user(view: &View<'_>, stage: usize, anchor: usize) -> Result<(), String> {
    let user = view.stages.user(view.document, stage, anchor + 1);
    let is_known = |name: &str| {
        ["root", "nonroot"].contains(&name) || (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match &user {
        Some(user) if user.split(':').all(is_known) => Ok(()),
        Some(user) => Err(format!(
            "the check would run as the user {user}, which the image may not know; write a number such as 65532:65532 in USER"
        )),
        None => Err(
            "the user that the check would run as is not known; write a number such as 65532:65532 in USER".to_string(),
        ),
    }
}
