use super::*;

const GUARD: &str = "if __name__ == \"__main__\":\n    pass\n";

fn environment() -> BTreeMap<String, Option<String>> {
    [("PORT", Some("9051")), ("ADDRESS", Some("host:80")), ("SECRET", None)]
        .map(|(name, value)| (name.to_owned(), value.map(str::to_owned)))
        .into()
}

fn checks(entrypoint: &str, modules: &[(&str, &str)]) -> Vec<Check> {
    let entrypoint = Module {
        name: Some("entrypoint"),
        source: entrypoint,
    };
    let modules: Vec<Module> = modules
        .iter()
        .map(|(name, source)| Module {
            name: Some(name),
            source,
        })
        .collect();
    classify(
        &entrypoint,
        &modules,
        &environment(),
        PythonVersion::PY311,
        VerifyImports::Auto,
    )
}

fn check(source: &str) -> Check {
    checks(GUARD, &[("module", source)]).remove(1)
}

fn reason(source: &str) -> String {
    match check(source) {
        Check::Compile(reason) => reason,
        other => panic!("{other:?}: {source}"),
    }
}

#[test]
fn the_tunnel_tools_are_all_imported() {
    let entrypoint = r#"#!/usr/bin/env python3
"""Waits."""
import os
import sys
import time

try:
    import tunnel_metrics
    import tunnel_status
except ImportError:  # the tools run without their reporting, too
    tunnel_metrics = tunnel_status = None

CONTROL_HOST = os.getenv("CONTROL_HOST", "tor-proxy")
CONTROL_PORT = int(os.getenv("CONTROL_PORT", "9051"))


def main() -> int:
    print(CONTROL_HOST)


if __name__ == "__main__":
    raise SystemExit(main())
"#;
    let metrics = "from collections import Counter\n\n_COUNTS: Counter = Counter()\n\n\ndef count(name: str) -> int:\n    _COUNTS[name] += 1\n";
    let status = r#"
import os
from pathlib import Path

STATUS_FILE = Path(os.getenv("STATUS_FILE", "/var/lib/tunnel/status.json"))
PROXY = os.getenv("TOR_PROXY", "tor-proxy:9050")
PROXY_HOST = PROXY.split(":")[0]
PROXY_PORT = int(os.getenv("TOR_PROXY_PORT", PROXY.split(":")[1] if ":" in PROXY else "9050"))
_STATUS = {"state": "unknown"}
"#;
    let found = checks(entrypoint, &[("tunnel_metrics", metrics), ("tunnel_status", status)]);
    assert_eq!(found, [Check::Import, Check::Import, Check::Import]);
}

