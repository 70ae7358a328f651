//! Python text to syntax tree, as strictly as CPython's own `compile()`.
//!
//! A file wrongly said to parse breaks a user's build; one wrongly refused is merely not named. So whatever is
//! odd (very deep, very long, an encoding other than UTF-8) is refused.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions, Parsed, lexer, parse_unchecked};

use super::syntax;

const LONGEST_SOURCE: usize = 1 << 20;
/// As CPython has it for the text of a number.
const MOST_DIGITS: usize = 4300;
/// CPython allows 200 brackets and 100 indentations; the trees are walked recursively here, on small stacks.
const DEEPEST_BRACKETS: usize = 60;
const DEEPEST_INDENTATION: usize = 40;
/// Tokens between two commas or statements: `a.b.c` and `1 + 1 + 1` nest as deeply as they are long.
const LONGEST_CHAIN: usize = 600;

/// The tree of a file or a script, with its tokens.
pub(crate) type PythonTree = Parsed<ModModule>;

/// Parses a file or a script for one version of Python.
///
/// # Errors
/// Why `compile()` of this version does not accept the text.
pub(crate) fn parse(source: &str, version: PythonVersion) -> Result<PythonTree, String> {
    check_text(source)?;
    check_depth(source)?;
    let options = ParseOptions::from(Mode::Module).with_target_version(version);
    let parsed = parse_unchecked(source, options);
    if let Some(error) = parsed.errors().first() {
        return Err(error.error.to_string());
    }
    if let Some(error) = parsed.unsupported_syntax_errors().first() {
        return Err(error.to_string());
    }
    let parsed = parsed.try_into_module().ok_or("not a module")?;
    syntax::first_error(source, parsed.suite(), version).map_or(Ok(parsed), Err)
}

/// The version that a text such as `3.11` names; 3.11 for what is none.
pub(crate) fn version(text: &str) -> PythonVersion {
    text.parse().unwrap_or(PythonVersion::PY311)
}

fn check_text(source: &str) -> Result<(), String> {
    if source.len() > LONGEST_SOURCE {
        return Err("longer than 1 MiB".into());
    }
    if source.contains('\0') {
        return Err("has a null byte".into());
    }
    let mut digits = source.split(|c: char| !c.is_ascii_digit() && c != '_');
    if digits.any(|run| run.len() > MOST_DIGITS) {
        return Err("has a number too long to be read".into());
    }
    // `open(path).read()` keeps the mark, and `compile()` of a string does not take it for white space.
    if source.starts_with('\u{feff}') {
        return Err("starts with a byte order mark".into());
    }
    let cookie = source.lines().take(2).find_map(declared_encoding);
    match cookie.as_deref() {
        None | Some("utf-8" | "utf8" | "utf_8" | "u8") => Ok(()),
        Some("ascii" | "us-ascii" | "latin-1" | "latin1" | "iso-8859-1") if source.is_ascii() => Ok(()),
        Some(other) => Err(format!("declares the encoding {other}")),
    }
}

/// The encoding that a comment like `# -*- coding: utf-8 -*-` names.
fn declared_encoding(line: &str) -> Option<String> {
    let comment = line.trim_start_matches([' ', '\t', '\u{c}']).strip_prefix('#')?;
    let (_, after) = comment.split_once("coding")?;
    let name = after.strip_prefix([':', '='])?.trim_start_matches([' ', '\t']);
    let name = name
        .split(|c: char| !c.is_alphanumeric() && !"-_.".contains(c))
        .next()?;
    (!name.is_empty()).then(|| name.to_lowercase())
}

