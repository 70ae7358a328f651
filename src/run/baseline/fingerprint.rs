//! Hashes that identify the instruction of a finding, wherever it is in the file.

use crate::dockerfile::document::Document;
use crate::text::hash;

/// The fingerprints of a text's instructions.
pub(super) struct Fingerprints<'a> {
    text: &'a str,
    document: Option<Document>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            // A text that cannot be cut has no findings.
            document: Document::cut(text.to_string()).ok(),
        }
    }

    /// The fingerprint of the instruction at a byte, or else of the line there. Whitespace does not count, nor does the digest of an image, which
    /// changes with every update.
    pub(super) fn at(&self, at: usize) -> String {
        let instructions = self.document.iter().flat_map(|document| document.instructions());
        let mut ranges = instructions.map(|instruction| instruction.range());
        let text = match ranges.find(|range| range.contains(&at)) {
            Some(range) => &self.text[range],
            None => self.text[at..].lines().next().unwrap_or_default(),
        };
        hash(text.split_whitespace().map(without_digest))
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
        let first = Fingerprints::new(text).at(text.find("  y").unwrap());
        let moved = "# new\r\nFROM b\r\n\r\nRUN x \\\r\n    y\r\n";
        assert_eq!(Fingerprints::new(moved).at(moved.find("RUN").unwrap()), first);
        assert_ne!(Fingerprints::new(text).at(text.find("CMD").unwrap()), first);
        assert_ne!(
            Fingerprints::new(text).at(text.find("# why").unwrap()),
            Fingerprints::new(text).at(text.find("CMD").unwrap())
        );
        assert_eq!(Fingerprints::new("").at(0), Fingerprints::new(" ").at(1));
        let updated = |digest: &str| Fingerprints::new(&format!("FROM a:1@sha256:{digest} AS b")).at(0);
        assert_eq!(updated("00ff"), updated("ff00"));
        assert_ne!(updated("00ff"), Fingerprints::new("FROM a:2@sha256:00ff AS b").at(0));
    }
}
