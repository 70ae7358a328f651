//! Changes texts as people do: lines lost, doubled, swapped and taken from other files, and characters put in.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Every Dockerfile among the transforms' cases, and those in the directory that LUCID_FIX_CORPUS names.
static POOL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../transforms")];
    open.extend(std::env::var_os("LUCID_FIX_CORPUS").map(PathBuf::from));
    let mut found = Vec::new();
    while let Some(directory) = open.pop() {
        for path in fs::read_dir(directory)
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
        {
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("dockerfile"))
            {
                found.extend(fs::read_to_string(path));
            }
        }
    }
    found
});

const PIECES: &[&str] = &[
    "\\",
    "\\\n",
    " \\\n# c\n",
    "\\\r\n",
    "\"",
    "'",
    "[",
    "]",
    ",",
    "#",
    "$",
    "${A:-",
    "}",
    "<<EOF",
    "\nEOF\n",
    "\r",
    "\t",
    "é",
    "\u{2028}",
    "\u{feff}",
    "`",
    "# escape=`\n",
    "# lucid-fix ignore\n",
    "ONBUILD ",
    "--from=0 ",
    "--platform=x ",
    "--chown=1 ",
    " AS b",
    "python3 ",
    "/usr/bin/python3.11",
    "&& ",
    "; ",
    "| ",
    "\n# c\n",
    "ARG A\n",
    "ENV A=b c\n",
    "USER 1\n",
    "WORKDIR x\n",
    "SHELL [\"x\"]\n",
    "\u{1b}",
    "\"-c\", ",
    "pip install x",
    "apt-get install -y y",
    "COPY . /app/\n",
    "\0a.py\nprint(1)\n",
    "\0app/__init__.py\n\0app/x.py\nimport os\n",
];

/// Pieces of health checks.
const PYTHON: &[&str] = &[
    "import socket",
    "import urllib.request",
    "import http.client, sys",
    "from socket import *",
    "import socket as s",
    "s = socket.socket()",
    "s.connect(('x', 1))",
    "r = s.connect_ex(('x', 1))",
    "s.settimeout(2)",
    "s.settimeout(None)",
    "exit(r)",
    "sys.exit(0)",
    "socket.create_connection(('x', 1))",
    "urllib.request.urlopen('http://x')",
    "http.client.HTTPConnection('x', 1, timeout=None)",
    "c.request('GET', '/')",
    "c.getresponse()",
    "s.close()",
    "raise SystemExit(1)",
    "try:\n  pass\nexcept OSError:\n  exit(1)",
    "with socket.socket() as s:\n  s.connect(('x', 1))",
    "if x:\n  y",
    "; ",
    "\n",
    "\r\n",
    "#",
    "'''",
    "f'{x}'",
    "\\",
    "(",
    ")",
    "*a",
    "**k",
    "é",
    ":=",
    "lambda: 0",
    "None",
    "timeout=0",
    "0 if r == 0 else 1",
    "import requests",
    "requests.get('http://x')",
    "import httpx",
    "assert r",
];

/// A small generator: the same seed gives the same change.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// A place between two characters.
fn place(text: &str, random: &mut Random) -> usize {
    text.floor_char_boundary(random.below(text.len() + 1))
}

/// What kind of text it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A Dockerfile.
    Dockerfile,
    /// A script.
    Python,
}

/// For `fuzz_mutator!`: every other change is one of libFuzzer's own.
pub fn bytes(data: &mut [u8], size: usize, most: usize, seed: u32, kind: Kind) -> usize {
    let new = match std::str::from_utf8(&data[..size]) {
        Ok(old) if seed % 4 != 0 => text(old, kind, seed),
        _ => return libfuzzer_sys::fuzzer_mutate(data, size, most),
    };
    let length = new.floor_char_boundary(most.min(data.len()));
    data[..length].copy_from_slice(&new.as_bytes()[..length]);
    length
}

/// Some changes of a text.
fn text(old: &str, kind: Kind, seed: u32) -> String {
    let mut random = Random(u64::from(seed) << 16 | 0x9e37);
    (0..1 + random.below(4)).fold(old.to_string(), |text, _| once(text, kind, &mut random))
}

fn once(mut text: String, kind: Kind, random: &mut Random) -> String {
    let pieces = if kind == Kind::Python { PYTHON } else { PIECES };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
    let (at, other) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(12) {
        0 if !lines.is_empty() => drop(lines.remove(at)),
        1 if !lines.is_empty() => lines.insert(other, lines[at].clone()),
        2 if !lines.is_empty() => lines.swap(at, other),
        3 | 4 if kind == Kind::Dockerfile => {
            let from = random.below(POOL.len());
            let taken: Vec<&str> = POOL
                .get(from)
                .map_or_else(Vec::new, |text| text.split_inclusive('\n').collect());
            let start = random.below(taken.len());
            let count = 1 + random.below(4);
            let taken = taken.into_iter().skip(start).take(count).map(str::to_string);
            lines.splice(at..at, taken);
        }
        5 if kind == Kind::Dockerfile && random.below(4) == 0 => {
            let from = random.below(POOL.len());
            lines.truncate(1);
            lines.extend(POOL.get(from).cloned());
        }
        6 if !lines.is_empty() => {
            // A word of one line at a word of another.
            let words = |line: &str| -> Vec<String> { line.split_inclusive(' ').map(str::to_string).collect() };
            let (from, mut to) = (words(&lines[at]), words(&lines[other]));
            let (word, slot) = (random.below(from.len()), random.below(to.len()));
            if let (Some(word), Some(slot)) = (from.get(word), to.get_mut(slot)) {
                slot.clone_from(word);
            }
            lines[other] = to.concat();
        }
        7 if !lines.is_empty() => {
            // A line is cut in two by a continuation.
            let cut = place(&lines[at], random);
            lines[at].insert_str(cut, ["\\\n", " \\\n  ", " \\\n# c\n", "\\\n\n"][random.below(4)]);
        }
        8 => {
            let start = place(&text, random);
            let end = text.ceil_char_boundary(start + random.below(30)).max(start);
            text.replace_range(start..end, "");
            return text;
        }
        9 if random.below(8) == 0 => return text.replace('\n', "\r\n"),
        // The settings of an input of the engine.
        10 if kind == Kind::Dockerfile && random.below(4) == 0 => {
            let letter = b"auoipkgd"[random.below(8)] as char;
            let (letters, rest) = text.split_once('\n').unwrap_or_default();
            return match letters.contains(letter) {
                true => format!("{}\n{rest}", letters.replace(letter, "")),
                false => format!("{letters}{letter}\n{rest}"),
            };
        }
        _ => {
            let at = place(&text, random);
            text.insert_str(at, pieces[random.below(pieces.len())]);
            return text;
        }
    }
    lines.concat()
}
