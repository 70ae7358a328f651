//! Hashes that identify the instruction of a finding, wherever it is in the file.

use crate::dockerfile::document::Document;
use crate::text::hash;

/// The fingerprints of a text's instructions, by a byte in each, or else of the line there. Whitespace does not count, nor does the digest of an
/// image, which changes with every update.
pub(super) fn fingerprints(text: &str) -> impl Fn(usize) -> String {
    // A text that cannot be cut has no findings.
    let document = Document::cut(text.to_string()).ok();
    move |at| {
        let mut instructions = document.iter().flat_map(|document| document.instructions());
        let own = match instructions.find(|instruction| instruction.range().contains(&at)) {
            Some(instruction) => &text[instruction.range()],
            None => text[at..].lines().next().unwrap_or_default(),
        };
        hash(own.split_whitespace().map(without_digest))
    }
}

fn without_digest(word: &str) -> &str {
    word.split_once("@sha256:").map_or(word, |(image, _)| image)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_of_the_instruction_wherever_it_stands() {
        let text = "FROM a\nRUN x \\\n  y\n# why\nCMD z\n";
        let first = fingerprints(text)(text.find("  y").unwrap());
        let moved = "# new\r\nFROM b\r\n\r\nRUN x \\\r\n    y\r\n";
        assert_eq!(fingerprints(moved)(moved.find("RUN").unwrap()), first);
        assert_ne!(fingerprints(text)(text.find("CMD").unwrap()), first);
        assert_ne!(
            fingerprints(text)(text.find("# why").unwrap()),
            fingerprints(text)(text.find("CMD").unwrap())
        );
        assert_eq!(fingerprints("")(0), fingerprints(" ")(1));
        let updated = |digest: &str| fingerprints(&format!("FROM a:1@sha256:{digest} AS b"))(0);
        assert_eq!(updated("00ff"), updated("ff00"));
        assert_ne!(updated("00ff"), fingerprints("FROM a:2@sha256:00ff AS b")(0));
    }
}
