//! The comparison as Markdown.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Output, State, Value};

use super::page::{Page, is_address};
use crate::text::{visible, visible_lines};

pub(super) fn page(is_summary: bool) -> Page {
    Page {
        templates: &TEMPLATES,
        set_up: |environment: &mut Environment<'_>| {
            environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
            environment.set_formatter(escape_values);
            environment.add_filter("fenced", fenced);
            environment.add_filter("code", code);
            environment.add_filter("cell", cell);
            environment.add_filter("link", link);
        },
        is_summary,
        files: Vec::new(),
    }
}

const TEMPLATES: [(&str, &str); 1] = [("report.md", include_str!("templates/report.md.jinja"))];

/// Escapes every value as Markdown text, unless a filter marked it safe.
fn escape_values(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = value.to_string();
    let plain = value.is_safe() || matches!(value.kind(), ValueKind::Number | ValueKind::Bool);
    let text = if plain { text } else { escaped(&text) };
    out.write_str(&text).map_err(minijinja::Error::from)
}

/// The text on one line, without any meaning in Markdown, its formulas, or HTML.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    // Messages put names in backticks. Backticks that are not in pairs, or several in a row, are escaped.
    let paired = text.matches('`').count().is_multiple_of(2) && longest_run(text) < 2;
    let mut code = false;
    for c in text.chars() {
        if c == '`' && paired {
            code = !code;
            result.push('`');
            continue;
        }
        match c {
            '\t' | '\n' | '\r' => result.push(' '),
            _ if c.is_control() => result.push_str(&format!("\\{}", c.escape_default())),
            _ if code => result.push(c),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '&' => result.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '|' | '$' => result.extend(['\\', c]),
            _ => result.push(c),
        }
    }
    result
}

/// A code block, with a fence longer than any in the text.
fn fenced(text: String, language: &str) -> Value {
    let text = visible_lines(&text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    Value::from_safe_string(format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n')))
}

/// Inline code.
fn code(text: String) -> Value {
    let line = visible(&text.replace(['\t', '\n', '\r'], " ")).into_owned();
    let ticks = "`".repeat(longest_run(&line) + 1);
    let space = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    Value::from_safe_string(format!("{ticks}{space}{line}{space}{ticks}"))
}

/// Markdown for a table cell, which a bar ends even inside code.
fn cell(markdown: String) -> Value {
    Value::from_safe_string(markdown.replace('|', "\\|"))
}

/// A link, if the text is an address.
fn link(text: String) -> Value {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>');
    match is_address(&text) && text.chars().all(is_plain) {
        true => Value::from_safe_string(format!("<{text}>")),
        false => Value::from(text),
    }
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
            "&lt;script&gt;\\|\\*x\\* `a|<b>` \\[l\\](u)"
        );
        assert_eq!(escaped("a ` b"), "a \\` b");
        // Markdown pairs three backticks with three, so that the last one closes nothing.
        assert_eq!(escaped("```<b>`"), "\\`\\`\\`&lt;b&gt;\\`");
        assert_eq!(
            link("https://x.example/a_b".into()).to_string(),
            "<https://x.example/a_b>"
        );
        assert!(!link("https://x.example/><img>".into()).is_safe() && !link("docs/a.md#b".into()).is_safe());
        assert_eq!(code("a``b`".into()).to_string(), "``` a``b` ```");
        assert_eq!(cell(code("a|b".into()).to_string()).to_string(), "`a\\|b`");
        assert_eq!(
            fenced("x\n````\n".into(), "diff").to_string(),
            "`````diff\nx\n````\n`````"
        );
    }
}
