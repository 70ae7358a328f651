//! How text looks on the terminal that it goes to: its width, colours and links.

use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Style};
use console::Term;
use textwrap::core::display_width;

use crate::transforms::RULES;

/// How wide text is where no terminal says it.
const COLUMNS: usize = 100;

/// How text looks where it goes to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look {
    /// Whether it is in colour.
    pub colour: bool,
    /// Whether rule codes link to their pages.
    pub links: bool,
    /// The columns of the terminal; `None` elsewhere.
    pub terminal: Option<usize>,
}

impl Look {
    /// That of standard output.
    pub(crate) fn standard() -> Self {
        let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        let columns = || Term::stdout().size_checked().map_or(80, |(_, columns)| columns.into());
        Self {
            colour,
            links: colour && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            terminal: io::stdout().is_terminal().then(columns),
        }
    }

    /// How wide a line may be.
    pub(super) fn columns(&self) -> usize {
        self.terminal.unwrap_or(COLUMNS).max(20)
    }

    /// The text in lines that break at words, each but the first after `indent`.
    pub(crate) fn wrapped(&self, text: &str, indent: &str) -> String {
        wrapped(text, self.columns(), indent)
    }

    /// Lines that are too long for a terminal end with `…`; a file gets them whole.
    pub(super) fn cut(&self, lines: &str) -> String {
        let Some(columns) = self.terminal else {
            return lines.to_string();
        };
        let lines = lines.lines().map(|line| console::truncate_str(line, columns, "…"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The text in a style, where there are colours.
    pub(crate) fn styled(&self, style: Style, text: &str) -> String {
        match self.colour {
            true => format!("{style}{text}{style:#}"),
            false => text.to_string(),
        }
    }

    /// A rule's code, which links to the rule's page.
    pub(super) fn code(&self, code: &str) -> String {
        let styled = self.styled(AnsiColor::Red.on_default().bold(), code);
        match RULES.find(code).filter(|_| self.links) {
            Some(rule) => format!("\u{1b}]8;;{}\u{1b}\\{styled}\u{1b}]8;;\u{1b}\\", rule.url()),
            None => styled,
        }
    }
}

/// Stands for a space at which a line must not break.
const NO_BREAK: &str = "\u{a0}";

/// Code, in which a line does not break unless the code is longer than a line.
pub(super) fn unbroken(code: &str) -> String {
    code.replace(' ', NO_BREAK)
}

/// A text in lines of at most so many columns, which break at words, each but the first after `indent`. Code in backticks stays on one line,
/// if it fits on one.
pub(crate) fn wrapped(text: &str, columns: usize, indent: &str) -> String {
    let is_code = |at: usize| at % 2 == 1 && text.matches('`').count() > at;
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if is_code(at) { unbroken(part) } else { part.to_string() });
    let text = parts.collect::<Vec<_>>().join("`");
    let fits = |word: &str| display_width(word) + display_width(indent) <= columns;
    let words = text.split(' ').map(|word| match fits(word) {
        true => word.to_string(),
        false => word.replace(NO_BREAK, " "),
    });
    let options = textwrap::Options::new(columns)
        .subsequent_indent(indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&words.collect::<Vec<_>>().join(" "), options).replace(NO_BREAK, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_on_one_line_if_it_fits_on_one() {
        let text = "Write `RUN python3 --version` (or `RUN true`), not ` alone";
        assert_eq!(
            wrapped(text, 26, "  "),
            "Write\n  `RUN python3 --version`\n  (or `RUN true`), not `\n  alone"
        );
        assert_eq!(
            wrapped(text, 20, "  "),
            "Write `RUN python3\n  --version` (or\n  `RUN true`), not `\n  alone"
        );
    }
}
