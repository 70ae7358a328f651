//! Path names as git writes them: as they are, or in double quotes like a string of C.

use crate::text::c_style;

/// A name for a diff's header, quoted if git (with its default `core.quotePath`) would. A name with a space is followed
/// by a tab, without which `patch` would take the name to end there; git leaves it at that for a name that ends with
/// one, too, but `patch` only finds such a file by its name in quotes.
pub(crate) fn header(name: &[u8]) -> String {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    let mut result = if name.iter().all(plain) && !name.ends_with(b" ") {
        name.iter().copied().map(char::from).collect()
    } else {
        c_style(name)
    };
    if name.contains(&b' ') {
        result.push('\t');
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_as_git_does() {
        assert_eq!(header(b"a/plain"), "a/plain");
        assert_eq!(header(b"a/with space"), "a/with space\t");
        assert_eq!(header("a/ä".as_bytes()), r#""a/\303\244""#);
        assert_eq!(header(b"a/q\"b\\c\td\ne\x01"), r#""a/q\"b\\c\td\ne\001""#);
    }
}
