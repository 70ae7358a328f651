//! Docker's wildcards, as `.dockerignore` and COPY read them. They differ from a shell's in `**`, in classes, and in that they have no braces.

/// Whether a pattern matches all of `path`; an invalid pattern matches nothing.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    pattern == path || (is_pattern(pattern) && Glob::new(pattern).is_ok_and(|glob| glob.matches(path)))
}

/// Whether a text may match anything but itself.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '\\'])
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Literal(char),
    /// `?`: one character except `/`.
    One,
    /// `*`: any characters except `/`.
    Star,
    /// `[a-z]`, `[^a]`.
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `**` at the end, or followed by plain text without a slash: anything.
    Everything,
    /// `**/`, first half: either no directory at all, or …
    MaybeDirectories,
    /// … second half: everything up to some `/`.
    Directories,
}

/// One pattern, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Glob(Vec<Token>);

impl Glob {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn new(pattern: &str) -> Result<Self, String> {
        let mut tokens = Vec::new();
        let mut rest = pattern.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '*' if rest.next_if_eq(&'*').is_some() => {
                    let slash = rest.next_if_eq(&'/').is_some();
                    let plain_rest = !rest.clone().any(|c| "*?[]\\".contains(c));
                    // `**name` matches any path that ends with `name` if the rest is plain text, as in Docker.
                    if rest.peek().is_none() || (tokens.is_empty() && !slash && plain_rest) {
                        tokens.push(Token::Everything);
                    } else {
                        tokens.extend([Token::MaybeDirectories, Token::Directories]);
                    }
                }
                '*' => tokens.push(Token::Star),
                '?' => tokens.push(Token::One),
                '[' => {
                    tokens.push(class(&mut rest).ok_or_else(|| format!("`{pattern}` has a `[` that nothing closes"))?)
                }
                '\\' => tokens.push(Token::Literal(rest.next().unwrap_or('\\'))),
                c => tokens.push(Token::Literal(c)),
            }
        }
        Ok(Self(tokens))
    }

    /// Whether all of `path` matches. The time is at most proportional to the product of both lengths.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let mut active = vec![false; self.0.len() + 1];
        self.enter(0, &mut active);
        for c in path.chars() {
            let mut next = vec![false; self.0.len() + 1];
            for (at, token) in self.0.iter().enumerate().filter(|(at, _)| active[*at]) {
                match token {
                    Token::Literal(wanted) if *wanted == c => self.enter(at + 1, &mut next),
                    Token::One if c != '/' => self.enter(at + 1, &mut next),
                    Token::Star if c != '/' => self.enter(at, &mut next),
                    Token::Class { negated, ranges }
                        if ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated =>
                    {
                        self.enter(at + 1, &mut next);
                    }
                    Token::Everything => self.enter(at, &mut next),
                    Token::Directories => {
                        next[at] = true;
                        if c == '/' {
                            self.enter(at + 1, &mut next);
                        }
                    }
                    _ => {}
                }
            }
            active = next;
        }
        active[self.0.len()]
    }

    /// The plain text at the start of the pattern.
    pub(crate) fn literal_prefix(&self) -> String {
        let literal = |token: &Token| if let Token::Literal(c) = token { Some(*c) } else { None };
        self.0.iter().map_while(literal).collect()
    }

    /// Makes `at` active, and every token that is reached from there without a character.
    fn enter(&self, at: usize, active: &mut [bool]) {
        if active[at] {
            return;
        }
        active[at] = true;
        match self.0.get(at) {
            Some(Token::Star | Token::Everything) => self.enter(at + 1, active),
            Some(Token::MaybeDirectories) => {
                self.enter(at + 1, active);
                self.enter(at + 2, active);
            }
            _ => {}
        }
    }
}

/// A class, after its `[`; `None` if it is not closed.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Token> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let low = match rest.next()? {
            ']' if !ranges.is_empty() => return Some(Token::Class { negated, ranges }),
            '\\' => rest.next()?,
            c => c,
        };
        let high = match rest.next_if_eq(&'-') {
            Some(_) => match rest.next()? {
                '\\' => rest.next()?,
                c => c,
            },
            None => low,
        };
        ranges.push((low, high));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_match_as_in_docker() {
        for (pattern, path, expected) in [
            ("*.py", "a.py", true),
            ("*.py", "b/a.py", false),
            ("*/*.py", "b/a.py", true),
            ("**/*.py", "a.py", true),
            ("**/*.py", "x/y/a.py", true),
            ("**/a", "xa", false),
            ("**a", "x/ya", true),
            ("a/**", "a/b/c", true),
            ("a/**", "a", false),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a/xb", false),
            ("**", "a/b", true),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            ("[a-c]x", "bx", true),
            ("[^a-c]x", "bx", false),
            (r"a\*", "a*", true),
            (r"a\*", "ab", false),
            ("a.c", "abc", false),
            ("ä*", "äö", true),
            ("[]x]", "]", true),
            ("[^]]", "]", false),
            (r"[\]a]", "]", true),
            (r"[a\-c]", "b", false),
            (r"[a-\c]", "b", true),
            ("a**b", "ax/yb", false),
            ("a**b", "ax/b", true),
            ("***", "a/b", true),
            (r"a\", r"a\", true),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().matches(path), expected, "{pattern} {path}");
        }
        assert!(Glob::new("a[b").is_err() && Glob::new("a[b-").is_err());
        assert_eq!(Glob::new(r"a/\*b?c").unwrap().literal_prefix(), "a/*b");
        assert!(matches("a[", "a[") && !matches("a[", "a"));
        let slow = Glob::new(&"*a".repeat(50)).unwrap();
        assert!(!slow.matches(&"a".repeat(40)));
    }
}
