//! One Dockerfile from its text to its outcome: is it in scope, what is around it, what the passes make of it. It takes the list of
//! passes and never names one.

use super::context::RuleContext;
use super::outcome::{Found, Observed, Outcome, Status};
use super::requirements;
use super::rounds::{Rounds, put_in_order};
use super::rule::Transform;
use super::rules::Rules;
use super::scope::OutOfScope;
use super::settings::{Observe, Settings};
use super::silence;
use crate::analysis::refutation::refutation;
use crate::analysis::{Analysis, Dockerfile, prefilter};
use crate::context::{BuildContext, Needs, UnknownContext};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Document;
use crate::dockerfile::lines::LineError;
use crate::dockerfile::validity;
use crate::edit::SourceMap;
use crate::problem::Problem;
use crate::text::{position, visible};

/// Works on one Dockerfile with the rules that the settings enable. `locate` gets what the Dockerfile needs of its build context and answers
/// with that context; it is only called for a file in scope.
///
/// # Errors
/// A text that BuildKit would refuse, or that is beyond a limit, with the place and what to do.
pub fn process(
    text: String,
    settings: &Settings,
    rules: Rules,
    locate: impl FnOnce(&Needs<'_>) -> Box<dyn BuildContext>,
) -> Result<Outcome, Problem> {
    let is_enabled = |pass: &&dyn Transform| settings.enabled_rules.contains(&pass.rule().code);
    let sees_more =
        |pass: &&dyn Transform| pass.sees_unmigrated() && (settings.observe == Observe::Everywhere || is_enabled(pass));
    if !rules.passes().any(|pass| sees_more(&pass)) && !prefilter::may_be_ours(&text, &settings.pattern.runtimes) {
        return Ok(Outcome {
            out_of_scope: Some(OutOfScope::NotNamed),
            ..Outcome::untouched(text)
        });
    }
    let (passes, others): (Vec<&dyn Transform>, Vec<_>) = rules.passes().partition(is_enabled);
    let observers = match settings.observe {
        Observe::Nowhere => Vec::new(),
        Observe::InScope | Observe::Everywhere => others,
    };
    let widely: &[&dyn Transform] = match settings.observe {
        Observe::Everywhere => &observers,
        Observe::Nowhere | Observe::InScope => &[],
    };
    let original = text.clone();
    let document = Document::cut(text).map_err(|error| input_error(&original, &error))?;
    let outline = Dockerfile::outline(document);
    let look_alike = outlook(&outline, settings).look_alike();
    let not_in_scope = |outline: &Dockerfile, original| Outcome {
        look_alike: look_alike.clone(),
        out_of_scope: Some(OutOfScope::of(outlook(outline, settings))),
        ..Outcome::untouched(original)
    };
    let sees_unmigrated = |passes: &[&dyn Transform], dockerfile: &Dockerfile| {
        let is_unmigrated = outlook(dockerfile, settings).unmigrated().is_some();
        is_unmigrated && passes.iter().any(|pass| pass.sees_unmigrated())
    };
    let may_be_in_scope = outlook(&outline, settings).has_runtime_image();
    let may_be_seen = |passes| may_be_in_scope || sees_unmigrated(passes, &outline);
    if !may_be_seen(&passes) && !may_be_seen(widely) {
        return Ok(not_in_scope(&outline, original));
    }
    let dockerfile = outline.complete(&settings.pattern);
    let in_scope = outlook(&dockerfile, settings).is_in_scope();
    let is_worked_on = in_scope || sees_unmigrated(&passes, &dockerfile);
    if !is_worked_on && !sees_unmigrated(widely, &dockerfile) {
        return Ok(not_in_scope(&dockerfile, original));
    }
    if is_worked_on {
        validity::check(&dockerfile.document).map_err(|error| input_error(&original, &error))?;
    }
    let context = locate(&Needs {
        sources: &context_sources(outlook(&dockerfile, settings)),
        refutes: &|guess| refutation(&dockerfile, &settings.pattern, guess),
    });
    let dockerfile = dockerfile.with_named_contexts(context.named_contexts(), &settings.pattern);
    if in_scope && !outlook(&dockerfile, settings).is_in_scope() {
        return Ok(Outcome {
            out_of_scope: Some(OutOfScope::NamedContext),
            ..Outcome::untouched(original)
        });
    }
    let out_of_scope = (!in_scope).then(|| OutOfScope::of(outlook(&dockerfile, settings)));
    let (silenced, unknown) = silence::survey(&dockerfile.document, rules);
    let mut rounds = Rounds {
        original,
        settings,
        rules,
        context: context.as_ref(),
        dockerfile,
        first: None,
        source_map: SourceMap::default(),
        fixed: Vec::new(),
        silenced,
        failures: Vec::new(),
    };
    let mut before = rounds.observe(&observers);
    if rounds.sees_comments() {
        rounds.fixed.extend(unknown.into_iter().map(silence_finding));
    }
    let remaining = rounds.run_to_fixed_point(&passes)?;
    // Of a text that nothing changed, the same would be found again.
    let mut after = match rounds.dockerfile.document.text() == rounds.original {
        true => before.clone(),
        false => rounds.observe(&observers),
    };
    put_in_order(&mut before, &rounds.original);
    put_in_order(&mut after, &rounds.original);
    let mut outcome = rounds.outcome(remaining);
    outcome.look_alike = look_alike;
    // A file that the fixes move into scope is there.
    outcome.out_of_scope = out_of_scope.filter(|_| !outcome.in_scope);
    outcome.observed = Observed { before, after };
    if settings.observe != Observe::Nowhere {
        let last = &rounds.dockerfile;
        let source_map = SourceMap::default();
        let [before, after] = [rounds.first.as_ref().unwrap_or(last), last].map(|dockerfile| {
            let analysis = dockerfile.analysis(&settings.pattern, context.as_ref());
            RuleContext::new(analysis, &outcome.original, &source_map)
        });
        outcome.requirements = requirements::survey(rules, &outcome, &before, &after);
    }
    Ok(outcome)
}

/// What a Dockerfile means before its build context is known.
fn outlook<'a>(dockerfile: &'a Dockerfile, settings: &'a Settings) -> Analysis<'a> {
    dockerfile.analysis(&settings.pattern, &UnknownContext)
}

fn input_error(text: &str, error: &LineError) -> Problem {
    Problem::at(position(text, error.at), visible(&error.message))
}

/// Every source that a COPY or ADD takes from the build context.
fn context_sources(analysis: Analysis<'_>) -> Vec<String> {
    let copies = analysis.stages().flat_map(|stage| stage.copies());
    copies
        .filter(|copy| copy.from == CopyFrom::Context)
        .flat_map(|copy| copy.sources.clone())
        .collect()
}

/// What is wrong with a comment that silences rules, and what to do.
fn silence_finding((at, message, advice): (usize, String, String)) -> Found {
    Found {
        rule: &silence::RULE,
        at,
        line: 0,
        column: 0,
        message: visible(&message).into_owned(),
        status: Status::Manual(advice),
    }
}
