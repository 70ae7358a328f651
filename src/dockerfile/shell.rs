//! The simple commands of a RUN, found with the bash grammar in the joined text, which has no continuations.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::LazyLock;

use tree_sitter::{Language, Node, Parser};

use super::grammar::{parse, parser};
use super::words;
use exit_status::ExitStatus;
pub use run::{SHELLS, mentions, run_commands};

mod exit_status;
mod run;

static LANGUAGE: LazyLock<Language> = LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());

/// So many bytes have the words of all commands of a text at most: each holds the text of what is nested in it. Beyond, it is not understood.
const MOST_TEXT: usize = 1 << 20;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(parser(&LANGUAGE));
}

/// One simple command: a program and its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleCommand {
    /// The program and its arguments.
    pub words: Vec<ShellWord>,
    /// The files that its output is redirected to.
    pub writes_to: Vec<ShellWord>,
    /// Whether it always runs: it is in no condition, loop, alternative, pipeline, subshell or substitution.
    pub is_plain: bool,
    /// Whether the whole fails where it fails: no `|| true`, later command, pipe, `!`, `&`, loop, condition or substitution hides its exit code.
    pub is_decisive: bool,
    /// The range of the command in the text given, without redirections.
    pub range: Range<usize>,
}

/// One word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellWord {
    /// Its range in the text given, quotes included.
    pub range: Range<usize>,
    /// The text with quotes resolved; variables, substitutions and globs stay as written.
    pub text: String,
}

impl SimpleCommand {
    /// The program's name without its directory.
    pub fn program(&self) -> &str {
        let first = self.words.first().map_or("", |word| word.text.as_str());
        first.rsplit('/').next().unwrap_or(first)
    }

    /// The arguments after the program.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        self.words.iter().skip(1).map(|word| word.text.as_str())
    }
}

/// The simple commands of a shell text in order, including those in lists, conditions, loops and substitutions. `None` if the grammar does
/// not understand the text.
pub fn commands(text: &str) -> Option<Vec<SimpleCommand>> {
    let tree = PARSER.with_borrow_mut(|parser| parse(parser, text.as_bytes()))?;
    if tree.root_node().has_error() {
        return None;
    }
    let mut reader = CommandReader {
        text,
        path: Vec::new(),
        found: Vec::new(),
        left: Cell::new(MOST_TEXT),
        exit: ExitStatus::of(text),
    };
    let mut cursor = tree.walk();
    // No recursion, since nesting has no limit. To ask a node for its parent would search from the root each time.
    loop {
        reader.visit(cursor.node())?;
        if cursor.goto_first_child() {
            continue;
        }
        reader.path.pop();
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                let mut found: Vec<_> = reader.found.into_iter().map(|(command, _)| command).collect();
                if let Some(last) = found.iter().position(ends_well) {
                    found[last + 1..]
                        .iter_mut()
                        .for_each(|command| command.is_plain = false);
                }
                return Some(found);
            }
            reader.path.pop();
        }
    }
}

/// A walk through the tree of a shell text.
struct CommandReader<'t, 'x> {
    text: &'x str,
    /// The node visited and those above it.
    path: Vec<VisitedNode<'t>>,
    /// The commands, each with the statement that redirects its output.
    found: Vec<(SimpleCommand, Option<Node<'t>>)>,
    /// What is left of [`MOST_TEXT`].
    left: Cell<usize>,
    /// What the text says of the exit code.
    exit: ExitStatus<'x>,
}

/// A node on the way down.
struct VisitedNode<'t> {
    node: Node<'t>,
    kind: &'t str,
    /// The index of the command, if it is one.
    command: Option<usize>,
    /// The statement that redirects its output.
    redirected: Option<Node<'t>>,
    /// Whether what stands in it runs whenever the whole does.
    is_plain: bool,
    /// Whether the whole fails where it fails.
    is_decisive: bool,
}

