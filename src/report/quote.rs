//! Path names as git writes them: as they are, or as a C string in double quotes.

use crate::text::c_style;

/// A name in a diff header, quoted if git (with its default `core.quotePath`) would quote it. A tab follows a name with a space, since `patch`
/// would end the name at the space otherwise. A name that ends with a space is quoted, unlike in git, or `patch` would not find the file.
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
