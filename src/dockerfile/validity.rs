//! Files that BuildKit rejects for their form: they cannot be built, and are not processed. No more are those of too many stages.
//!
//! The checks are those of BuildKit's `parser` and `instructions.Parse` that need only the text.

use std::collections::HashMap;

use super::document::{Document, Keyword, ParsedInstruction};
use super::lines::LineError;
use super::words::{self, Flag};

/// So many stages are worked on: some questions ask every stage about every other.
const MOST_STAGES: usize = 1_000;

/// Checks every instruction.
///
/// # Errors
/// The first instruction that BuildKit would reject, or the first FROM of too many: where it is, what is wrong, and what to do.
pub(crate) fn check(document: &Document) -> Result<(), LineError> {
    let last_of_name = last_stages(document);
    let (mut stages, mut own_name) = (0, None);
    for instruction in document.instructions() {
        if instruction.keyword == Keyword::From {
            stages += 1;
            own_name = stage_name(instruction).filter(|name| last_of_name.get(name) == Some(&stages));
        }
        let is_own = |from: &str| {
            own_name.as_deref() == Some(from.to_ascii_lowercase().as_str())
                || from.parse().ok() == stages.checked_sub(1)
        };
        let is_stray = stages == 0 && instruction.keyword != Keyword::Arg;
        let problem = problem_of(document, instruction).or_else(|| flag_problem(document, instruction));
        let problem = problem.or_else(|| match () {
            () if stages > MOST_STAGES => {
                Some(format!("more than {MOST_STAGES} stages; split the file, or exclude it"))
            }
            () if is_stray => Some("only ARG can come before the first FROM; move it after a FROM".to_string()),
            () if instruction.keyword == Keyword::Copy && from_flag(instruction).is_some_and(is_own) => {
                Some("COPY takes its files from its own stage; name another stage, or an image".to_string())
            }
            () if ends_in_escape(instruction.text(), document.escape()) => Some(
                "the instruction ends in an escape of nothing, which would take in a line after it; remove it"
                    .to_string(),
            ),
            () => None,
        });
        if let Some(message) = problem {
            return Err(LineError {
                at: instruction.range().start,
                message,
            });
        }
    }
    Ok(())
}

/// The name that a FROM gives its stage, in lower case.
fn stage_name(from: &ParsedInstruction) -> Option<String> {
    let name = from.words().into_iter().nth(2)?;
    is_named(from).then(|| from.text()[name].to_ascii_lowercase())
}

fn from_flag(copy: &ParsedInstruction) -> Option<&str> {
    copy.flag("from")?.value.as_deref()
}

/// The number of the last stage of each name, from 1.
fn last_stages(document: &Document) -> HashMap<String, usize> {
    let all = document.instructions().iter();
    let names = all.filter(|one| one.keyword == Keyword::From).map(stage_name);
    let numbered = names.zip(1..).filter_map(|(name, number)| Some((name?, number)));
    numbered.collect()
}

fn problem_of(document: &Document, instruction: &ParsedInstruction) -> Option<String> {
    let word = &document.text()[instruction.keyword_range()];
    let count = || instruction.words().len();
    match instruction.keyword {
        Keyword::Unknown => Some(format!(
            "unknown instruction `{word}`; correct it, or end the line before it with the continuation character"
        )),
        Keyword::Copy | Keyword::Add if count() < 2 && instruction.line.heredocs.is_empty() => {
            Some(format!("{word} needs a source and a destination; add what is missing"))
        }
        Keyword::From if count() != 1 && !(count() == 3 && is_named(instruction)) => {
            Some("FROM takes an image, or an image, AS and a name; correct it".to_string())
        }
        Keyword::Onbuild if is_chained(instruction) => {
            Some("ONBUILD takes neither ONBUILD nor FROM; remove the inner one".to_string())
        }
        Keyword::Env | Keyword::Label => pairs_problem(document, instruction, word),
        Keyword::Arg | Keyword::Expose | Keyword::User | Keyword::Workdir | Keyword::Onbuild | Keyword::Volume
            if count() == 0 =>
        {
            Some(format!("{word} needs an argument; add it, or remove the line"))
        }
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell
            if is_array_of_others(instruction.arguments_text()) =>
        {
            Some(format!(
                "the JSON array of {word} must contain only strings; put its words in double quotes"
            ))
        }
        _ => None,
    }
}

/// Whether one escape character comes last: BuildKit keeps it where a continuation follows that the end of the file leaves open.
fn ends_in_escape(text: &str, escape: char) -> bool {
    text.trim_end()
        .strip_suffix(escape)
        .is_some_and(|before| !before.ends_with(escape))
}

fn is_chained(onbuild: &ParsedInstruction) -> bool {
    let (inner, _) = words::split_keyword(onbuild.arguments_text());
    matches!(
        Keyword::parse(inner),
        Keyword::Onbuild | Keyword::From | Keyword::Maintainer
    )
}

fn is_named(from: &ParsedInstruction) -> bool {
    from.words()
        .get(1)
        .is_some_and(|word| from.text()[word.clone()].eq_ignore_ascii_case("as"))
}