impl<'t> CommandReader<'t, '_> {
    fn visit(&mut self, node: Node<'t>) -> Option<()> {
        let parent = self.path.last();
        // What has no name is a word of a command, such as `[`, or of no interest.
        let kind = match node.is_named() || parent.is_some_and(|parent| parent.command.is_some()) {
            true => node.kind(),
            false => "",
        };
        let redirected = parent.and_then(|parent| redirected(node, parent));
        let redirects = kind.ends_with("_redirect");
        let around = parent.is_none_or(|parent| parent.is_plain);
        // The words of a command decide nothing.
        let is_decisive = parent.is_none_or(|parent| {
            let decides = || {
                self.exit
                    .decides(node, parent.node, parent.kind, self.is_in_condition())
            };
            parent.is_decisive && (parent.command.is_some() || decides())
        });
        if let Some(command) = parent.and_then(|parent| parent.command)
            && !redirects
            && kind != "variable_assignment"
        {
            let word = self.word(node)?;
            self.found[command].0.words.push(word);
        }
        if kind == "file_redirect"
            && let Some(statement) = parent.map(|parent| parent.node)
            && let Some(target) = node.child_by_field_name("destination")
        {
            let target = self.word(target)?;
            // A redirection before the program is a part of the command.
            let own = self.path.last().and_then(|parent| parent.command);
            own.into_iter()
                .for_each(|command| self.found[command].0.writes_to.push(target.clone()));
            let meant = self.found.iter_mut().filter(|(_, other)| *other == Some(statement));
            meant.for_each(|(command, _)| command.writes_to.push(target.clone()));
        }
        let is_command = matches!(kind, "command" | "declaration_command" | "test_command");
        let command = is_command.then_some(self.found.len());
        if is_command {
            let command = SimpleCommand {
                words: Vec::new(),
                writes_to: Vec::new(),
                is_plain: around,
                is_decisive,
                range: node.byte_range(),
            };
            self.found.push((command, redirected));
        }
        self.path.push(VisitedNode {
            node,
            kind,
            command,
            redirected,
            is_plain: around && runs_all(node, kind),
            is_decisive,
        });
        Some(())
    }

    /// Whether the node visited, whose parent is the last of the path, is below a condition.
    fn is_in_condition(&self) -> bool {
        self.path
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|above| above.kind == "if_statement")
    }

    /// A node as a word; `None` beyond [`MOST_TEXT`].
    fn word(&self, node: Node<'_>) -> Option<ShellWord> {
        let range = node.byte_range();
        self.left.set(self.left.get().checked_sub(range.len())?);
        Some(ShellWord {
            text: words::unquote(&self.text[range.clone()], '\\'),
            range,
        })
    }
}

/// Whether the whole may end with a command and succeed, so that what follows does not run.
fn ends_well(command: &SimpleCommand) -> bool {
    let fails = || {
        command
            .arguments()
            .next()
            .is_some_and(|code| code.parse().is_ok_and(|code: u8| code > 0))
    };
    matches!(command.program(), "exit" | "return") && !fails() || command.program() == "exec"
}

/// Whether a node runs everything in it: a sequence, or a list of `&&`.
fn runs_all(node: Node<'_>, kind: &str) -> bool {
    match kind {
        "program" | "redirected_statement" => true,
        "list" => !node.children(&mut node.walk()).any(|child| child.kind() == "||"),
        _ => false,
    }
}