#[test]
fn what_only_defines_is_imported() {
    for source in [
        "",
        "\"\"\"Doc.\"\"\"\n__all__ = ['f']\ndef f(a, b=1, *c, d: int = 2, **e) -> None: raise ValueError",
        "import os\nX = os.getenv('X', '1')\nY = int(X)\nZ = os.environ.get('Z')\nW = float(os.environ.get('W', '0.5'))",
        "import os\nPORT = int(os.environ['PORT'])\nHOST, _, P = os.environ['ADDRESS'].partition(':')\nP = int(P)",
        "import os\nDEBUG = os.getenv('DEBUG', '').lower() in ('1', 'true')",
        "import os\nHOSTS = [h.strip() for h in os.getenv('SECRET', '').split(',') if h]",
        "import os\nX = os.getenv('SECRET') or 'a'\nA = X.upper() + '/b'",
        "import logging\nlogging.basicConfig(level=logging.INFO, format='%(asctime)s %(levelname)-8s %(message)s')\nlog = logging.getLogger(__name__)\nlog.setLevel(logging.DEBUG)",
        "import re\nP = re.compile(r'^[a-z0-9-]{1,20}\\.onion:(\\d+)$', re.I)",
        "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n  x: int\n  y: list = field(default_factory=list)\n  def f(self) -> 'A': return self",
        "from enum import Enum, auto\nclass C(str, Enum):\n  A = 'a'\n  B = 'b'\ndef f(c: C = C.A): pass",
        "from typing import Optional, Dict, Any, Callable\nX: Optional[str] = None\nY: Dict[str, Any] = {}\ndef f(a: int | None, b: Callable[[int], str]) -> list[str]: ...",
        "from __future__ import annotations\nx: Nonsense = 1\ndef f(a: what.ever): ...",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import nothing\n  from redis import Redis\n",
        "class E(Exception):\n  \"\"\"Doc.\"\"\"\nclass F(E):\n  code = 1\n  def __init__(self): pass\n  @property\n  def x(self): return 1\n  @x.setter\n  def x(self, v): pass",
        "import threading, collections, datetime\nL = threading.Lock()\nD = collections.defaultdict(list)\nT = datetime.timedelta(seconds=5)\nQ = collections.deque(maxlen=10)",
        "from functools import lru_cache, wraps\n@lru_cache(maxsize=None)\ndef f(): pass\ndef g(h):\n  @wraps(h)\n  def i(): pass\n  return i",
        "import sys\nif sys.version_info >= (3, 8):\n  X = 1\nelse:\n  X = 2\nY = X + 1",
        "X = [1, 2]\nX.append(3)\nX += [4]\nD = {'a': 1}\nD['b'] = 2\nD.update(c=3)",
        "A = 60 * 60\nB = A // 7\nC = 'x' * 3\nD = {k: v for k, v in [('a', 1)]}\nE = sorted({'b', 'a'} - {'a'}) if False else sorted(['b', 'a'])",
        "try:\n  import tomllib\nexcept ImportError:\n  tomllib = broken()",
        "from pathlib import Path\nBASE = Path(__file__).resolve().parent / 'data'\nimport os.path\nX = os.path.join(os.path.dirname(__file__), 'a')",
        "for x in ('a', 'b'):\n  y = x.upper()\ndel x",
        "f = lambda x=1: x()\ndef _(x=f): yield",
        "import os\nos.environ['MODE'] = '1'\nX = os.getenv('MODE', 'x')",
        "from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  timeout = 5\n  def do_GET(self): pass",
        "if __name__ == '__main__':\n  import sys\n  sys.exit(1)",
    ] {
        assert_eq!(check(source), Check::Import, "{source}");
    }
}

