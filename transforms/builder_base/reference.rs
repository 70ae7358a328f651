//! Where the image of a FROM is written: in the FROM itself, or in the default of a global ARG.

use std::ops::Range;

use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::transform::View;

/// An edit and the instruction that it changes.
pub type Placed = (usize, Edit);

/// The edit that makes the image of a stage's FROM come out as `wanted`.
///
/// # Errors
/// Why no single edit does, and what the person can do.
pub fn rewrite(view: &View<'_>, stage: usize, old: &str, wanted: &str) -> Result<Placed, String> {
    let index = view.stages.stages[stage].from;
    let from = &view.document.instructions()[index];
    let image = view.stages.stages[stage].image.clone();
    let word = &from.text()[image.clone()];
    let Some((variable, name)) = last_variable(word) else {
        if word.contains('$') {
            return Err(format!(
                "the image is put together in a way that only the build knows; write {wanted} in the FROM"
            ));
        }
        return Ok((index, Edit::replace(from.in_file(image), wanted)));
    };
    let (before, after) = (&word[..variable.start], &word[variable.end..]);
    let tail = image.start + variable.end..image.end;
    // What stands before the last variable's end is right already: only what follows it changes.
    if !tail.is_empty()
        && let Some(resolved) = old.strip_suffix(after)
        && let Some(rest) = wanted.strip_prefix(resolved)
    {
        return Ok((index, Edit::replace(from.in_file(tail), rest)));
    }
    let value = wanted
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after))
        .filter(|_| !before.contains('$'));
    let by_hand = format!("so that the image is {wanted}");
    let Some(value) = value.filter(|value| !value.is_empty()) else {
        return Err(format!("change the FROM and the default of ARG {name} {by_hand}"));
    };
    if let Some(user) = other_use(view, stage, name) {
        let line = view.history.line(view.document.instructions()[user].range().start);
        return Err(format!(
            "line {line} uses ARG {name}, too; give this FROM an ARG of its own, or change the default to {value} and see to the rest, {by_hand}"
        ));
    }
    match default_of(view, name) {
        Some((arg, range)) => Ok((arg, Edit::replace(range, value))),
        None => Err(format!("give ARG {name} the plain default {value}, {by_hand}")),
    }
}

/// The last `$NAME` or `${NAME}` of a word, when every variable in it is written so.
fn last_variable(word: &str) -> Option<(Range<usize>, &str)> {
    let names = variables::mentioned(word);
    let start = word.rfind('$')?;
    let name = *names.last()?;
    let plain = word[start..]
        .strip_prefix("${")
        .map_or(name.len() + 1, |_| name.len() + 3);
    let operators = word.matches("${").count() != word.matches('}').count()
        || word.contains([':', '-', '+'])
            && names.iter().any(|name| {
                [":", "-", "+", "#", "%", "/"]
                    .iter()
                    .any(|operator| word.contains(&format!("${{{name}{operator}")))
            });
    (!operators).then(|| (start..start + plain, name))
}

/// Another instruction that declares or mentions the ARG of a stage's FROM.
fn other_use(view: &View<'_>, stage: usize, name: &str) -> Option<usize> {
    let own = view.stages.stages[stage].from;
    let declared = view.stages.global_args.iter().find(|(own, _, _)| own == name)?.2;
    let uses = |instruction: &Instruction| {
        let mentions = variables::mentioned(instruction.text()).contains(&name)
            || instruction
                .line
                .heredocs
                .iter()
                .any(|heredoc| variables::mentioned(&view.document.text()[heredoc.body.clone()]).contains(&name));
        let declares = instruction.keyword == Keyword::Arg
            && variables::pairs(instruction, view.document.escape())
                .iter()
                .any(|pair| pair.name == name);
        mentions || declares
    };
    let all = view.document.instructions().iter().enumerate();
    all.filter(|(index, _)| *index != own && *index != declared)
        .find(|(_, instruction)| uses(instruction))
        .map(|(index, _)| index)
}

/// Where the default of a global ARG stands in the file, without quotes; only a value without variables.
fn default_of(view: &View<'_>, name: &str) -> Option<(usize, Range<usize>)> {
    let (_, _, index) = view.stages.global_args.iter().find(|(own, _, _)| own == name)?;
    let arg = &view.document.instructions()[*index];
    let pairs = variables::pairs(arg, view.document.escape());
    let mut value = pairs.iter().find(|pair| pair.name == name)?.value.clone()?;
    let text = &arg.text()[value.clone()];
    let is_quoted = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') {
        value = value.start + 1..value.end - 1;
    }
    let text = &arg.text()[value.clone()];
    let range = arg.in_file(value.clone());
    (!text.is_empty() && !text.contains(['$', '"', '\'']) && range.len() == value.len()).then_some((*index, range))
}
