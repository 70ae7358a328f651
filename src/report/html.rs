//! The comparison as one standalone web page.

use minijinja::{AutoEscape, Environment, HtmlEscape, Value, escape_formatter};

use super::page::Page;
use crate::text::{visible, visible_lines};

pub(super) fn page() -> Page {
    Page::new(&TEMPLATES, |environment: &mut Environment<'_>| {
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, state, value| match value.as_str().filter(|_| !value.is_safe()) {
            Some(text) => escape_formatter(out, state, &Value::from(visible_lines(text))),
            None => escape_formatter(out, state, value),
        });
        environment.add_filter("prose", prose);
    })
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

const TEMPLATES: [(&str, &str); 5] = [
    ("report.html", include_str!("templates/report.html.jinja")),
    ("totals.html", include_str!("templates/totals.html.jinja")),
    ("file.html", include_str!("templates/file.html.jinja")),
    ("report.css", include_str!("templates/report.css")),
    ("report.js", include_str!("templates/report.js")),
];

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn only_names_in_pairs_of_backticks_become_code() {
        assert_eq!(
            prose("`a<b` & `c`".into()).to_string(),
            "<code>a&lt;b</code> &amp; <code>c</code>"
        );
        assert_eq!(prose("a ` <script>".into()).to_string(), "a ` &lt;script&gt;");
    }
}