/// A flag that an instruction does not have, or that lacks its value; those that only a newer frontend knows count as well.
fn flag_problem(document: &Document, instruction: &ParsedInstruction) -> Option<String> {
    let known = match instruction.keyword {
        Keyword::From => "platform",
        Keyword::Copy => "from chown chmod link parents exclude",
        Keyword::Add => "chown chmod link parents exclude keep-git-dir checksum unpack",
        Keyword::Run => "mount network security device",
        Keyword::Healthcheck => "interval timeout start-period start-interval retries",
        // BuildKit does not look at these.
        Keyword::Arg | Keyword::Stopsignal | Keyword::Unknown => return None,
        _ => "",
    };
    let is_switch = |name: &str| matches!(name, "link" | "parents" | "keep-git-dir" | "unpack");
    let is_known = |flag: &&Flag| {
        let has_value = flag.value.is_some() || is_switch(&flag.name);
        has_value && known.split(' ').any(|name| name == flag.name)
    };
    let unknown = instruction.flags.iter().find(|flag| !is_known(flag))?;
    let word = &document.text()[instruction.keyword_range()];
    let written = &instruction.text()[unknown.range.clone()];
    Some(format!(
        "`{written}` is not a flag of {word}, or its value is missing; correct it, or remove it"
    ))
}

/// What is wrong with the names and values of ENV or LABEL.
fn pairs_problem(document: &Document, instruction: &ParsedInstruction, word: &str) -> Option<String> {
    let text = instruction.arguments_text();
    let found = words::shell_words(text, document.escape()).unwrap_or_default();
    let first = found.first().map(|word| &text[word.clone()]);
    if !first.is_some_and(|first| first.contains('=')) {
        let is_complete = words::blank_separated(text).len() > 1;
        return (!is_complete).then(|| format!("{word} needs a name and a value; add what is missing"));
    }
    let lost = found
        .iter()
        .map(|word| &text[word.clone()])
        .find(|word| !word.contains('='))?;
    Some(format!(
        "{word} needs name=value, and `{lost}` has no `=`; put the value in quotes, or take out the continuation before it"
    ))
}

fn is_array_of_others(text: &str) -> bool {
    text.starts_with('[')
        && serde_json::from_str::<Vec<serde_json::Value>>(text)
            .is_ok_and(|values| values.iter().any(|value| !value.is_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Option<(usize, String)> {
        let document = Document::cut(text.to_string()).unwrap();
        check(&document).err().map(|error| (error.at, error.message))
    }

    #[test]
    fn what_buildkit_refuses_is_refused() {
        let bad = [
            "FROM a\nRUM x",
            "FROM a\nCOPY ../",
            "FROM a b",
            "FROM --pla=x a",
            "FROM --platform a",
            "FROM --Platform=x a",
            "FROM a\nENV A=b \\\n COPY x y",
            "FROM a\nENV A",
            "FROM a\nRUN --foo x",
            "FROM a\nCOPY --Chown=1 a b",
            "FROM a\nADD --from=x a b",
            "FROM a\nCOPY --from a b",
            "FROM a\nCOPY --from=0 /b /c",
            "FROM a AS x\nFROM a AS X\nCOPY --from=x /b /c",
            "FROM a\nCMD --workers 4",
            "FROM a\nARG",
            "FROM a\nCMD [1]",
            "RUN x\nFROM a",
            "FROM a\nUSER",
            "FROM a\nONBUILD ONBUILD RUN x",
            "FROM a\nCOPY a \\\r\\",
            "FROM a\nRUN a \\ \\\n",
            "FROM a\nENV A=b \\ \\",
        ];
        for text in bad {
            assert!(problem(text).is_some(), "{text}");
        }
        let good = [
            "ARG A\nFROM --platform= a AS b\nENV A b c\nENV A=b C=\"d e\"\nCOPY <<E /x\nE\nCMD []\nRUN [ -f x ]\nLABEL a=b",
            "FROM a AS x\nFROM a\nCOPY --from=x /b /c\nCOPY --from=0 /b /c",
            "FROM a AS x\nCOPY --from=x /b /c\nFROM a AS x",
            "FROM a\nRUN a \\\\\nRUN a \\\n",
            "FROM a\nRUN --mount=type=cache,target=/x --network=none x\nCOPY --from=b --link --parents a /b/\nSTOPSIGNAL --x 9",
            "FROM a\nHEALTHCHECK --interval=3s --retries=2 CMD x\nADD --checksum=sha256:x --unpack=false a b",
        ];
        for text in good {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn stages_have_a_limit() {
        assert_eq!(problem(&"FROM a\n".repeat(MOST_STAGES)), None);
        let (at, message) = problem(&"FROM a\n".repeat(MOST_STAGES + 1)).unwrap();
        assert_eq!(at, MOST_STAGES * "FROM a\n".len());
        assert_eq!(message, "more than 1000 stages; split the file, or exclude it");
    }
}
