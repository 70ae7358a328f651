//! Texts in small languages of their own, which the standard library checks when it is given them.

/// Patterns in the part of the syntax where nothing can be wrong: literals, classes, groups, simple repeats.
pub fn is_plain(pattern: &str) -> bool {
    let mut groups = 0i32;
    let mut repeatable = false;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped)
                    if !escaped.is_ascii_alphanumeric() || "dDwWsS".contains(escaped) || "nrt".contains(escaped) =>
                {
                    repeatable = true
                }
                Some('b' | 'B' | 'A' | 'Z') => repeatable = false,
                _ => return false,
            },
            '[' => {
                chars.next_if_eq(&'^');
                let mut class = String::new();
                loop {
                    match chars.next() {
                        Some(']') if !class.is_empty() => break,
                        Some('\\') => match chars.next() {
                            Some(escaped) if "dDwWsS.-]/\\\"'nrt".contains(escaped) => class.push('\\'),
                            _ => return false,
                        },
                        Some(c) if c != '[' && c != ']' => class.push(c),
                        _ => return false,
                    }
                }
                let inner = class
                    .replace("a-z", "")
                    .replace("A-Z", "")
                    .replace("0-9", "")
                    .replace("a-f", "")
                    .replace("A-F", "");
                if inner
                    .strip_prefix('-')
                    .unwrap_or(&inner)
                    .trim_end_matches('-')
                    .contains('-')
                    || inner.ends_with("--")
                {
                    return false;
                }
                repeatable = true;
            }
            '(' => {
                groups += 1;
                repeatable = false;
                if chars.next_if_eq(&'?').is_some() && chars.next() != Some(':') {
                    return false;
                }
            }
            ')' => {
                groups -= 1;
                repeatable = true;
                if groups < 0 {
                    return false;
                }
            }
            '*' | '+' | '?' => {
                if !repeatable {
                    return false;
                }
                chars.next_if_eq(&'?');
                repeatable = false;
            }
            '{' => {
                let mut counts = String::new();
                while let Some(digit) = chars.next_if(|c| c.is_ascii_digit() || *c == ',') {
                    counts.push(digit);
                }
                let number = |text: &str| text.parse::<u16>().ok();
                let fits = match counts.split_once(',') {
                    None => number(&counts).is_some(),
                    Some((least, "")) => number(least).is_some(),
                    Some((least, most)) => number(least)
                        .zip(number(most))
                        .is_some_and(|(least, most)| least <= most),
                };
                if !repeatable || !fits || chars.next() != Some('}') {
                    return false;
                }
                repeatable = false;
            }
            '^' | '|' | '$' => repeatable = false,
            _ => repeatable = true,
        }
    }
    groups == 0
}

/// A format is checked when the formatter is made: it must be of `%(name)s` fields, and have one.
pub fn is_log_format(format: &str) -> bool {
    let fields: Vec<&str> = format.split('%').skip(1).collect();
    !fields.is_empty()
        && fields.iter().all(|field| {
            field
                .strip_prefix('(')
                .and_then(|field| field.split_once(')'))
                .is_some_and(|(name, rest)| {
                    let width = rest.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
                    name.chars().all(|c| c.is_ascii_alphanumeric()) && width.starts_with(['s', 'd'])
                })
        })
}
