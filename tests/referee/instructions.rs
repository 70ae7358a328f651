//! Prints one JSON line a file: how this crate cuts it into instructions, and whether the grammar understands each.

use std::io::Write;

use lucid_fix::{Document, ParsedInstruction, position};

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for path in std::env::args().skip(1) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let record = match Document::cut(text) {
            Err(error) => serde_json::json!({"path": path, "error": error.message}),
            Ok(document) => {
                let one = |(index, instruction): (usize, &ParsedInstruction)| {
                    let range = instruction.range();
                    let keyword = &document.text()[instruction.keyword_range()];
                    serde_json::json!([
                        keyword.to_uppercase(),
                        position(document.text(), range.start).0,
                        position(document.text(), range.end).0,
                        document.is_understood(index),
                    ])
                };
                let all: Vec<_> = document.instructions().iter().enumerate().map(one).collect();
                serde_json::json!({"path": path, "instructions": all})
            }
        };
        writeln!(out, "{record}")?;
    }
    Ok(())
}
