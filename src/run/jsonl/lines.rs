//! Lines of any length, of which only those of a reasonable length are kept in memory.

use std::io::{self, BufRead, BufReader, Read};

/// A longer line is skipped: JSON needs at most 48 MiB for the largest text.
const LONGEST: usize = 64 << 20;

/// The size of the read buffer.
const BUFFER: usize = 1 << 20;

/// A line, with its number from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InputLine {
    pub(super) number: usize,
    /// Without the line ending; `None` if it is too long.
    pub(super) content: Option<Vec<u8>>,
}

/// Splits a stream into lines.
pub(super) struct InputLines<R> {
    input: BufReader<R>,
    longest: usize,
    number: usize,
}

impl<R: Read> InputLines<R> {
    pub(super) fn new(input: R) -> Self {
        Self::with_limits(input, BUFFER, LONGEST)
    }

    fn with_limits(input: R, buffer: usize, longest: usize) -> Self {
        Self {
            input: BufReader::with_capacity(buffer, input),
            longest,
            number: 0,
        }
    }

    /// Waits for a line, and returns it with the lines that are buffered already: a single line is answered at once, and the lines of a full pipe
    /// are processed in parallel. `None` at the end.
    pub(super) fn batch(&mut self) -> io::Result<Option<Vec<InputLine>>> {
        let Some(first) = self.line()? else {
            return Ok(None);
        };
        let mut batch = vec![first];
        while self.input.buffer().contains(&b'\n') {
            batch.extend(self.line()?);
        }
        Ok(Some(batch))
    }

    fn line(&mut self) -> io::Result<Option<InputLine>> {
        // In pieces: one buffer that grows would be copied over and over, and the old ones stay in memory for a while.
        let mut content = Some(Vec::new());
        let mut length = 0;
        loop {
            let there = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                there => there?,
            };
            let end = there.iter().position(|byte| *byte == b'\n');
            let part = &there[..end.unwrap_or(there.len())];
            let used = part.len() + usize::from(end.is_some());
            length += used;
            content = content.filter(|_| length - used + part.len() <= self.longest);
            if let Some(content) = &mut content {
                content.push(part.to_vec());
            }
            self.input.consume(used);
            if end.is_some() || used == 0 {
                break;
            }
        }
        self.number += usize::from(length > 0);
        Ok((length > 0).then(|| InputLine {
            number: self.number,
            content: content.map(|parts| parts.concat()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written bit by bit, as into a pipe.
    struct Pipe(Vec<&'static str>);

    impl Read for Pipe {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() {
                return Ok(0);
            }
            let part = self.0.remove(0).as_bytes();
            buffer[..part.len()].copy_from_slice(part);
            Ok(part.len())
        }
    }

    fn batches(parts: Vec<&'static str>, longest: usize) -> Vec<Vec<(usize, Option<String>)>> {
        let mut lines = InputLines::with_limits(Pipe(parts), 64, longest);
        let mut batches = Vec::new();
        while let Some(batch) = lines.batch().unwrap() {
            let text = |line: InputLine| {
                (
                    line.number,
                    line.content.map(|content| String::from_utf8(content).unwrap()),
                )
            };
            batches.push(batch.into_iter().map(text).collect());
        }
        batches
    }

    #[test]
    fn a_batch_is_what_is_there() {
        let some = |number, text: &str| (number, Some(text.to_string()));
        assert_eq!(
            batches(vec!["a\nb\n\nc", "c\nd\n", "e"], 64),
            [
                vec![some(1, "a"), some(2, "b"), some(3, "")],
                vec![some(4, "cc"), some(5, "d")],
                vec![some(6, "e")]
            ]
        );
        assert!(batches(vec![], 64).is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_whole() {
        assert_eq!(
            batches(vec!["12345", "67", "8\nok\n"], 4),
            [vec![(1, None), (2, Some("ok".to_string()))]]
        );
        assert_eq!(batches(vec!["12345"], 4), [vec![(1, None)]]);
    }
}
