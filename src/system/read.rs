//! Reads every file that the program looks at: regular files alone, up to a size. Refuses what cannot be a Dockerfile.

use std::fs::{Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

#[cfg(unix)]
use rustix::fs::OFlags;

use crate::problem::Problem;
use crate::text::position;

/// The maximum size of a file. No Dockerfile is larger, and a build would refuse it.
pub(crate) const LARGEST: u64 = 8 << 20;

/// The maximum size of any other file that is read on the way: settings, sources, ignore files, files that define builds.
const LARGEST_OTHER: u64 = 1 << 20;

/// The initial buffer size: nearly every file fits, and is read at once.
const USUAL: usize = 16 << 10;

/// Reads a Dockerfile.
pub(crate) fn read(path: &Path) -> Result<String, Problem> {
    let bytes = bytes_up_to(path, LARGEST);
    decode(bytes.map_err(|error| Problem::new(format!("cannot read the file: {}", reason(&error))))?)
}

/// The bytes of a file that is no Dockerfile.
///
/// # Errors
/// It cannot be read, is no regular file, or is larger than 1 MiB.
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = bytes_up_to(path, LARGEST_OTHER)?;
    match bytes.len() as u64 > LARGEST_OTHER {
        true => Err(io::Error::other("it is larger than 1 MiB")),
        false => Ok(bytes),
    }
}

/// The text of a file that is no Dockerfile.
///
/// # Errors
/// As [`bytes`], or it is not UTF-8.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Whether a file is one that [`bytes`] reads.
pub(crate) fn is_suited(file: &Metadata) -> bool {
    file.is_file() && file.len() <= LARGEST_OTHER
}

/// Whether an error says that there is nothing at a path.
pub(crate) fn is_missing(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

/// Whether an error says that there is a file, and that it is none to read.
pub(crate) fn is_unsuited(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::Other)
}

/// The first bytes of a regular file: one more than `most` if there are more.
pub(crate) fn bytes_up_to(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Without waiting: a named pipe would wait for someone who writes to it.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, (OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::with_capacity(USUAL);
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Decodes the bytes of a Dockerfile.
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

    #[test]
    fn other_files_are_read_up_to_a_size() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), vec![b'x'; LARGEST_OTHER as usize]).unwrap();
        assert_eq!(bytes(file.path()).unwrap().len() as u64, LARGEST_OTHER);
        assert!(is_suited(&file.path().metadata().unwrap()));
        std::fs::write(file.path(), vec![b'x'; LARGEST_OTHER as usize + 1]).unwrap();
        assert!(is_unsuited(&bytes(file.path()).unwrap_err()));
        assert!(!is_suited(&file.path().metadata().unwrap()));
    }

    #[test]
    fn what_is_not_there_is_told_from_what_cannot_be_read() {
        use io::ErrorKind::{InvalidData, NotADirectory, NotFound, Other, PermissionDenied};
        for (kind, missing, unsuited) in [
            (NotFound, true, false),
            (NotADirectory, true, false),
            (InvalidData, false, true),
            (Other, false, true),
            (PermissionDenied, false, false),
        ] {
            let error = io::Error::from(kind);
            assert_eq!(
                (is_missing(&error), is_unsuited(&error)),
                (missing, unsuited),
                "{kind:?}"
            );
        }
    }
}