/// Refuses what nests too deeply, looking at tokens alone: the tree's depth is not known before the tree is there.
fn check_depth(source: &str) -> Result<(), String> {
    let mut lexer = lexer::lex(source, Mode::Module);
    // The tokens since the last comma or statement, in the innermost bracket and in each around it.
    let (mut chain, mut outer) = (0, Vec::new());
    let mut indentation = 0usize;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Indent => indentation += 1,
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Comma | TokenKind::Semi | TokenKind::Newline => chain = 0,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                outer.push(chain + 1);
                chain = 0;
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => chain = outer.pop().unwrap_or(chain),
            TokenKind::String | TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::FStringMiddle => {}
            _ => chain += 1,
        }
        if outer.len() >= DEEPEST_BRACKETS || indentation > DEEPEST_INDENTATION {
            return Err("nested too deeply to be looked at".into());
        }
        if outer.iter().sum::<usize>() + chain > LONGEST_CHAIN {
            return Err("has an expression too long to be looked at".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(source: &str) -> bool {
        parse(source, PythonVersion::PY311).is_ok()
    }

    #[test]
    fn what_cpython_refuses_is_refused() {
        for source in [
            "def f(:\n  pass",
            "return 1",
            "break",
            "for x in y:\n  def f():\n    continue",
            "yield 1",
            "await x",
            "def f():\n  await x",
            "class C:\n  return 1",
            "def f(a, a): pass",
            "lambda a, a: 1",
            "f(a=1, a=2)",
            "nonlocal x",
            "def f():\n  nonlocal x",
            "x = 1\nglobal x",
            "def f():\n  x = 1\n  global x",
            "def f(x):\n  global x",
            "import os\nfrom __future__ import annotations",
            "from __future__ import braces",
            "def f():\n  from os import *",
            "class C[T]: pass",
            "type X = int",
            "f'{a[\"b\"]}' f'{x!z}'",
            "f'{x['a']}'",
            "f'{x!r }'",
            "f'{x:{y:{z}}}'",
            "class A:\n  x = [y := 1 for z in a]",
            "*a = b",
            "a += *b",
            "a: b = *c",
            "def f():\n  (yield, a)",
            "a.__debug__ = 1",
            "f(__debug__=1)",
            "try:\n  pass\nexcept:\n  pass\nexcept E:\n  pass",
            "a, *b, *c = d",
            "*a",
            "f'{*a}'",
            "with a as *b: pass",
            "None = 1",
            "print 'x'",
            "async def f():\n  yield 1\n  return 2",
            "async def f():\n  yield from x",
            "if True:\n\tx = 1\n        y = 2",
            "\u{feff}x = 1",
            "# coding: cp1252\nx = 1",
            "x = 1\0",
            &format!("x = {}", "1".repeat(4301)),
        ] {
            assert!(!accepts(source), "{source:?}");
        }
    }

    #[test]
    fn what_cpython_takes_is_taken() {
        for source in [
            "",
            "# -*- coding: utf-8 -*-\nx = 'ä'",
            "def f():\n  x = 1\n  def g():\n    nonlocal x\n    x = 2",
            "class C:\n  def f(self):\n    return __class__",
            "def f(y):\n  class C:\n    nonlocal y\n    y = 2",
            "async def f():\n  return [await x for x in y]",
            "async def f():\n  async with a as b, c:\n    async for d in b:\n      yield d",
            "x = lambda: (yield)",
            "while True:\n  for x in y:\n    continue\n  else:\n    break",
            "match x:\n  case [1, *rest] if rest: pass\n  case {'a': b}: pass\n  case _: pass",
            "try:\n  pass\nexcept* ValueError:\n  pass",
            "def f():\n  global x\n  x = 1",
            "def f(*, a, b=1, **c) -> int: ...",
            "\"\"\"doc\"\"\"\nfrom __future__ import annotations\nimport os",
            "print(f'{x!r:>{width}}', end='')",
            &format!("x = {}", "1".repeat(4300)),
        ] {
            assert_eq!(parse(source, PythonVersion::PY311).err(), None, "{source:?}");
        }
    }

    #[test]
    fn nothing_overflows_the_stack() {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{", "}"),
            ("-", ""),
            ("not ", ""),
            ("a.", ""),
            ("1+", ""),
            ("f(x)(", ")"),
            ("lambda: ", ""),
        ] {
            let source = format!("x = {}1{}", open.repeat(50_000), close.repeat(50_000));
            assert!(!accepts(&source), "{open}");
        }
        assert!(!accepts(&format!("x = f{}", "(1, 2)".repeat(50_000))));
        let nested: String = (0..2000).map(|depth| format!("{}if x:\n", " ".repeat(depth))).collect();
        assert!(!accepts(&nested));
        assert!(accepts(&format!("x = [{}]", "1 + 2, ".repeat(20_000))));
        assert!(accepts(&format!("x = ({})", "'text'\n".repeat(20_000))));
    }
}
