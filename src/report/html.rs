//! The comparison as one standalone web page.

use minijinja::{AutoEscape, Environment, HtmlEscape, Value, context, escape_formatter};

use super::page::{Page, is_address};
use super::sarif::percent_encoded;
use crate::text::{visible, visible_lines};

pub(super) fn page(is_summary: bool) -> Page {
    Page {
        templates: &TEMPLATES,
        set_up: |environment: &mut Environment<'_>| {
            environment.set_auto_escape_callback(|_| AutoEscape::Html);
            environment.set_formatter(|out, state, value| match value.as_str().filter(|_| !value.is_safe()) {
                Some(text) => escape_formatter(out, state, &Value::from(visible_lines(text))),
                None => escape_formatter(out, state, value),
            });
            environment.add_filter("prose", prose);
            environment.add_filter("parts", parts);
            environment.add_filter("path", path);
            environment.add_filter("anchor", |path: String| percent_encoded(&path));
            environment.add_filter("link", link);
        },
        is_summary,
        files: Vec::new(),
    }
}

/// The text as HTML, with names in backticks as code.
fn prose(text: String) -> Value {
    let text = visible(&text);
    let mut parts = text.split('`').map(|part| HtmlEscape(part).to_string());
    if text.matches('`').count() % 2 == 1 {
        return Value::from_safe_string(parts.collect::<Vec<_>>().join("`"));
    }
    let mut result = parts.next().unwrap_or_default();
    while let (Some(code), Some(rest)) = (parts.next(), parts.next()) {
        result.push_str(&format!("<code>{code}</code>{rest}"));
    }
    Value::from_safe_string(result)
}

/// The runs of lines of one kind in a diff, each with the HTML element that shows it.
fn parts(diff: String) -> Vec<Value> {
    let tag = |&(number, line): &(usize, &str)| match line.as_bytes().first() {
        // The two lines of the header begin like changed lines.
        _ if number < 2 => Some("em"),
        Some(b'+') => Some("ins"),
        Some(b'-') => Some("del"),
        Some(b'@') => Some("em"),
        _ => None,
    };
    let lines: Vec<(usize, &str)> = diff.lines().enumerate().collect();
    let runs = lines.chunk_by(|a, b| tag(a) == tag(b));
    runs.map(|run| {
        let text: Vec<&str> = run.iter().map(|(_, line)| *line).collect();
        context! { tag => tag(&run[0]), lines => run.len(), text => text.join("\n") }
    })
    .collect()
}

/// A path that may be broken after each `/`.
fn path(path: String) -> Value {
    let path = visible_lines(&path);
    let parts = path.split_inclusive('/').map(|part| HtmlEscape(part).to_string());
    Value::from_safe_string(parts.collect::<Vec<_>>().join("<wbr>"))
}

/// A link, if the text is an address.
fn link(text: String) -> Value {
    let shown = HtmlEscape(&text).to_string();
    match is_address(&text) {
        true => Value::from_safe_string(format!("<a href=\"{shown}\" rel=\"noreferrer\">{shown}</a>")),
        false => Value::from_safe_string(shown),
    }
}

const TEMPLATES: [(&str, &str); 6] = [
    ("report.html", include_str!("templates/report.html.jinja")),
    ("totals.html", include_str!("templates/totals.html.jinja")),
    ("comparison.html", include_str!("templates/comparison.html.jinja")),
    ("file.html", include_str!("templates/file.html.jinja")),
    ("report.css", include_str!("templates/report.css")),
    ("report.js", include_str!("templates/report.js")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_break_and_only_addresses_become_links() {
        assert_eq!(path("a/<b>/c".into()).to_string(), "a&#x2f;<wbr>&lt;b&gt;&#x2f;<wbr>c");
        assert_eq!(link("docs/a\"b".into()).to_string(), "docs&#x2f;a&quot;b");
        assert!(
            link("https://x/\"b".into())
                .to_string()
                .starts_with("<a href=\"https:&#x2f;&#x2f;x&#x2f;&quot;b\" ")
        );
        assert!(!link("javascript:x".into()).to_string().contains("<a"));
    }

    #[test]
    fn only_names_in_pairs_of_backticks_become_code() {
        assert_eq!(
            prose("`a<b` & `c`".into()).to_string(),
            "<code>a&lt;b</code> &amp; <code>c</code>"
        );
        assert_eq!(prose("a ` <script>".into()).to_string(), "a ` &lt;script&gt;");
    }

    #[test]
    fn lines_of_a_diff_that_look_like_its_head_are_changes() {
        let diff = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n same\n";
        let seen: Vec<String> = parts(diff.into())
            .iter()
            .map(|part| {
                let get = |name| part.get_attr(name).unwrap().to_string();
                format!("{} {} {}", get("tag"), get("lines"), get("text").replace('\n', "|"))
            })
            .collect();
        assert_eq!(
            seen,
            [
                "em 3 --- a/x|+++ b/x|@@ -1,2 +1,2 @@",
                "del 1 --- old",
                "ins 1 +++ new",
                "None 1  same"
            ]
        );
    }
}
