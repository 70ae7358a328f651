//! The commands of a RUN: of its shell or exec form, and of its heredocs.

use std::ops::Range;

use super::{ShellWord, SimpleCommand, commands};
use crate::dockerfile::document::{Document, ParsedInstruction};
use crate::dockerfile::exec::{Command, ExecWord};

/// Programs that run shell commands.
pub const SHELLS: [&str; 7] = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"];

/// Every command that a RUN executes: those of its shell or exec form (joined ranges), and of its heredocs (ranges of the heredoc's body).
/// `None` if a part of it is not understood. Parsed once, since several passes need it.
pub fn run_commands<'a>(document: &Document, run: &'a ParsedInstruction) -> Option<&'a [SimpleCommand]> {
    run.commands.get_or_init(|| read_run(document, run)).as_deref()
}

/// Whether a RUN contains one of some texts anywhere. If not, its commands need not be parsed to look for them.
pub fn mentions(document: &Document, run: &ParsedInstruction, texts: &[&str]) -> bool {
    let bodies = run
        .line
        .heredocs
        .iter()
        .map(|heredoc| &document.text()[heredoc.body.clone()]);
    let mut all = std::iter::once(run.text()).chain(bodies);
    all.any(|written| texts.iter().any(|text| written.contains(text)))
}

fn read_run(document: &Document, run: &ParsedInstruction) -> Option<Vec<SimpleCommand>> {
    let mut all = match run.command()? {
        Command::Exec(form) => {
            let word = |word: &ExecWord| ShellWord {
                range: word.joined.clone(),
                text: word.value.clone(),
            };
            vec![SimpleCommand {
                words: form.words.iter().map(word).collect(),
                writes_to: Vec::new(),
                is_plain: true,
                is_decisive: true,
                range: form.joined.clone(),
            }]
        }
        Command::Shell(joined) => {
            let shift = |range: &mut Range<usize>| *range = range.start + joined.start..range.end + joined.start;
            let mut found = commands(&without_heredocs(run, joined.clone()))?;
            for command in &mut found {
                shift(&mut command.range);
                command
                    .words
                    .iter_mut()
                    .chain(&mut command.writes_to)
                    .for_each(|word| shift(&mut word.range));
            }
            found
        }
    };
    // Without a program of its own, or with a shell, a RUN executes its heredocs; to any other program they are input.
    let is_script = all.is_empty() || all.iter().any(|command| SHELLS.contains(&command.program()));
    for heredoc in run.line.heredocs.iter().filter(|_| is_script) {
        let body = &document.text()[heredoc.body.clone()];
        let first = body.lines().next().and_then(|line| line.strip_prefix("#!"));
        let interpreter = first.and_then(|line| {
            line.split([' ', '/'])
                .rfind(|part| !part.is_empty() && !part.starts_with('-'))
        });
        if interpreter.is_some_and(|program| !SHELLS.contains(&program)) {
            return None;
        }
        all.extend(commands(body)?);
    }
    Some(all)
}

/// A part of a RUN with blanks in place of the words that open heredocs: the grammar wants the body after them, which is read by itself.
fn without_heredocs(run: &ParsedInstruction, joined: Range<usize>) -> String {
    let mut text = run.text()[..joined.end].to_string();
    for heredoc in &run.line.heredocs {
        text.replace_range(heredoc.mark.clone(), &" ".repeat(heredoc.mark.len()));
    }
    text.split_off(joined.start)
}
