//! The comparison as one page without outside parts.

use std::io::{self, Write};

use minijinja::{AutoEscape, HtmlEscape, Value};

use super::format::Sink;
use super::model::FileRecord;
use super::page;
use super::totals::Totals;

/// The format. Records are collected: the totals come first.
#[derive(Debug, Default)]
pub struct Html {
    files: Vec<FileRecord>,
}

impl Sink for Html {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        if record.is_shown() {
            self.files.push(record);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        let mut environment = page::environment()?;
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.add_filter("prose", prose);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).map_err(io::Error::other)?;
        }
        page::render(&environment, "report.html", &page::context(&self.files, totals), out)
    }
}

/// A text whose names in backticks are shown as code. Only what stands between the tags written here comes from outside, and is escaped.
fn prose(text: String) -> Value {
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
