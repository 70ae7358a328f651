//! Whether the exit code of a shell text is that of a command in it.

use tree_sitter::Node;

/// What a shell text says of the exit codes of all its commands.
pub(super) struct ExitStatus<'x> {
    text: &'x str,
    /// Whether the shell ends with the first command that fails.
    stops_at_failure: bool,
}

impl<'x> ExitStatus<'x> {
    pub(super) fn of(text: &'x str) -> Self {
        let mut options = text.match_indices("set -").map(|(at, found)| {
            let letters = &text[at + found.len()..];
            &letters[..letters.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(letters.len())]
        });
        let is_set = text.contains("errexit") || options.any(|letters| letters.contains('e'));
        Self {
            text,
            stops_at_failure: is_set && !text.contains("set +e"),
        }
    }

    /// Whether what a node stands in, of some kind, fails where the node does. `is_in_condition` says that the two are a condition. No look at the
    /// node's siblings, since there is no limit to them.
    pub(super) fn decides(&self, node: Node<'_>, parent: Node<'_>, kind: &str, is_in_condition: bool) -> bool {
        let after = || self.text[node.end_byte()..parent.end_byte()].trim_start();
        let is_last = || {
            let rest = after().trim_start_matches(|c: char| c == ';' || c.is_whitespace());
            matches!(rest.trim_end(), "" | ")" | "}" | "done")
        };
        match kind {
            "program" | "compound_statement" | "subshell" => {
                !after().starts_with('&') && (self.stops_at_failure || is_last())
            }
            // The last round alone counts.
            "do_group" => !after().starts_with('&') && (self.stops_at_failure || fails(&self.text[node.byte_range()])),
            // What follows may fail in its place.
            "list" => {
                let before = self.text[parent.start_byte()..node.start_byte()].trim_end();
                !before.ends_with("||") && (!after().starts_with("||") || fails(after()))
            }
            "pipeline" => is_last() || self.text.contains("pipefail"),
            "while_statement" => parent.child(1) != Some(node) || fails(after()),
            // What a condition guards may never run.
            "if_statement" | "elif_clause" => parent.child(1) == Some(node) && fails(after()),
            "else_clause" | "case_item" => false,
            // In a condition, it is what the other branch is for.
            "negated_command" => is_in_condition,
            "command_substitution" | "process_substitution" => false,
            _ => true,
        }
    }
}

/// Whether commands may be there to fail.
fn fails(text: &str) -> bool {
    let text = text.replace("exit 0", "").replace("return 0", "");
    ["exit", "false", "return"].iter().any(|word| text.contains(word))
}
