//! Scripts and what becomes of them.

use super::*;

pub(crate) const PYTHON: Invocation = Invocation {
    version: PythonVersion::PY311,
    site: true,
};

pub(crate) const LIMITS: Limits = Limits {
    connect: 2.0,
    request: 9.0,
};

pub(crate) fn bound(script: &str) -> Result<Option<Bounded>, String> {
    examine(script, PYTHON, &LIMITS)?.bound
}

fn facts(script: &str) -> Result<Option<Facts>, String> {
    Ok(examine(script, PYTHON, &LIMITS)?.facts)
}

fn becomes(script: &str, expected: &str) {
    let bounded = bound(script);
    let text = bounded.map(|bounded| bounded.map(|bounded| bounded.lines.join("; ")));
    assert_eq!(text, Ok(Some(expected.to_owned())), "{script}");
    assert_eq!(bound(expected), Ok(None), "{expected}");
}

#[test]
fn connect_becomes_connect_ex() {
    for (script, expected) in [
        // The limit that is there stays; an exit is added where there is none.
        (
            "import socket; s=socket.socket(); s.settimeout(5); s.connect(('localhost', 3389)); s.close()",
            "import socket; s=socket.socket(); s.settimeout(5); result = s.connect_ex(('localhost', 3389)); s.close(); \
             exit(0 if result == 0 else 1)",
        ),
        (
            "import socket as S,sys; r = S.socket(S.AF_INET); r.connect(('a', 1)); r.close(); sys.exit()",
            "import socket as S,sys; r = S.socket(S.AF_INET); r.settimeout(2); result = r.connect_ex(('a', 1)); \
             r.close(); sys.exit(0 if result == 0 else 1)",
        ),
        (
            "from socket import socket; result = socket(); result.connect(('a', 1))",
            "from socket import socket; result = socket(); result.settimeout(2); \
             result_2 = result.connect_ex(('a', 1)); exit(0 if result_2 == 0 else 1)",
        ),
        // A limit that comes too late, or is none.
        (
            "import socket; s = socket.socket(); s.connect(('a', 1)); s.close(); exit(False)",
            "import socket; s = socket.socket(); s.settimeout(2); result = s.connect_ex(('a', 1)); s.close(); \
             exit(0 if result == 0 else 1)",
        ),
        (
            "import socket; s = socket.socket(); s.settimeout(None); s.connect(('a', 1))",
            "import socket; s = socket.socket(); s.settimeout(2); result = s.connect_ex(('a', 1)); \
             exit(0 if result == 0 else 1)",
        ),
        (
            "import socket; socket.socket().connect(('a', 1)); exit(0)",
            "import socket; s = socket.socket(); s.settimeout(2); result = s.connect_ex(('a', 1)); \
             exit(0 if result == 0 else 1)",
        ),
    ] {
        becomes(script, expected);
    }
}

#[test]
fn a_connect_that_more_depends_on_only_gets_its_limit() {
    for (script, expected) in [
        (
            "import socket; s = socket.socket(); s.connect(('a', 1)); s.sendall(b'x'); s.recv(1); exit(0)",
            "import socket; s = socket.socket(); s.settimeout(9); s.connect(('a', 1)); s.sendall(b'x'); s.recv(1); exit(0)",
        ),
        (
            "import socket; s = socket.socket(); s.connect(('a', 1)); print('up')",
            "import socket; s = socket.socket(); s.settimeout(2); s.connect(('a', 1)); print('up')",
        ),
        (
            "import socket; a = socket.socket(); b = socket.socket(); a.connect(('a', 1)); b.connect(('a', 2)); exit(0)",
            "import socket; a = socket.socket(); a.settimeout(2); b = socket.socket(); b.settimeout(2); \
             a.connect(('a', 1)); b.connect(('a', 2)); exit(0)",
        ),
        (
            "import socket\nfor port in (1, 2):\n  s = socket.socket()  # new\n  s.connect(('a', port))\n",
            "import socket\nfor port in (1, 2):\n  s = socket.socket(); s.settimeout(2)  # new\n  s.connect(('a', port))\n",
        ),
        (
            "import socket, sys\ns = socket.socket()\ntry:\n    s.connect(('a', 1))\nexcept OSError:\n    sys.exit(1)\n",
            "import socket, sys\ns = socket.socket()\ns.settimeout(2)\ntry:\n    s.connect(('a', 1))\nexcept OSError:\n    \
             sys.exit(1)\n",
        ),
    ] {
        becomes(script, expected);
    }
}

