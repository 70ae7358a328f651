//! What the reports for people have in common: the records of a run as a template sees them.

use std::collections::BTreeMap;
use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};

use super::model::FileRecord;
use super::totals::Totals;
use crate::paths::Shown;
use crate::rules;

/// What a template sees.
pub fn context(files: &[FileRecord], totals: &Totals) -> Value {
    let pages = rules::all().map(|rule| (rule.code, context! { summary => rule.summary, why => why(rule.page) }));
    let repositories = totals.repositories.iter().map(|(name, total)| {
        context! { name, left => total.findings.left(), ..Serde(total) }
    });
    let rules = totals.rules.iter().map(|(code, total)| {
        context! { code, left => total.findings.left(), ..Serde(total) }
    });
    context! {
        version => env!("CARGO_PKG_VERSION"),
        left => totals.findings.left(),
        totals => Serde(totals),
        rules => rules.collect::<Vec<_>>(),
        repositories => repositories.collect::<Vec<_>>(),
        pages => pages.collect::<BTreeMap<_, _>>(),
        written => files.iter().any(|file| file.written),
        files => files.iter().map(file).collect::<Vec<_>>(),
    }
}

fn file(file: &FileRecord) -> Value {
    let lines = |sign: char, header: &str| {
        let lines = file.diff.iter().flat_map(|diff| diff.lines());
        lines
            .filter(|line| line.starts_with(sign) && !line.starts_with(header))
            .count()
    };
    let left = file.counted().filter(|finding| !finding.is_fixed()).count();
    let remedies = file.findings.iter().map(|finding| finding.remedy());
    context! {
        path => Shown::verbatim(&file.path).to_string(),
        counted => file.counted().count(),
        left,
        added => lines('+', "+++ "),
        removed => lines('-', "--- "),
        remedies => remedies.collect::<Vec<_>>(),
        parts => file.diff.as_deref().map(parts),
        ..Serde(file)
    }
}

/// A diff's lines, those of one kind in a row together, with the element that shows them.
fn parts(diff: &str) -> Vec<Value> {
    let tag = |line: &&str| match line.as_bytes().first() {
        Some(b'+') => Some("ins"),
        Some(b'-') => Some("del"),
        Some(b'@') => Some("em"),
        _ => None,
    };
    let lines: Vec<&str> = diff.lines().collect();
    let runs = lines.chunk_by(|a, b| tag(a) == tag(b));
    runs.map(|run| context! { tag => tag(&run[0]), text => run.join("\n") })
        .collect()
}

/// The first paragraph of a page's "Why", as one line.
fn why(page: &str) -> String {
    let section = page.split_once("## Why").map_or("", |(_, rest)| rest.trim_start());
    let paragraph = section.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text as a sentence; one that begins with a name keeps it as it is.
fn sentence(text: String) -> String {
    let mut rest = text.chars();
    let first = rest
        .next()
        .map(|first| first.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if text.ends_with(['.', ':']) { "" } else { "." };
    format!("{first}{}{end}", rest.as_str())
}

/// An environment in which a name that is not there is an error, not an empty text.
pub fn environment() -> io::Result<Environment<'static>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(io::Error::other)?);
    environment.add_filter("plural", |count: usize, noun: String| {
        super::summary::plural(count, &noun)
    });
    environment.add_filter("sentence", sentence);
    environment.add_filter("percent", |part: usize, whole: usize| {
        (100 * part).checked_div(whole).unwrap_or(0)
    });
    Ok(environment)
}

/// Writes a template's text; a failure of the output comes out as it was.
pub fn render(
    environment: &Environment<'_>,
    template: &str,
    context: &Value,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let failed = |error: minijinja::Error| {
        let cause = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<io::Error>());
        match cause {
            Some(cause) => io::Error::new(cause.kind(), error),
            None => io::Error::other(error),
        }
    };
    let template = environment.get_template(template).map_err(failed)?;
    template.render_captured_to(context, out).map(drop).map_err(failed)
}