#[test]
fn what_may_fail_or_act_is_compiled() {
    for source in [
        "import os\nX = os.environ['X']",
        "import os\nX = int(os.getenv('X'))",
        "import os\nX = int(os.getenv('SECRET', '1'))",
        "import os\nX = os.getenv('X').split(',')",
        "import os\nX = os.getenv('HOME', 'a/b').split('/')[1]",
        "X = 1 / 0",
        "X = [1][1]",
        "X = {'a': 1}['b']",
        "a, b = 'x:y:z'.split(':')",
        "X = undefined",
        "print('x')",
        "f = open('x')",
        "import socket\ns = socket.socket()",
        "import subprocess\nsubprocess.run(['x'])",
        "def f(): pass\nX = f()",
        "class C: pass\nX = C()",
        "while True: pass",
        "raise SystemExit",
        "with open('x') as f: pass",
        "import nothing",
        "from os import nothing",
        "from typing import override",
        "import tkinter",
        "import antigravity",
        "import os.nothing",
        "from module import x",
        "from . import x",
        "from nothing import *",
        "assert False",
        "import sys\nsys.path.insert(0, 'x')",
        "import signal\nsignal.signal(1, 2)",
        "import threading\nthreading.Thread(target=print).start()",
        "@unknown\ndef f(): pass",
        "def d(f): return f\n@d\ndef f(): pass",
        "def f(x=g()): pass",
        "def f(x: Nothing): pass",
        "class C(Nothing): pass",
        "class B:\n  def __init_subclass__(cls): print(1)\nclass C(B): pass",
        "class C(metaclass=type): pass",
        "class C:\n  x = undefined",
        "class C:\n  a = [1]\n  b = [a for _ in a]\n",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n  x: list = []",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n  x: int = 1\n  y: int",
        "from enum import Enum\nclass A(Enum):\n  X = 1\n  X = 2",
        "from enum import IntEnum\nclass A(IntEnum):\n  X = 'a'",
        "from enum import Enum\nclass A(Enum):\n  X = 1\nclass B(A): pass",
        "class A: pass\nclass B(A): pass\nclass C(A, B): pass",
        "class A(int, str): pass",
        "from typing import Optional, Dict\nx: Dict[int] = {}",
        "from typing import Optional\ndef f(x: Optional[int, str]): pass",
        "x: 'a' | None = 1",
        "X = {[]: 1}",
        "X = {1, []}",
        "X = 'a' + 1",
        "X = 'a' < 1",
        "import re\nX = re.compile('(')",
        "import re\nX = re.compile('a**')",
        "import logging\nlogging.basicConfig(filename='x')",
        "X = [1]\nY = X\nX.insert(0, 'a')\nZ = Y[0] + 1",
        "import os\nif os.getenv('SECRET'):\n  X = 1\nprint_(X)",
        "import os\nif os.getenv('SECRET'):\n  X = 1\nY = X",
        "try:\n  import redis\nexcept ImportError:\n  redis = None",
        "X: int\nY = X",
        "import concurrent\nX = concurrent.futures.Future",
        "import json\nX = json.load(open('x'))",
        "from collections import namedtuple\nP = namedtuple('P', 'a a')",
        "del x",
        "class C:\n  __slots__ = ('f',)\n  def f(self): pass",
        "from dataclasses import dataclass, field\n@dataclass\nclass C:\n  x = field(default=1)",
        "from typing import Generic, List\nT = List[int]\nclass C(Generic[T]): pass",
        "import re\nX = re.compile('[a--]')",
        "import os\nos.environ['A=B'] = 'x'",
        "import collections, errno\nX = collections.defaultdict(errno.EPERM)",
        "X = {1: 1, True: 'b'}[1] + 1",
        "import os\nX = f\"{os.getenv('X'):>{3}}\"",
        "async def f(): pass\nimport asyncio\nasyncio.run(f())",
    ] {
        assert!(
            matches!(check(source), Check::Compile(_)),
            "{source}: {:?}",
            check(source)
        );
    }
}

#[test]
fn modules_depend_on_what_they_import() {
    let found = checks(
        &format!("import redis\nimport a\n{GUARD}"),
        &[
            ("a", "import b\nfrom pkg.sub import VALUE\nX = b.X + VALUE"),
            ("b", "X = 1"),
            ("pkg", ""),
            ("pkg.sub", "from . import other\nfrom .other import Y\nVALUE = Y"),
            ("pkg.other", "Y = 2"),
            ("bad", "print(1)"),
            ("uses_bad", "import bad"),
            ("missing", "from b import nothing"),
            ("cycle1", "import cycle2"),
            ("cycle2", "import cycle1"),
            (
                "with_redis",
                "import redis\nfrom redis import Redis\ndef f(r: Redis): pass",
            ),
            ("calls_redis", "import redis\nR = redis.Redis()"),
            ("deeper", "import redis.asyncio"),
        ],
    );
    let expected = [
        true, true, true, true, true, true, false, false, false, false, false, true, false, false,
    ];
    let imported: Vec<bool> = found.iter().map(|check| *check == Check::Import).collect();
    assert_eq!(imported, expected, "{found:#?}");
}

