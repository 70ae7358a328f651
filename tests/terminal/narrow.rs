//! No line is longer than the terminal is wide, so that the terminal breaks none inside a word.

use super::command;
use super::pty::Terminal;

use super::binary::tree;

#[test]
fn what_is_said_breaks_at_words() {
    let directory = tree(&[
        (".git/HEAD", b""),
        ("a/Dockerfile", b"FROM mirror.corp/hub/distroless/python3-debian12\n"),
        ("b/Dockerfile", b"FROM cgr.dev/acme/python:latest\n"),
    ]);
    for arguments in [
        &["."][..],
        &["--write"],
        &["-v", "--output-format", "concise"],
        &["--base-config", "a-settings-file-that-is-not-there.toml"],
        &["explian", "LF003"],
        &["gone/and/never/there"],
    ] {
        let mut terminal = Terminal::new(command(directory.path(), arguments), 60);
        terminal.end();
        let written = terminal.written();
        assert!(!written.is_empty());
        for line in written.lines() {
            let plain = line.replace("\u{1b}[K", "");
            assert!(plain.chars().count() <= 60, "{arguments:?}: {line:?}");
        }
    }
}
