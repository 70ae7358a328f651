//! The comparison that people wrote by hand, as Markdown.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Output, State, Value};

use super::page::Page;

/// The format.
pub(super) fn page() -> Page {
    Page::new(&TEMPLATES, |environment: &mut Environment<'_>| {
        environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
        environment.set_formatter(escape_values);
        environment.add_filter("fenced", fenced);
        environment.add_filter("code", code);
        environment.add_filter("cell", cell);
    })
}

const TEMPLATES: [(&str, &str); 1] = [("report.md", include_str!("templates/report.md.jinja"))];

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

/// The text so that Markdown, formulas in it and HTML see nothing in it: one line.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    // Messages put names in backticks. Where these do not come in pairs, or several in a row would pair otherwise, none counts.
    let paired = text.matches('`').count().is_multiple_of(2) && longest_run(text) < 2;
    let mut code = false;
    for c in text.chars() {
        if c == '`' && paired {
            code = !code;
            result.push('`');
            continue;
        }
        match c {
            _ if c.is_control() => result.push(' '),
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

/// A block of code, with a fence that nothing in it ends.
fn fenced(text: String, language: &str) -> Value {
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    Value::from_safe_string(format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n')))
}

/// Code within a line.
fn code(text: String) -> Value {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let ticks = "`".repeat(longest_run(&line) + 1);
    let space = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    Value::from_safe_string(format!("{ticks}{space}{line}{space}{ticks}"))
}

/// Markdown that is one cell of a table, where a bar ends a cell even in code.
fn cell(markdown: String) -> Value {
    Value::from_safe_string(markdown.replace('|', "\\|"))
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
        // Markdown pairs three backticks with three, so that the one at the end would close nothing.
        assert_eq!(escaped("```<b>`"), "\\`\\`\\`&lt;b&gt;\\`");
        assert_eq!(code("a``b`".into()).to_string(), "``` a``b` ```");
        assert_eq!(cell(code("a|b".into()).to_string()).to_string(), "`a\\|b`");
        assert_eq!(
            fenced("x\n````\n".into(), "diff").to_string(),
            "`````diff\nx\n````\n`````"
        );
    }
}