#[test]
fn an_optional_package_is_there_for_those_who_can_do_without() {
    let found = checks(
        &format!("try:\n  import yaml\nexcept ImportError:\n  yaml = None\n{GUARD}"),
        &[
            ("needs", "import yaml"),
            (
                "can_do_without",
                "try:\n  import yaml\nexcept ImportError:\n  yaml = None",
            ),
        ],
    );
    assert!(
        matches!(found.as_slice(), [Check::Import, Check::Compile(_), Check::Import]),
        "{found:?}"
    );
}

#[test]
fn the_entrypoint_needs_a_guard() {
    assert!(matches!(checks("X = 1", &[]).as_slice(), [Check::Compile(_)]));
    assert!(matches!(
        checks("def main(): pass\nmain()", &[]).as_slice(),
        [Check::Compile(_)]
    ));
    assert_eq!(checks(GUARD, &[]), [Check::Import]);
}

#[test]
fn reasons_name_the_line() {
    assert_eq!(
        reason("import os\n\nX = os.environ['X']"),
        "line 3: `'X'` fails where X is not set"
    );
    assert!(reason("x = 1\nprint(x)").starts_with("line 2: `print(x)` calls print"));
    assert!(matches!(check("def f(:"), Check::Skip(_)));
}

#[test]
fn files_that_shadow_the_standard_library_spoil_all_imports() {
    let found = checks(GUARD, &[("queue", ""), ("fine", "")]);
    assert!(
        found.iter().all(|check| matches!(check, Check::Compile(_))),
        "{found:?}"
    );
}

#[test]
fn modes_and_names_decide_otherwise() {
    let run = |name, source, mode| {
        let module = Module { name, source };
        classify(&module, &[], &BTreeMap::new(), PythonVersion::PY311, mode).remove(0)
    };
    assert_eq!(run(Some("a"), "print(1)", VerifyImports::Always), Check::Import);
    assert!(matches!(run(None, "x = 1", VerifyImports::Always), Check::Compile(_)));
    assert!(matches!(
        run(Some("class"), GUARD, VerifyImports::Auto),
        Check::Compile(_)
    ));
    assert!(matches!(run(Some("a"), GUARD, VerifyImports::Never), Check::Compile(_)));
    assert!(matches!(run(Some("a"), "def", VerifyImports::Always), Check::Skip(_)));
}

#[test]
fn values_set_by_one_module_are_not_known_to_another() {
    let found = checks(
        GUARD,
        &[
            ("reads", "import os\nX = int(os.getenv('N', '1'))"),
            ("writes", "import os\nos.environ['N'] = 'x'"),
        ],
    );
    assert!(
        matches!(found.as_slice(), [Check::Import, Check::Compile(_), Check::Import]),
        "{found:?}"
    );
}

/// At the limits of what is parsed, in a debug build and on the small stack of a test's thread.
#[test]
fn the_deepest_that_is_looked_at_fits_the_stack() {
    for (open, close) in [
        ("1 + ", ""),
        ("-", ""),
        ("not ", ""),
        ("x.", ""),
        ("(", ",)"),
        ("[", "]"),
        ("f(", ")"),
        ("lambda: ", ""),
    ] {
        for times in [55, 140, 290, 590] {
            let value = format!("{}1{}", open.repeat(times), close.repeat(times));
            check(&format!("x = {value}"));
            check(&format!("def f(a={value}): pass"));
        }
    }
    let nested: String = (0..39).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect();
    check(&format!("{nested}{}x = {}1", " ".repeat(39), "1 + ".repeat(290)));
    let names: Vec<String> = (0..60).map(|at| format!("m{at}")).collect();
    let sources: Vec<String> = (0..60)
        .map(|at| {
            format!(
                "{nested}{}import m{}\nx = {}1",
                " ".repeat(39),
                at + 1,
                "1 + ".repeat(290)
            )
        })
        .collect();
    let modules: Vec<(&str, &str)> = names
        .iter()
        .zip(&sources)
        .map(|(name, source)| (name.as_str(), source.as_str()))
        .collect();
    checks(GUARD, &modules);
}