#[test]
fn connect_ex_gets_a_limit_and_its_result_a_use() {
    for (script, expected) in [
        (
            "import socket; s = socket.socket(); r = s.connect_ex(('a', 1)); exit(r)",
            "import socket; s = socket.socket(); s.settimeout(2); r = s.connect_ex(('a', 1)); exit(r)",
        ),
        (
            "import socket; s = socket.socket(); s.settimeout(1); s.connect_ex(('a', 1)); s.close(); exit(0)",
            "import socket; s = socket.socket(); s.settimeout(1); result = s.connect_ex(('a', 1)); s.close(); \
             exit(0 if result == 0 else 1)",
        ),
        (
            "import socket; s = socket.socket(); r = s.connect_ex(('a', 1)); s.close()",
            "import socket; s = socket.socket(); s.settimeout(2); r = s.connect_ex(('a', 1)); s.close(); \
             exit(0 if r == 0 else 1)",
        ),
        (
            "import socket; exit(socket.socket().connect_ex(('a', 1)))",
            "import socket; s = socket.socket(); s.settimeout(2); exit(s.connect_ex(('a', 1)))",
        ),
    ] {
        becomes(script, expected);
    }
}

#[test]
fn requests_get_the_limit_of_the_health_check() {
    for (script, expected) in [
        (
            "import urllib.request; urllib.request.urlopen('http://a/health')",
            "import urllib.request; urllib.request.urlopen('http://a/health', timeout=9)",
        ),
        (
            "import urllib.request as r; r.urlopen('http://a/health' , ).read(); exit(0)",
            "import urllib.request as r; r.urlopen('http://a/health' , timeout=9 ).read(); exit(0)",
        ),
        (
            "from urllib.request import urlopen as u; u(('http://a'), timeout=None)",
            "from urllib.request import urlopen as u; u(('http://a'), timeout=9)",
        ),
        (
            "import requests; requests.get('http://a/')",
            "import requests; requests.get('http://a/', timeout=9)",
        ),
        (
            "import requests;requests.head(url='http://a/')",
            "import requests; requests.head(url='http://a/', timeout=9)",
        ),
        (
            "import httpx; httpx.get('http://a/', timeout=None)",
            "import httpx; httpx.get('http://a/', timeout=9)",
        ),
        (
            "import http.client; c = http.client.HTTPConnection('a', 80); c.request('GET', '/'); c.getresponse()",
            "import http.client; c = http.client.HTTPConnection('a', 80, timeout=9); c.request('GET', '/'); c.getresponse()",
        ),
        (
            "import socket; socket.create_connection(('a', 1))",
            "import socket; socket.create_connection(('a', 1), timeout=2)",
        ),
        (
            "import socket; c = socket.create_connection(('a', 1), None); c.sendall(b'x')",
            "import socket; c = socket.create_connection(('a', 1), 9); c.sendall(b'x')",
        ),
        (
            "import urllib.request, sys\ntry:\n    urllib.request.urlopen('http://a')\n    sys.exit(0)\n\
             except Exception:\n    sys.exit(1)",
            "import urllib.request, sys\ntry:\n    urllib.request.urlopen('http://a', timeout=9)\n    sys.exit(0)\n\
             except Exception:\n    sys.exit(1)",
        ),
    ] {
        becomes(script, expected);
    }
}

#[test]
fn what_conforms_is_left_alone() {
    for script in [
        "import socket; s=socket.socket(); s.settimeout(2); r=s.connect_ex(('127.0.0.1', 8120)); s.close(); exit(0 if r==0 else 1)",
        "import socket,sys; s=socket.socket(); s.settimeout(2); sys.exit(0 if s.connect_ex(('a',1))==0 else 1)",
        "import socket,sys; s=socket.socket(); s.settimeout(2); sys.exit(s.connect_ex(('a',1)))",
        "import socket; socket.create_connection(('a', 1), 2).close()",
        "import urllib.request; urllib.request.urlopen('http://a', None, 5).read()",
        "import urllib.request; r = urllib.request.urlopen('http://a', timeout=5); exit(0 if r.getcode() == 200 else 1)",
        "import httpx; httpx.get('http://a')",
        "import requests, sys\ntry:\n  r = requests.get('http://a', timeout=5)\nexcept Exception as e:\n  print(e)\n  sys.exit(1)\n\
         sys.exit(0 if r.status_code == 200 else 1)",
    ] {
        assert_eq!(bound(script), Ok(None), "{script}");
        assert_eq!(
            facts(script),
            Ok(Some(Facts {
                limited: true,
                handles_errors: true
            })),
            "{script}"
        );
    }
}

