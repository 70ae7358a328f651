//! Markdown as a terminal shows it: filled to its width, with headings, code and tables set apart.

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::look::{Look, unbroken};

const HEADING: Style = Style::new().bold().underline();
const CODE: Style = AnsiColor::Cyan.on_default();
const STRONG: Style = Style::new().bold();

/// A page of Markdown. What it does not know it shows as its text.
pub(crate) fn rendered(markdown: &str, look: Look) -> String {
    let mut page = Rendering {
        look,
        ..Rendering::default()
    };
    Parser::new_ext(markdown, Options::ENABLE_TABLES).for_each(|event| page.event(event));
    page.text
}

#[derive(Default)]
struct Rendering {
    look: Look,
    /// What is done.
    text: String,
    /// The paragraph, heading or code block that is being read.
    block: String,
    /// The depth of lists.
    indent: usize,
    /// What the next paragraph begins with.
    marker: Option<&'static str>,
    /// The cells of the row that is being read.
    row: Vec<String>,
    /// The rows of the table that is being read.
    rows: Vec<Vec<String>>,
}

impl Rendering {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.block.push_str(&text),
            Event::Code(code) => self.block.push_str(&self.look.styled(CODE, &unbroken(&code))),
            Event::SoftBreak | Event::HardBreak => self.block.push(' '),
            Event::Start(Tag::Strong) if self.look.colour => self.block.push_str(&format!("{STRONG}")),
            Event::End(TagEnd::Strong) if self.look.colour => self.block.push_str(&format!("{STRONG:#}")),
            Event::Start(Tag::List(_)) => {
                self.paragraph();
                self.indent += 2;
            }
            Event::End(TagEnd::List(_)) => {
                self.indent -= 2;
                self.blank();
            }
            Event::Start(Tag::Item) => self.marker = Some("- "),
            Event::End(TagEnd::Item) => self.paragraph(),
            Event::End(TagEnd::Heading(_)) => {
                let heading = std::mem::take(&mut self.block);
                self.block = self.look.styled(HEADING, &heading);
                self.paragraph();
                self.blank();
            }
            Event::End(TagEnd::Paragraph) => {
                self.paragraph();
                if self.indent == 0 {
                    self.blank();
                }
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.paragraph();
                self.blank();
            }
            Event::End(TagEnd::CodeBlock) => self.code(),
            Event::End(TagEnd::TableCell) => self.row.push(std::mem::take(&mut self.block)),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.rows.push(std::mem::take(&mut self.row)),
            Event::End(TagEnd::Table) => self.table(),
            _ => {}
        }
    }

    /// Ends a paragraph, which is filled to the width.
    fn paragraph(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.is_empty() {
            return;
        }
        let rest = " ".repeat(self.indent);
        let first = match self.marker.take() {
            Some(marker) => format!("{}{marker}", " ".repeat(self.indent.saturating_sub(marker.len()))),
            None => rest.clone(),
        };
        let filled = self.look.wrapped(&format!("{first}{block}"), &rest);
        self.text.push_str(&filled);
        self.text.push('\n');
    }

    fn code(&mut self) {
        let block = std::mem::take(&mut self.block);
        for line in block.lines() {
            let line = format!("{}    {}", " ".repeat(self.indent), self.look.styled(CODE, line));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
        self.blank();
    }

    /// A table has a paragraph for each row, since a terminal is too narrow for columns of sentences.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        for row in rows.iter().skip(1) {
            self.marker = Some("- ");
            self.indent += 2;
            self.block = row.join(": ");
            self.paragraph();
            self.indent -= 2;
        }
        self.blank();
    }

    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_lines_for_a_narrow_terminal() {
        let look = Look {
            terminal: Some(30),
            ..Look::default()
        };
        let page = "# Title\n\nSome **words** that\nare longer than just `a line`.\n\n- one item that is longer than a line\n- two\n\
                    \n```dockerfile\nFROM a-very-long-name-that-is-not-broken\n```\n\n| found | becomes |\n| --- | --- |\n| `a` | b |\n";
        let expected = "Title\n\nSome words that are longer\nthan just a line.\n\n- one item that is longer than\n  a line\n- two\n\n    \
                        FROM a-very-long-name-that-is-not-broken\n\n- a: b\n\n";
        assert_eq!(rendered(page, look), expected);
        let coloured = rendered(page, Look { colour: true, ..look });
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), expected);
    }

    #[test]
    fn every_rule_has_a_page_that_is_whole() {
        for rule in crate::transforms::RULES.all() {
            let look = Look {
                terminal: Some(80),
                ..Look::default()
            };
            let page = rendered(rule.page, look);
            for word in rule
                .page
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 3)
            {
                let is_language = ["dockerfile", "console", "python", "toml"].contains(&word);
                let is_head = rule.page.contains(&format!("| {word} ")) || rule.page.contains(&format!(" {word} |"));
                assert!(page.contains(word) || is_language || is_head, "{}: {word}", rule.code);
            }
        }
    }

    #[test]
    fn code_on_the_page_of_a_rule_is_on_one_line() {
        for (rule, columns) in crate::transforms::RULES
            .all()
            .flat_map(|rule| [(rule, 80), (rule, 120)])
        {
            let look = Look {
                terminal: Some(columns),
                ..Look::default()
            };
            let page = rendered(rule.page, look);
            let events = Parser::new_ext(rule.page, Options::ENABLE_TABLES);
            for code in events.filter_map(|event| {
                if let Event::Code(code) = event {
                    Some(code)
                } else {
                    None
                }
            }) {
                let fits = code.len() + 6 <= columns;
                assert!(
                    !fits || page.lines().any(|line| line.contains(&*code)),
                    "{}: {code}",
                    rule.code
                );
            }
        }
    }
}
