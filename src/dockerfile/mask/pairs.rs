//! The pairs of ENV and ARG in the parse buffer, in forms that the grammar understands.

use super::{flatten_variables, replace};
use crate::dockerfile::document::{Keyword, ParsedInstruction};
use crate::dockerfile::variables;

/// ENV and ARG: names of letters, values that are one simple word or one simple quoted string.
pub(super) fn neutralise(instruction: &ParsedInstruction, escape: char, joined: &mut [u8]) {
    let pairs = variables::pairs(instruction, escape);
    for pair in pairs {
        let Some(value) = pair.value.clone() else { continue };
        let equals = if pair.old_form {
            pair.range.start + pair.name.len()
        } else {
            value.start - 1
        };
        let name = &mut joined[pair.range.start..equals];
        replace(name, |byte| !(byte.is_ascii_alphanumeric() || byte == b'_'), b'x');
        if instruction.keyword == Keyword::Env {
            replace(
                &mut name[..1.min(equals - pair.range.start)],
                |byte| byte.is_ascii_digit(),
                b'x',
            );
        }
        joined[equals] = b'=';
        neutralise_value(&mut joined[equals + 1..value.end]);
        if value.is_empty() && instruction.keyword == Keyword::Arg {
            // For the grammar, ARG must not have an empty value.
            joined[equals] = b' ';
        }
    }
    if instruction.keyword == Keyword::Arg && pairs.len() > 1 {
        // The grammar knows only one name per ARG; the others become part of its value or name.
        let all = &mut joined[instruction.arguments.clone()];
        let first = all.iter().position(|byte| *byte == b'=').map_or(all.len(), |at| at + 1);
        replace(&mut all[..first.saturating_sub(1)], |byte| byte == b' ', b'x');
        replace(
            &mut all[first..],
            |byte| matches!(byte, b' ' | b'=' | b'"' | b'\'' | b'$'),
            b'x',
        );
    }
}

fn neutralise_value(value: &mut [u8]) {
    flatten_variables(value);
    let quoted = |quote: u8| {
        value.len() > 1
            && value[0] == quote
            && value[value.len() - 1] == quote
            && value.iter().filter(|byte| **byte == quote).count() == 2
    };
    if quoted(b'"') || quoted(b'\'') {
        let inside = 1..value.len() - 1;
        replace(&mut value[inside], |byte| byte == b'\\', b'x');
    } else {
        replace(value, |byte| matches!(byte, b' ' | b'"' | b'\'' | b'\\'), b'x');
        flatten_variables(value);
    }
}
