//! Reads Dockerfiles, and refuses what cannot be one.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::problem::Problem;
use crate::text::position;

/// The maximum size of a file. No Dockerfile is larger, and a build would refuse it.
pub(crate) const LARGEST: u64 = 8 << 20;

/// The initial buffer size: nearly every Dockerfile fits, and is read at once.
const USUAL: usize = 16 << 10;

/// Reads a file.
///
/// # Errors
/// Why it cannot be processed.
pub(crate) fn read(path: &Path) -> Result<String, Problem> {
    let unreadable = |error: std::io::Error| Problem::new(format!("cannot read the file: {}", reason(&error)));
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::with_capacity(USUAL);
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    decode(bytes)
}

/// Decodes the bytes of a Dockerfile.
///
/// # Errors
/// Why they cannot be one.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() as u64 > LARGEST {
        return Err(Problem::new("larger than 8 MiB, which no Dockerfile is; exclude it"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        Problem::at(
            position(&good, good.len()),
            "not UTF-8 from here on; save the file as UTF-8, as Docker reads it",
        )
    })?;
    match text.find('\0') {
        Some(at) => Err(Problem::at(
            position(&text, at),
            "a NUL byte, which no Dockerfile has; remove it or exclude the file",
        )),
        None => Ok(text),
    }
}

/// The message of an I/O error, without the error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_string(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_its_place() {
        assert_eq!(decode(b"FROM x\n".to_vec()).unwrap(), "FROM x\n");
        assert_eq!(decode("FROM x\nä\u{0}".into()).unwrap_err().column, Some(2));
        assert_eq!(decode(b"FROM x\nRUN \xff".to_vec()).unwrap_err().column, Some(5));
        assert!(
            decode(vec![b'x'; LARGEST as usize + 1])
                .unwrap_err()
                .message
                .contains("8 MiB")
        );
        assert!(decode(vec![b'x'; LARGEST as usize]).is_ok());
    }
}
