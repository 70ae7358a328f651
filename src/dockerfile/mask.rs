//! The parse buffer: what the grammar sees of an instruction.
//!
//! The grammar fails on a fifth of the files that BuildKit accepts. So it gets the joined text, without continuations and comments, in which each
//! word whose inside no query captures is a row of letters. Offsets are those of the joined text; texts are always read from there, never from
//! the buffer.

use std::ops::Range;

use super::document::{Keyword, ParsedInstruction};
use super::{variables, words};

/// The buffer of an instruction: its joined text without trailing whitespace, and a line ending.
pub(super) fn parse_buffer(instruction: &ParsedInstruction, escape: char) -> Vec<u8> {
    let text = instruction.text();
    let mut buffer = text.trim_end().as_bytes().to_vec();
    replace(&mut buffer, |byte| byte.is_ascii_control(), b' ');
    // The flags, and what BuildKit takes for whitespace around them.
    let indented = text.trim_start();
    let keyword = text.len() - indented.len() + words::split_keyword(indented).0.len();
    buffer[keyword..instruction.arguments.start].fill(b' ');
    mask_arguments(instruction, escape, &mut buffer);
    buffer.push(b'\n');
    buffer
}

fn mask_arguments(instruction: &ParsedInstruction, escape: char, buffer: &mut [u8]) {
    let arguments = instruction.arguments.clone();
    match instruction.keyword {
        Keyword::From => {
            // All but AS.
            let words = instruction.words();
            words.into_iter().step_by(2).for_each(|word| buffer[word].fill(b'x'));
        }
        Keyword::Copy | Keyword::Add => {
            buffer[arguments].fill(b' ');
            instruction.words().into_iter().for_each(|word| buffer[word].fill(b'x'));
        }
        // The grammar knows only one name per ARG.
        Keyword::Arg => buffer[arguments].fill(b'x'),
        Keyword::Env => mask_pairs(instruction, escape, buffer),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => mask_command(instruction, arguments, buffer),
        Keyword::Healthcheck => {
            let (kind, command) = words::split_keyword(instruction.arguments_text());
            buffer[arguments.start..][..kind.len()].make_ascii_uppercase();
            mask_command(instruction, arguments.end - command.len()..arguments.end, buffer);
        }
        _ => {}
    }
}

/// ENV: every value after an `=`.
fn mask_pairs(instruction: &ParsedInstruction, escape: char, buffer: &mut [u8]) {
    for pair in variables::pairs(instruction, escape) {
        let Some(value) = &pair.value else { continue };
        let equals = match pair.old_form {
            true => pair.range.start + pair.name.len(),
            false => value.start - 1,
        };
        buffer[pair.range.start..value.end].fill(b'x');
        buffer[equals] = b'=';
    }
}

/// The strings of an exec form stay, but for what begins a comment.
fn mask_command(instruction: &ParsedInstruction, range: Range<usize>, buffer: &mut [u8]) {
    let is_exec = instruction.command().is_some_and(|command| command.exec().is_some());
    replace(&mut buffer[range], |byte| !is_exec || byte == b'#', b'x');
}

fn replace(bytes: &mut [u8], unwanted: impl Fn(u8) -> bool, with: u8) {
    for byte in bytes {
        if unwanted(*byte) {
            *byte = with;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse_buffer;
    use crate::dockerfile::document::Document;

    #[test]
    fn the_grammar_understands_what_it_sees() {
        for (text, expected) in [
            ("run\u{b}echo\ta  ", "run xxxxxx"),
            (
                "RUN --mount --network= --MOUNT=type=cache,ro a[0] \\x <y #z",
                "RUN                                          xxxxxxxxxxxxx",
            ),
            ("RUN [\"a[0]\", \"<\", \"#\"]", "RUN [\"a[0]\", \"<\", \"x\"]"),
            ("CMD a[0] \\x <y #z", "CMD xxxxxxxxxxxxx"),
            ("ENTRYPOINT a[0] \\x <y #z", "ENTRYPOINT xxxxxxxxxxxxx"),
            (
                "HEALTHCHECK --interval=1s cmd a[0] #z",
                "HEALTHCHECK               CMD xxxxxxx",
            ),
            ("HEALTHCHECK CMD [\"a[0]\", \"#\"]", "HEALTHCHECK CMD [\"a[0]\", \"x\"]"),
            ("HEALTHCHECK none", "HEALTHCHECK NONE"),
            (
                "FROM --platform= a${B:-${C}\"'\\d}e$ as f.g",
                "FROM             xxxxxxxxxxxxxxxxx as xxx",
            ),
            ("FROM a:1@sha256:b", "FROM xxxxxxxxxxxx"),
            (
                "COPY --from=\"a b\" --link -c ${A:-b c} <d /f",
                "COPY                     xx xxxxxx xx xx xx",
            ),
            ("COPY [\"a b\", \"c\"]", "COPY xxx xxx xxxx"),
            ("ADD - /f", "ADD x xx"),
            (
                "ENV A=b C.D=\"e \\f\" 1G=h\"i j\"k L=\\ o M= \"N\"=P",
                "ENV x=x xxx=xxxxxx xx=xxxxxxx x=xxx x= xxx=x",
            ),
            ("ENV A  b \"c\" $", "ENV x=xxxxxxxx"),
            ("ARG A= B C=\"$D e\"", "ARG xxxxxxxxxxxxx"),
            ("WORKDIR /a[0] #", "WORKDIR /a[0] #"),
        ] {
            let document = Document::cut(text.to_string()).unwrap();
            let buffer = parse_buffer(&document.instructions()[0], document.escape());
            assert_eq!(String::from_utf8(buffer).unwrap(), format!("{expected}\n"));
            assert!(document.is_understood(0), "{text}");
        }
    }

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
            "FROM \t\u{b}--platform=linux/amd64 \u{a0}a",
            "COPY --link=true \u{2028}--from=a\u{2028}/b\u{2028}/c",
            "RUN \u{2028}--network=none\u{85}\u{2028}make",
            "HEALTHCHECK \u{b}--timeout=3s\u{c}--retries=2 CMD [\"/a\"]",
        ] {
            let document = Document::cut(format!("FROM a\n{text}\n")).unwrap();
            assert!(document.is_understood(1), "{text}");
        }
    }
}
