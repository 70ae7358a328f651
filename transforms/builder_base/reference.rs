//! Where the image of a FROM is written: in the FROM itself, or in the default of a global ARG.

use std::ops::Range;

use super::change::Placed;
use super::family::says;
use crate::analysis::{Instruction, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::variables;
use crate::edit::Edit;
use crate::engine::context::RuleContext;

/// The edits that make the image of a stage's FROM come out as `wanted`; `place` is where it is written, `old` what it is now.
///
/// # Errors
/// Why there are none, and what the person can do.
pub(super) fn rewrite<'a>(
    context: &RuleContext<'a>,
    stage: Stage<'a>,
    place: Range<usize>,
    old: &str,
    wanted: &str,
) -> Result<Vec<Placed<'a>>, String> {
    let (from, word) = (stage.from(), stage.image_text());
    let Some((variable, name)) = last_variable(word) else {
        if word.contains('$') {
            return Err(format!(
                "the image is put together in a way that only the build knows; write {wanted} in the FROM"
            ));
        }
        return Ok(vec![(from, Edit::replace(place, wanted))]);
    };
    let by_hand = format!("so that the image is {wanted}");
    let arg = context.global_arg(name);
    let default = arg.and_then(|arg| arg.default).unwrap_or_default();
    // What stands before the last variable is right already: its value and what follows it change.
    let after = &word[variable.end..];
    let before = old.strip_suffix(after).and_then(|rest| rest.strip_suffix(default));
    let Some(rest) = before.and_then(|before| wanted.strip_prefix(before)) else {
        return Err(format!("change the FROM and the default of ARG {name} {by_hand}"));
    };
    // The value ends where what follows it begins as before.
    let end = after.chars().next().and_then(|first| {
        let mut ends = rest.match_indices(first).skip(default.matches(first).count());
        ends.next().map(|(at, _)| at)
    });
    let (value, tail) = rest.split_at(end.unwrap_or(rest.len()));
    let mut edits = Vec::new();
    if value != default {
        let arg = arg.map(|arg| arg.instruction);
        if let Some(user) = arg.and_then(|arg| other_use(name, arg, from)) {
            return Err(format!(
                "line {} {} ARG {name}, too; give this FROM an ARG of its own, or change the default to {value} and see to the rest, {by_hand}",
                context.line(user),
                if declares(user, name) { "declares" } else { "uses" },
            ));
        }
        let default = arg.and_then(|arg| Some((arg, default_of(arg, name)?)));
        let (arg, range) = default.ok_or_else(|| format!("give ARG {name} the plain default {value}, {by_hand}"))?;
        edits.push((arg, Edit::replace(range, value)));
    }
    if tail != after
        && let Some(image) = from.words().first()
    {
        let place = from.in_file(image.start + variable.end..image.end);
        edits.push((from, Edit::replace(place, tail)));
    }
    Ok(edits)
}

/// Whether a FROM mentions a variable that no global ARG gives a value.
pub(super) fn is_unset(stage: Stage<'_>) -> bool {
    let word = stage.image_text();
    let has_value = |name: &&str| {
        stage
            .analysis()
            .global_arg(name)
            .is_some_and(|arg| arg.default.is_some())
    };
    last_variable(word).is_some() && !variables::mentioned(word).iter().all(has_value)
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

/// An instruction that mentions a name, or brings it into a stage whose commands can read it, beside the ARG that declares it and the FROM that uses it.
fn other_use<'a>(name: &str, arg: Instruction<'a>, from: Instruction<'a>) -> Option<Instruction<'a>> {
    let uses = |one: &Instruction<'_>| declares(*one, name) || variables::mentioned(&says(*one)).contains(&name);
    let mut others = arg.analysis().instructions().filter(|one| *one != arg && *one != from);
    others.find(uses)
}

fn declares(one: Instruction<'_>, name: &str) -> bool {
    one.keyword == Keyword::Arg && one.pairs().iter().any(|pair| pair.name == name)
}

/// Where the default of an ARG stands in the file, without quotes; only a value without variables.
fn default_of(arg: Instruction<'_>, name: &str) -> Option<Range<usize>> {
    let pair = arg.pairs().iter().find(|pair| pair.name == name)?;
    let mut value = pair.value.clone()?;
    let text = pair.written(arg.parsed())?;
    let is_quoted = |quote: char| text.len() > 1 && text.starts_with(quote) && text.ends_with(quote);
    if is_quoted('"') || is_quoted('\'') {
        value = value.start + 1..value.end - 1;
    }
    let text = &arg.text()[value.clone()];
    let range = arg.in_file(value);
    (!text.is_empty() && !text.contains(['$', '"', '\'']) && range.len() == text.len()).then_some(range)
}