/// The grammar attaches the redirection after the last command of a list or pipeline to the whole of it; to the shell it belongs to that command.
fn redirected<'t>(node: Node<'t>, parent: &VisitedNode<'t>) -> Option<Node<'t>> {
    match parent.kind {
        "redirected_statement" => Some(parent.node),
        "compound_statement" | "subshell" | "do_group" | "for_statement" | "while_statement" | "if_statement" => {
            parent.redirected
        }
        "list" | "pipeline" => parent.redirected.filter(|_| {
            let last = parent.node.named_child_count().checked_sub(1);
            last.and_then(|last| parent.node.named_child(last as u32)) == Some(node)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::document::Document;
    use crate::edit::{Edit, EditSet};

    fn programs(text: &str) -> Vec<String> {
        commands(text)
            .unwrap()
            .iter()
            .map(|command| {
                command
                    .words
                    .iter()
                    .map(|w| w.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    #[test]
    fn commands_are_found_in_lists_and_conditions() {
        assert_eq!(
            programs("apt-get update && A=1 apt-get install -y 'a b' || true; if [ -d x ]; then rm -rf x; fi"),
            [
                "apt-get update",
                "apt-get install -y a b",
                "true",
                "[ -d x ]",
                "rm -rf x"
            ]
        );
        assert_eq!(
            programs("echo $(date +%s) > /app/.keep"),
            ["echo $(date +%s)", "date +%s"]
        );
        let plain = |text: &str| -> Vec<bool> {
            let found = commands(text).unwrap();
            found.iter().map(|command| command.is_plain).collect()
        };
        assert_eq!(plain("a && b > /x; c\nd && e > /x"), [true; 5]);
        assert_eq!(
            plain("a || b && c; (d); e | f; g $(h)"),
            [false, false, true, false, false, false, true, false]
        );
        assert_eq!(
            plain("a && if b; then c; fi && ! d && for i in x; do e; done"),
            [true, false, false, false, false]
        );
        assert_eq!(plain("b || exit 1; a"), [false, false, true]);
        assert_eq!(plain("b || exit 0; a"), [false; 3]);
        assert_eq!(commands("echo a > /b").unwrap()[0].writes_to[0].text, "/b");
        let last = commands("touch /a && echo a | cat > /b || true && echo b > /c").unwrap();
        let written: Vec<Vec<&str>> = last
            .iter()
            .map(|command| command.writes_to.iter().map(|word| word.text.as_str()).collect())
            .collect();
        assert_eq!(written, [vec![], vec![], vec!["/b"], vec![], vec!["/c"]]);
    }

    #[test]
    fn a_heredoc_is_a_script_or_the_input_of_a_program() {
        let programs = |text: &str| -> Option<Vec<String>> {
            let document = Document::cut(text.to_string()).unwrap();
            let found = run_commands(&document, &document.instructions()[0])?;
            Some(found.iter().map(|command| command.program().to_string()).collect())
        };
        let of = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect());
        assert_eq!(programs("RUN <<EOF\na && b\nEOF\n"), of(&["a", "b"]));
        assert_eq!(programs("RUN <<'E F' bash -e\na\nE F\n"), of(&["bash", "a"]));
        assert_eq!(
            programs("RUN python3 <<-EOF && x\n\tfor a in b: c()\n\tEOF\n"),
            of(&["python3", "x"])
        );
        assert_eq!(programs("RUN cat <<\"EOF\" > /x\nrm -rf /\nEOF\n"), of(&["cat"]));
        assert_eq!(programs("RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF\n"), None);
        assert_eq!(programs("RUN <<EOF\n#!/bin/sh -e\na\nEOF\n"), of(&["a"]));
        assert_eq!(programs("RUN <<EOF\nif then\nEOF\n"), None);
    }

    #[test]
    fn an_edited_heredoc_is_read_again() {
        let text = "FROM a\nRUN <<EOF\necho b\nEOF\nRUN echo b\n";
        let argument = |document: &Document, index: usize| {
            let commands = run_commands(document, &document.instructions()[index]).unwrap();
            commands.last().unwrap().words[1].text.clone()
        };
        let document = Document::cut(text.to_string()).unwrap();
        assert_eq!(argument(&document, 1), "b");
        let at = text.find('b').unwrap();
        let edit = EditSet::new(vec![Edit::replace(at..at + 1, "c")]).unwrap();
        let edited = document.edited(&edit).unwrap();
        assert_eq!(
            (argument(&edited, 1).as_str(), argument(&edited, 2).as_str()),
            ("c", "b")
        );
    }
}
