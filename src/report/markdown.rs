//! The comparison that people wrote by hand, as Markdown.

use std::io::{self, Write};

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Output, State, Value};

use super::format::Sink;
use super::model::FileRecord;
use super::page;
use super::totals::Totals;

/// The format. Records are collected: the matrix and the totals come first.
#[derive(Debug, Default)]
pub struct Markdown {
    files: Vec<FileRecord>,
}

impl Sink for Markdown {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        if record.is_shown() {
            self.files.push(record);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        let mut environment = page::environment()?;
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_formatter(escape_values);
        environment.add_filter("fenced", fenced);
        environment.add_filter("code", code);
        add_template(&mut environment)?;
        page::render(&environment, "report.md", &page::context(&self.files, totals), out)
    }
}

fn add_template(environment: &mut Environment<'_>) -> io::Result<()> {
    let source = include_str!("templates/report.md.jinja");
    environment.add_template("report.md", source).map_err(io::Error::other)
}

/// Writes a value as plain text of Markdown, unless a filter made it safe.
fn escape_values(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = value.to_string();
    let plain = value.is_safe() || matches!(value.kind(), ValueKind::Number | ValueKind::Bool);
    let written = if plain {
        out.write_str(&text)
    } else {
        out.write_str(&escaped(&text))
    };
    written.map_err(minijinja::Error::from)
}

/// The text so that Markdown and HTML see nothing in it: one line, also in a table.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    // Messages put names in backticks; where these do not come in pairs, none counts.
    let paired = text.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for c in text.chars() {
        if c == '`' && paired {
            code = !code;
            result.push('`');
            continue;
        }
        match c {
            '|' => result.push_str("\\|"),
            '\r' | '\n' => result.push(' '),
            _ if code => result.push(c),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '&' => result.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => result.extend(['\\', c]),
            _ => result.push(c),
        }
    }
    result
}

/// A block of code, with a fence that nothing in it ends.
fn fenced(text: String, language: &str) -> Value {
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    Value::from_safe_string(format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n')))
}

/// Code within a line.
fn code(text: String) -> Value {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&line) + 1);
    let space = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    Value::from_safe_string(format!("{ticks}{space}{line}{space}{ticks}"))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_text_or_code() {
        assert_eq!(
            escaped("<script>|*x*\n`a|<b>` [l](u)"),
            "&lt;script&gt;\\|\\*x\\* `a\\|<b>` \\[l\\](u)"
        );
        assert_eq!(escaped("a ` b"), "a \\` b");
        assert_eq!(code("a``b`".into()).to_string(), "``` a``b` ```");
        assert_eq!(
            fenced("x\n````\n".into(), "diff").to_string(),
            "`````diff\nx\n````\n`````"
        );
    }
}