#[test]
fn a_check_without_network_has_no_limit_to_set() {
    for script in [
        "import sys; sys.exit(0)",
        "",
        "import sys; print('ok'); sys.exit(0)",
        "import os; exit(0 if os.path.exists('/tmp/.X11-unix/X0') else 1)",
        "import pathlib; assert pathlib.Path('/tmp/x').exists()",
    ] {
        assert_eq!(bound(script), Ok(None), "{script}");
        assert_eq!(facts(script), Ok(None), "{script}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    for (script, word) in [
        ("import redis; redis.Redis().ping()", "`redis`"),
        ("import tron_client; print('ok')", "`tron_client`"),
        (
            "import asyncio; asyncio.run(asyncio.open_connection('a', 1))",
            "`asyncio`",
        ),
        ("import os; os.system('curl x')", "`os.system`"),
        ("eval('1')", "`eval`"),
        ("from socket import *; socket().connect(1)", "everything"),
        ("import urllib.request.urlopen('http://a')", "valid Python"),
        (
            "import urllib.request; urllib.request.urlopen('http://a', timeout=2); exit(0 if result == 0 else 1)",
            "`result`",
        ),
        (
            "import socket; s = socket.socket(); s.bind(('a', 1)); exit(0)",
            "`bind`",
        ),
        (
            "import socket; s = socket.socket(); t = s; t.connect(('a', 1))",
            "which socket",
        ),
        ("import requests; requests.get('http://a', **{})", "arguments"),
        ("def main():\n  pass\nmain()", "functions"),
        // The wrong way round.
        (
            "import socket; s=socket.socket(); s.settimeout(2); exit(0 if s.connect_ex(('a',1)) else 1)",
            "not clear that it ends",
        ),
        (
            "import requests\ntry:\n  requests.get('http://a')\nexcept Exception:\n  pass",
            "`try` may hide",
        ),
        (
            "import requests\ntry:\n  requests.get('http://a', timeout=1)\nexcept Exception:\n  exit(0)",
            "`try` may hide",
        ),
        (
            "import socket; exit(socket.socket().connect_ex(('a', 1)) or socket.socket().connect_ex(('a', 2)))",
            "no name",
        ),
        ("[requests for requests in ()]; import requests", "both"),
    ] {
        let reason = bound(script).unwrap_err();
        assert!(reason.contains(word), "{script}: {reason}");
    }
}

#[test]
fn facts_tell_the_two_rows_apart() {
    let facts = |script| facts(script).unwrap().unwrap();
    let raising = facts("import socket; s = socket.socket(); s.connect(('a', 1)); exit(0)");
    assert_eq!(
        raising,
        Facts {
            limited: false,
            handles_errors: false
        }
    );
    let caught = facts(
        "import socket, sys\ns = socket.socket()\ns.settimeout(2)\ntry:\n  s.connect(('a', 1))\nexcept OSError:\n  sys.exit(1)",
    );
    assert_eq!(
        caught,
        Facts {
            limited: true,
            handles_errors: true
        }
    );
    let uncaught = facts("import urllib.request as r; r.urlopen('http://a', timeout=2)");
    assert_eq!(
        uncaught,
        Facts {
            limited: true,
            handles_errors: true
        }
    );
    let broken =
        facts("import urllib.request; urllib.request.urlopen('http://a', timeout=2); exit(0 if result == 0 else 1)");
    assert_eq!(
        broken,
        Facts {
            limited: true,
            handles_errors: false
        }
    );
    let without_request = facts("import http.client as h; h.HTTPConnection('a', 80, timeout=2)");
    assert!(!without_request.handles_errors);
    let swallowed = facts("import requests\ntry: requests.get('http://a', timeout=1)\nexcept Exception: pass");
    assert_eq!(
        swallowed,
        Facts {
            limited: true,
            handles_errors: false
        }
    );
}

#[test]
fn depth_and_odd_text_do_no_harm() {
    for unit in [
        "-",
        "a.",
        "a(",
        "a()",
        "not ",
        "1 if 1 else ",
        "a[0]",
        "1+",
        "1**",
        "if a: a; ",
        "try: a; ",
        "def f(): a; ",
        "lambda: a; ",
        "f'{a;",
    ] {
        for count in [30, 60, 130, 390, 5000, 40_000] {
            let _ = bound(&format!("{}a", unit.repeat(count)));
        }
    }
    for script in [
        "\u{feff}import sys",
        "é = 'ü'; exit(0)",
        "\0",
        "exit(0",
        "\r\n;",
        "import socket; s = socket.socket(\n",
    ] {
        let _ = bound(script);
    }
}
