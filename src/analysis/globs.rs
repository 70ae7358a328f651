//! Patterns over names, each compiled once a thread: the same few come up in file after file.

use std::cell::RefCell;
use std::collections::HashMap;

use globset::{Glob, GlobMatcher};

/// So many compiled patterns are kept at the most, lest memory grow with the number of files.
const MOST: usize = 64;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Option<GlobMatcher>>> = RefCell::default();
}

/// Whether `name` matches a pattern; a pattern that is none matches nothing.
pub fn matches(pattern: &str, name: &str) -> bool {
    if !pattern.contains(['*', '?', '[', ']', '{', '}', '\\']) {
        return pattern == name;
    }
    COMPILED.with_borrow_mut(|compiled| {
        if let Some(known) = compiled.get(pattern) {
            return known.as_ref().is_some_and(|glob| glob.is_match(name));
        }
        if compiled.len() == MOST {
            compiled.clear();
        }
        let glob = Glob::new(pattern).ok().map(|glob| glob.compile_matcher());
        let is_match = glob.as_ref().is_some_and(|glob| glob.is_match(name));
        compiled.insert(pattern.to_string(), glob);
        is_match
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_however_many_there_are() {
        for round in 0..3 * MOST {
            assert!(matches(
                &format!("requirements-{round}*.txt"),
                &format!("requirements-{round}-dev.txt")
            ));
            assert!(matches("*.py", "main.py"));
        }
        assert!(matches("main.py", "main.py"));
        assert!(!matches("main.py", "main_py"));
        assert!(!matches("[z-a]", "z"));
    }
}
