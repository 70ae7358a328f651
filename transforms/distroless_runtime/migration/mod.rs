//! Moving a service to distroless: the stage that is shipped becomes a builder, and a new last stage on the runtime image of the same Python
//! takes over what the running container needs. What cannot be shown to move is not moved, and every reason is said.

mod apt;
mod builder;
mod carried;
mod command;
mod editable;
mod layout;
mod programs;
mod requirements;
mod runs;
mod runtime_stage;
mod sources;
mod user;

use crate::analysis::images::{DEBIANS, RuntimeImage};
use crate::analysis::service::builder_python;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::stages::Base;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Fix, Remedy};

/// Names of stages that are not built to be shipped.
const NOT_SHIPPED: [&str; 6] = ["debug", "dev", "development", "devcontainer", "test", "tests"];

/// A stage that is to move, and where to.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    context: RuleContext<'a>,
    stage: Stage<'a>,
    row: &'a RuntimeImage,
    /// The Python of both, as `3.11`.
    python: &'a str,
}

impl<'a> Candidate<'a> {
    /// The instructions of the local stages that the stage is built on and its own, in the order in which they run.
    fn instructions(&self) -> Vec<Instruction<'a>> {
        let mut chain: Vec<Stage<'a>> = self.stage.chain().collect();
        chain.reverse();
        chain.into_iter().flat_map(Stage::instructions).collect()
    }

    /// "line 7", in the file that the person sees.
    fn line(&self, one: Instruction<'_>) -> String {
        format!("line {}", self.context.line(one))
    }

    /// Where the Python of an official image has its packages.
    fn own_packages(&self) -> String {
        format!("/usr/local/lib/python{}/site-packages", self.python)
    }
}

/// What can be done about a stage that is shipped on a `python:*` image: the fix that moves it, or why it is not moved.
pub(in crate::transforms) fn remedy(context: &RuleContext<'_>, stage: Stage<'_>) -> Remedy {
    match candidate(context, stage)
        .map_err(|reason| vec![reason])
        .and_then(|candidate| plan(&candidate))
    {
        Ok(fix) => Remedy::Fix(fix),
        Err(reasons) => Remedy::Report(format!("not moved: {}", reasons.join("; "))),
    }
}

fn candidate<'a>(context: &RuleContext<'a>, stage: Stage<'a>) -> Result<Candidate<'a>, String> {
    let line = context.line(stage.root().from());
    let Base::Image(image) = stage.root_base() else {
        return Err(format!("what line {line} starts from is not known"));
    };
    let Some(python) = builder_python(stage) else {
        return Err(format!(
            "line {line} does not say which Python {image} has; name one that there is: {}",
            pythons(stage)
        ));
    };
    let is_alpine = image.effective_tag().is_some_and(|tag| tag.contains("alpine"));
    if is_alpine {
        return Err(format!(
            "line {line} starts from alpine, whose packages are built for musl; build on Debian first"
        ));
    }
    let row = stage.runtime_of_same_python().filter(|row| {
        let oldest = DEBIANS.last().map(|debian| debian.python);
        row.python.as_deref() != oldest
    });
    let Some((row, python)) = row.and_then(|row| Some((row, row.python.as_deref()?))) else {
        return Err(format!(
            "no distroless image has the Python {python} of line {line}; go to one that there is first: {}",
            pythons(stage)
        ));
    };
    if !stage.analysis().context.is_known() || stage.analysis().context.is_doubtful() {
        return Err(
            "the build context is not known, so what the sources start and write cannot be seen; name it with --context"
                .to_string(),
        );
    }
    if let Some(name) = stage
        .name()
        .filter(|name| NOT_SHIPPED.contains(&name.to_ascii_lowercase().as_str()))
    {
        return Err(format!(
            "the last stage is called {name}, so it may not be what is shipped; put the stage that is shipped last"
        ));
    }
    Ok(Candidate {
        context: *context,
        stage,
        row,
        python,
    })
}

/// The fix, or every reason why there is none.
fn plan(candidate: &Candidate<'_>) -> Result<Fix, Vec<String>> {
    let mut reasons = Vec::new();
    let layout = layout::survey(candidate, &mut reasons);
    let asked = requirements::survey(candidate, &mut reasons);
    apt::check(&layout, &asked, &mut reasons);
    let command = command::read(candidate, &layout, &asked)
        .map_err(|reason| reasons.push(reason))
        .ok();
    let path = editable::named(candidate, &layout, command.as_ref(), &mut reasons);
    let uses = sources::survey(candidate, &layout, &mut reasons);
    let health = runtime_stage::health_check(candidate)
        .map_err(|reason| reasons.push(reason))
        .ok();
    let Some((command, health)) = command.zip(health).filter(|_| reasons.is_empty()) else {
        return Err(reasons);
    };
    let user = user::choose(candidate, &layout, &uses, &command);
    let stage = runtime_stage::RuntimeStage {
        candidate,
        layout: &layout,
        command: &command,
        python_path: path,
        health,
        user: &user,
    };
    stage.fix().map_err(|reason| vec![reason])
}

/// The Pythons that there are, and an image of each.
pub(super) fn pythons(stage: Stage<'_>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    let mut shown = Vec::new();
    for row in &stage.analysis().pattern.runtimes {
        if let Some(python) = row.python.as_deref().filter(|python| !seen.contains(python)) {
            seen.push(python);
            shown.push(format!("{} has {python}", row.image));
        }
    }
    shown.join(", ")
}

/// The last instruction of a kind in a stage or below it, be it in effect or not.
fn has(candidate: &Candidate<'_>, keyword: Keyword) -> bool {
    candidate.instructions().iter().any(|one| one.keyword == keyword)
}
