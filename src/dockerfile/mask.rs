//! The parse buffer: what the grammar sees of an instruction.
//!
//! The grammar fails on a fifth of the files that BuildKit accepts. So it gets the joined text, without continuations and comments, in which
//! letters replace what it gets wrong. Offsets are those of the joined text; texts are always read from there, never from the buffer.

mod pairs;

use super::document::{Keyword, ParsedInstruction};
use super::expansion::closing_braces;
use super::words;

/// The buffer of an instruction: its joined text without trailing whitespace, and a line ending.
pub(super) fn parse_buffer(instruction: &ParsedInstruction, escape: char) -> Vec<u8> {
    let text = instruction.text();
    let mut buffer = Vec::with_capacity(text.len() + 1);
    buffer.extend_from_slice(text.as_bytes());
    neutralise(instruction, escape, &mut buffer);
    buffer.truncate(text.trim_end().len());
    buffer.push(b'\n');
    buffer
}

fn neutralise(instruction: &ParsedInstruction, escape: char, joined: &mut [u8]) {
    blank_controls(joined);
    let starts = instruction.flags.iter().map(|flag| flag.range.start);
    for start in starts.chain([instruction.arguments.start]) {
        // BuildKit takes each Unicode whitespace before a flag, the grammar only a space.
        let blank = instruction.text()[..start].trim_end().len();
        joined[blank..start].fill(b' ');
    }
    for flag in &instruction.flags {
        neutralise_flag(instruction.keyword, &mut joined[flag.range.clone()]);
    }
    let keyword = instruction.keyword;
    if let Keyword::Env | Keyword::Arg = keyword {
        return pairs::neutralise(instruction, escape, joined);
    }
    neutralise_arguments(
        keyword,
        is_exec(instruction),
        &mut joined[instruction.arguments.clone()],
    );
}

fn is_exec(instruction: &ParsedInstruction) -> bool {
    instruction.command().is_some_and(|command| command.exec().is_some())
}

fn blank_controls(bytes: &mut [u8]) {
    for byte in bytes {
        if byte.is_ascii_control() {
            *byte = b' ';
        }
    }
}

fn replace(bytes: &mut [u8], unwanted: impl Fn(u8) -> bool, with: u8) {
    for byte in bytes {
        if unwanted(*byte) {
            *byte = with;
        }
    }
}

/// A flag without a value becomes spaces, `--mount` has only `key=value` parts, and whitespace in a value becomes letters.
fn neutralise_flag(keyword: Keyword, flag: &mut [u8]) {
    let Some(equals) = flag
        .iter()
        .position(|byte| *byte == b'=')
        .filter(|at| at + 1 < flag.len())
    else {
        return flag.fill(b' ');
    };
    flag[2..equals].make_ascii_lowercase();
    let is_mount = keyword == Keyword::Run && &flag[2..equals] == b"mount";
    let value = &mut flag[equals + 1..];
    replace(value, |byte| byte.is_ascii_whitespace(), b'x');
    let is_pair = |part: &[u8]| {
        matches!(part.iter().position(|b| *b == b'='), Some(at) if at > 0 && at + 1 < part.len())
            && part.iter().filter(|b| **b == b'=').count() == 1
    };
    if is_mount && !value.split(|byte| *byte == b',').all(is_pair) && value.len() > 2 {
        value.fill(b'x');
        value[1] = b'=';
    }
}

fn neutralise_arguments(keyword: Keyword, exec: bool, bytes: &mut [u8]) {
    match keyword {
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => {
            let in_shell_form = |byte| !exec && matches!(byte, b'\\' | b'[' | b'<');
            replace(bytes, |byte| byte == b'#' || in_shell_form(byte), b'x');
        }
        Keyword::Healthcheck => {
            let Ok(text) = std::str::from_utf8(bytes) else { return };
            let command = text.len() - words::split_keyword(text).1.len();
            bytes[..command].make_ascii_uppercase();
            neutralise_arguments(Keyword::Cmd, exec, &mut bytes[command..]);
        }
        Keyword::From => {
            flatten_variables(bytes);
            neutralise_alias(bytes);
        }
        Keyword::Copy | Keyword::Add => {
            flatten_variables(bytes);
            replace(bytes, |byte| byte == b'<', b'x');
            for at in 0..bytes.len() {
                if bytes[at] == b'-' && (at == 0 || bytes[at - 1] == b' ') {
                    bytes[at] = b'x';
                }
            }
        }
        _ => {}
    }
}

/// `${…}` keeps its braces, and what is nested in it becomes letters; so does a `$` without a name.
fn flatten_variables(bytes: &mut [u8]) {
    let closing = closing_braces(bytes, None);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'$' {
            at += 1;
            continue;
        }
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        if next == b'{' {
            if let Some(close) = closing[at + 1].filter(|close| *close > at + 2 && *close < bytes.len()) {
                replace(
                    &mut bytes[at + 2..close],
                    |byte| matches!(byte, b'$' | b'{' | b'}' | b' ' | b'"' | b'\'' | b'\\'),
                    b'x',
                );
                at = close + 1;
                continue;
            }
            bytes[at] = b'x';
            bytes[at + 1] = b'x';
        } else if !(next.is_ascii_alphabetic() || next == b'_') {
            bytes[at] = b'x';
        }
        at += 1;
    }
}

fn neutralise_alias(bytes: &mut [u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if let [_, _, alias] = &words::blank_separated(&text)[..] {
        let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$' | b'{' | b'}' | b':');
        replace(&mut bytes[alias.clone()], |byte| !keep(byte), b'x');
    }
}

#[cfg(test)]
mod tests {
    use crate::dockerfile::document::Document;

    #[test]
    fn instructions_without_arguments_are_no_trouble() {
        for keyword in [
            "WORKDIR",
            "USER",
            "COPY",
            "FROM",
            "RUN",
            "ENV",
            "EXPOSE",
            "ONBUILD",
            "HEALTHCHECK",
            "STOPSIGNAL",
        ] {
            let document = Document::cut(format!("FROM a\n{keyword}\n")).unwrap();
            assert!(!document.is_understood(1), "{keyword}");
        }
    }

    #[test]
    fn each_whitespace_before_a_flag_is_one() {
        for text in [
            "FROM \u{2028}--platform=linux/amd64 \u{a0}a",
            "COPY --link=true \u{2028}--from=a\u{2028}/b /c",
            "RUN \u{2028}--network=none\u{85}\u{2028}make",
            "HEALTHCHECK \u{2028}--timeout=3s\u{2003}--retries=2 CMD [\"/a\"]",
        ] {
            let document = Document::cut(format!("FROM a\n{text}\n")).unwrap();
            assert!(document.is_understood(1), "{text}");
        }
    }
}
