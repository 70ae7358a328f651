//! Commands of programs that the image does not have, and the Python that replaces them.

use super::*;
use crate::python::health::tests::{LIMITS, bound};

fn command(line: &str) -> Result<String, String> {
    let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    from_command(&words, &LIMITS).map(|lines| {
        let script = lines.join("; ");
        assert_eq!(bound(&script), Ok(None), "{script}");
        script
    })
}

#[test]
fn programs_that_are_not_there_become_python() {
    let open = |url: &str, seconds: &str| {
        Ok(format!(
            "import urllib.request; urllib.request.urlopen('{url}', timeout={seconds})"
        ))
    };
    assert_eq!(
        command("curl -f http://localhost:8080/health"),
        open("http://localhost:8080/health", "9")
    );
    assert_eq!(
        command("/usr/bin/curl -fsS --max-time 5 -o /dev/null http://a/b?c=1 || exit 1"),
        open("http://a/b?c=1", "5")
    );
    assert_eq!(
        command("curl -fsSm2.5 a:80 > /dev/null 2>&1"),
        open("http://a:80", "2.5")
    );
    assert_eq!(command("wget -q --spider http://a/ || exit 1"), open("http://a/", "9"));
    assert_eq!(
        command("wget --no-verbose --tries=1 --timeout=4 -qO- https://a/"),
        open("https://a/", "4")
    );
    assert_eq!(
        command("nc -z localhost 7000"),
        Ok("import socket; socket.create_connection(('localhost', 7000), timeout=2).close()".into())
    );
    assert_eq!(
        command("nc -zv -w 1 127.0.0.1 7000"),
        Ok("import socket; socket.create_connection(('127.0.0.1', 7000), timeout=1).close()".into())
    );
}

#[test]
fn commands_with_more_to_them_are_declined() {
    for line in [
        "curl http://a/",
        "curl -fk https://a/",
        "curl -f -X POST http://a/",
        "curl -f -d x http://a/",
        "curl -f http://a:$PORT/",
        "curl -f http://a/ http://b/",
        "curl -f http://a/ || true",
        "curl -f http://a/ | grep ok",
        "curl -f -o /tmp/x http://a/",
        "curl -f ftp://a/",
        "curl -f http://user:word@a/",
        "curl -f http://",
        "curl -f -m",
        "curl",
        "wget --no-check-certificate https://a/",
        "wget -U me http://a/",
        "nc localhost 80",
        "nc -zu localhost 80",
        "nc -z localhost 80-90",
        "pgrep python",
        "|| exit 1",
    ] {
        assert!(command(line).is_err(), "{line}");
    }
}
