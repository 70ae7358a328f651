//! One Dockerfile from its text to its outcome: is it in scope, what is around it, what the passes make of it. It takes the list of
//! passes and never names one.

mod rounds;

use rounds::{Rounds, put_in_order};

use crate::context::{BuildContext, UnknownContext};
use crate::dockerfile::document::{Document, position};
use crate::dockerfile::files::CopyFrom;
use crate::dockerfile::glance;
use crate::dockerfile::lines::LineError;
use crate::dockerfile::roles;
use crate::dockerfile::stages::Stages;
use crate::dockerfile::validity;
use crate::outcome::{Found, Observed, Outcome, Status};
use crate::requirements;
use crate::settings::Settings;
use crate::suppress;
use crate::transform::{History, Transform, View};
use crate::transforms;

/// Input that cannot be worked on: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// Works on one Dockerfile. `locate` gets the sources of every COPY and ADD from the build context (relative to its root, globs as written)
/// and answers with the build context; it is only called for a file in scope.
///
/// # Errors
/// A text that BuildKit would refuse, with the place and what to do.
pub fn process(
    text: String,
    settings: &Settings,
    locate: impl FnOnce(&[String]) -> Box<dyn BuildContext>,
) -> Result<Outcome, InputError> {
    let is_in_force = |pass: &&dyn Transform| settings.rules.contains(&pass.rule().code);
    let all = transforms::all().iter().copied();
    let mut unmigrated = all.clone().filter(|pass| pass.sees_unmigrated());
    if !unmigrated.any(|pass| settings.observe || is_in_force(&pass))
        && !glance::may_be_ours(&text, &settings.runtime_images)
    {
        return Ok(Outcome::untouched(text));
    }
    let (passes, others): (Vec<&dyn Transform>, Vec<_>) = all.partition(is_in_force);
    let observers = if settings.observe { others } else { Vec::new() };
    run_observed(text, settings, (&passes, &observers), locate)
}

/// [`process`] with a list of passes of the caller's.
///
/// # Errors
/// As [`process`].
pub fn run(
    text: String,
    settings: &Settings,
    passes: &[&dyn Transform],
    locate: impl FnOnce(&[String]) -> Box<dyn BuildContext>,
) -> Result<Outcome, InputError> {
    run_observed(text, settings, (passes, &[]), locate)
}

/// [`run`], and beside the passes some that only look.
fn run_observed(
    text: String,
    settings: &Settings,
    (passes, observers): (&[&dyn Transform], &[&dyn Transform]),
    locate: impl FnOnce(&[String]) -> Box<dyn BuildContext>,
) -> Result<Outcome, InputError> {
    let original = text.clone();
    let document = Document::cut(text).map_err(|error| input_error(&original, &error))?;
    let outline = Stages::outline(&document);
    let sees_unmigrated = |pass: &&dyn Transform| pass.sees_unmigrated() && roles::is_unmigrated(&outline);
    if !roles::has_runtime_image(&outline, &document, settings) && !passes.iter().chain(observers).any(sees_unmigrated)
    {
        return Ok(Outcome::untouched(original));
    }
    let stages = outline.completed(&document, settings);
    let in_scope = roles::in_scope(&stages);
    let sees = |pass: &&dyn Transform| in_scope || (pass.sees_unmigrated() && roles::is_unmigrated(&stages));
    let passes: Vec<&dyn Transform> = passes.iter().copied().filter(sees).collect();
    let observers: Vec<&dyn Transform> = observers.iter().copied().filter(sees).collect();
    if !in_scope && passes.is_empty() && observers.is_empty() {
        return Ok(Outcome::untouched(original));
    }
    let context: Box<dyn BuildContext> = if in_scope {
        validity::check(&document).map_err(|error| input_error(&original, &error))?;
        locate(&context_sources(&stages))
    } else {
        Box::new(UnknownContext)
    };
    let (silenced, unknown) = suppress::survey(&document);
    let fixed = if in_scope && settings.rules.contains(&suppress::RULE.code) {
        unknown.into_iter().map(unknown_rule).collect()
    } else {
        Vec::new()
    };
    let first = settings.observe.then(|| (document.clone(), stages.clone()));
    let mut rounds = Rounds {
        original,
        settings,
        context: context.as_ref(),
        document,
        stages,
        steps: Vec::new(),
        fixed,
        silenced,
        failures: Vec::new(),
    };
    let mut before = rounds.observe(&observers);
    let remaining = rounds.run_to_fixed_point(&passes);
    let mut after = rounds.observe(&observers);
    put_in_order(&mut before, &rounds.original);
    put_in_order(&mut after, &rounds.original);
    let last = first.as_ref().map(|_| (rounds.document.clone(), rounds.stages.clone()));
    let mut outcome = rounds.outcome(remaining, in_scope);
    outcome.observed = Observed { before, after };
    if let (Some(first), Some(last)) = (&first, &last) {
        let [before, after] = [first, last].map(|(document, stages)| View {
            document,
            stages,
            settings,
            context: context.as_ref(),
            history: History {
                original: &outcome.original,
                steps: &[],
            },
        });
        outcome.requirements = requirements::survey(&outcome, &before, &after);
    }
    Ok(outcome)
}

fn input_error(text: &str, error: &LineError) -> InputError {
    let (line, column) = position(text, error.at);
    InputError {
        line,
        column,
        message: error.message.clone(),
    }
}

/// Every source that a COPY or ADD takes from the build context.
fn context_sources(stages: &Stages) -> Vec<String> {
    let copies = (0..stages.stages.len()).flat_map(|stage| stages.copies(stage));
    copies
        .filter(|copy| copy.from == CopyFrom::Context)
        .flat_map(|copy| copy.sources.clone())
        .collect()
}

/// A comment that silences a rule which does not exist.
fn unknown_rule((at, message): (usize, String)) -> Found {
    let advice = "correct it, or take it out; `lucid-fix --list` names the rules".to_string();
    Found {
        rule: &suppress::RULE,
        at,
        line: 0,
        column: 0,
        message,
        status: Status::Manual(advice),
    }
}
