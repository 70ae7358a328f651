use super::super::imports::load;
use super::*;

/// The names of the modules that are imported, of a service in /app.
fn imported(entrypoint: &str, others: &[(&str, &str)]) -> Vec<String> {
    let mut files: BTreeMap<&str, &str> = others.iter().copied().collect();
    files.insert("/app/main.py", entrypoint);
    let environment = [("PORT", Some("9051")), ("ADDRESS", Some("host:80")), ("SECRET", None)];
    let environment = environment
        .map(|(name, value)| (name.to_string(), value.map(str::to_string)))
        .into();
    let loaded = load(
        "/app/main.py",
        None,
        &["/app".to_string()],
        &files,
        PythonVersion::PY311,
    )
    .unwrap();
    let verdicts = importable(&loaded, &environment, PythonVersion::PY311);
    let modules = loaded.modules.iter().zip(verdicts);
    modules
        .filter(|(_, verdict)| *verdict)
        .map(|(module, _)| module.name.clone())
        .collect()
}

fn is_harmless(source: &str) -> bool {
    imported(source, &[]) == ["main"]
}

#[test]
fn what_only_defines_is_imported() {
    for source in [
        "",
        "\"\"\"Doc.\"\"\"\n__all__ = ['f']\ndef f(a, b=1, *c, d: int = 2, **e) -> None: raise ValueError",
        "import os\nX = os.getenv('X', '1')\nY = int(X)\nZ = os.environ.get('Z')\nW = float(os.environ.get('W', '0.5'))",
        "import os\nPORT = int(os.environ['PORT'])\nHOST, P = os.environ['ADDRESS'].split(':')\nP = int(P)",
        "import os\nPROXY = os.getenv('PROXY', 'a:90')\nP = int(os.getenv('P', PROXY.split(':')[1] if ':' in PROXY else '80'))",
        "import os\nTRACED = 'TRACE' in os.environ\nENV = {**os.environ}",
        "import os\nDEBUG = os.getenv('DEBUG', '').lower() in ('1', 'true')",
        "import os\nHOSTS = [h.strip() for h in os.getenv('SECRET', '').split(',') if h]",
        "import os\nX = os.getenv('SECRET') or 'a'\nURL = f'http://{X}' + '/b'",
        "import os\nPORT = int(os.getenv('NUMBER') or 8)\nSIZE = PORT * 2 + 1",
        "import logging, os\nlogging.basicConfig(level=os.getenv('LEVEL', 'INFO'), format='%(message)s')\nlog = logging.getLogger(__name__)\nlog.setLevel(logging.DEBUG)",
        "import logging, os\nlogging.basicConfig(level=getattr(logging, os.getenv('LEVEL', 'INFO').upper(), logging.INFO))",
        "import logging\nlog = logging.getLogger('x')\nlog.propagate = False\nlog.addHandler(logging.NullHandler())\nlog.setLevel('DEBUG')\nlog.setLevel(logging.INFO)",
        "import re\nP = re.compile(r'^[a-z0-9-]{1,20}\\.onion:(\\d+)$', re.I)",
        "from dataclasses import dataclass, field\n@dataclass(frozen=True)\nclass A:\n  x: int\n  y: list = field(default_factory=list)\n  def f(self) -> 'A': return self",
        "from enum import Enum, auto\nclass C(str, Enum):\n  A = 'a'\n  B = 'b'\ndef f(c: C = C.A, d=C.B.value): pass",
        "from typing import Optional, Dict, Any, Callable\nfrom uuid import UUID\nX: Optional[str] = None\nY: Dict[str, any] = {}\ndef f(a: int | None, b: Callable[[int], str], c: Optional[UUID]) -> list[str]: ...",
        "from __future__ import annotations\nx: Nonsense = 1\ndef f(a: what.ever): ...",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import nothing\n  from redis import Redis\n",
        "class E(Exception):\n  \"\"\"Doc.\"\"\"\nclass F(E):\n  code = 1\n  def __init__(self): pass\n  @property\n  def x(self): return 1\n  @x.setter\n  def x(self, v): pass",
        "import threading, collections, datetime\nL = threading.Lock()\nD = collections.defaultdict(list)\nT = datetime.timedelta(seconds=5)\nQ = collections.deque(maxlen=10)",
        "from functools import lru_cache, wraps\n@lru_cache(maxsize=None)\ndef f(): pass\ndef g(h):\n  @wraps(h)\n  def i(): pass\n  return i",
        "import sys\nif sys.version_info >= (3, 8):\n  X = 1\nelse:\n  X = 2\nY = X + 1",
        "X = [1, 2]\nX.append(3)\nX += [4]\nD = {'a': 1}\nD['b'] = 2\nD.update(c=3)",
        "A = 60 * 60\nB = A // 7\nC = 'x' * 3\nD = {k: v for k, v in [('a', 1)]}\nE = sorted({'b', 'a'})",
        "try:\n  import tomllib\nexcept ImportError:\n  import tomli as tomllib",
        "import os\nfrom pathlib import Path\nX = Path(os.getenv('X', '/x')) / 'a'\nY = str(X.parent.resolve()) + X.name\nZ = Path(X, 'b')",
        "from pathlib import Path\nBASE = Path(__file__).resolve().parent / 'data'\nimport os\nX = os.path.join(os.path.dirname(__file__), os.getenv('X', 'x'))",
        "f = lambda x=1: x()\ndef _(x=f): yield",
        "from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  timeout = 5\n  def do_GET(self): pass",
        "if __name__ == '__main__':\n  import sys\n  sys.exit(1)",
        "from typing import *\nx: Optional[int] = None\nT = TypeVar('T')\nclass G(Generic[T]): pass",
        "import os\nif os.getenv('TRACING'):\n  import opentelemetry",
        "import os\nX = os.getenv('X', 'é').encode()\nY = os.getenv('Y', 'y').encode('utf-8')",
    ] {
        assert!(is_harmless(source), "{source}");
    }
}

#[test]
fn what_may_fail_or_act_is_compiled() {
    for source in [
        "import os\nX = os.environ['X']",
        "import os\nX = int(os.getenv('X'))",
        "import os\nX = int(os.getenv('SECRET', '1'))",
        "import os\nX = int(os.getenv('X', 'a'))",
        "import os\nX = os.getenv('X').split(',')",
        "import os\nX = os.getenv('X', 'a,b').split(',')[2]",
        "import os\nX = os.getenv('HOME', 'a/b').split('/')[1]",
        "import os\nX = {'dev': 1}[os.getenv('STAGE', '')]",
        "import os\nX = 1 / int(os.getenv('X', '0'))",
        "import os\nclass C:\n  url = os.getenv('URL')\nX = C.url.split('/')",
        "import os\nX = {'url': os.getenv('URL')}\nY = X['url'].lower()",
        "a, b = undefined",
        "X = undefined",
        "print('x')",
        "f = open('x')",
        "import sys\nX = sys.argv[1]",
        "import socket\ns = socket.socket()",
        "import subprocess\nsubprocess.run(['x'])",
        "def f(): pass\nX = f()",
        "class C: pass\nX = C()",
        "class C:\n  @classmethod\n  def get(cls): pass\nX = C.get()",
        "while True: pass",
        "raise SystemExit",
        "import sys\nif sys.platform != 'win32':\n  raise ImportError",
        "with open('x') as f: pass",
        "import nothing",
        "from os import nothing",
        "from typing import override",
        "import tkinter",
        "import antigravity",
        "import os.nothing",
        "import concurrent\nX = concurrent.futures.Future",
        "from . import x",
        "from nothing import *",
        "assert False",
        "import sys\nsys.path.insert(0, 'x')",
        "import sys\nsys.modules['x'] = 1",
        "import os\nos.environ['X'] = '1'",
        "import os\nos.environ.setdefault('X', '1')",
        "import signal\nsignal.signal(1, 2)",
        "import threading\nthreading.Thread(target=print).start()",
        "import atexit\n@atexit.register\ndef f(): print(1)",
        "@unknown\ndef f(): pass",
        "def d(f): return f\n@d\ndef f(): pass",
        "def f(x=g()): pass",
        "def f(x: Nothing): pass",
        "class C(Nothing): pass",
        "class B:\n  def __init_subclass__(cls): print(1)",
        "class M(type): pass\nclass C(metaclass=M): pass",
        "class C:\n  x = undefined",
        "from enum import Enum\nclass A(Enum):\n  X = 1\n  def __init__(self, value): print(value)",
        "import logging\nlogging.basicConfig(filename='x')",
        "import logging, os\nlogging.basicConfig(format=os.getenv('FORMAT', '%'))",
        "from pathlib import Path\nPath('a').write_text('b')",
        "from pathlib import Path\nX = Path('a').read_text()",
        "from pathlib import Path\nPath('a').replace('b')",
        "from pathlib import Path\nX = Path('/run/a').resolve(strict=True)",
        "from pathlib import Path\nX = Path('/run/a').resolve(True)",
        "import os\nfrom pathlib import Path\nX = Path(os.getenv('X', '/run/a')).resolve(True)",
        "import os\nX = os.path.realpath('/run/a', strict=True)",
        "X = sorted([1], key=lambda x: print(x))",
        "X = list(map(print, [1]))",
        "import os\nif os.getenv('SECRET'):\n  X = 1\nY = X",
        "try:\n  import redis\nexcept ImportError:\n  redis = None",
        "try:\n  X = 1\nexcept OSError:\n  print(1)",
        "import json\nX = json.load(open('x'))",
        "async def f(): pass\nimport asyncio\nasyncio.run(f())",
        "import os\nX = f\"{os.getenv('X'):>3}\"",
        "print = 1\nint = print\nX = int('1')",
        "import os\nX = os.getenv('X', 'b').encode(os.getenv('ENCODING', 'nope'))",
        "import os\nX = os.getenv('X', 'é').encode('ascii')",
        "class C:\n  @classmethod\n  @property\n  def url(cls): return open('x')\nX = C.url",
        "from enum import Enum\nclass C(Enum):\n  A = 1\n  @property\n  def value(self): return open('x')\nX = C.A.value",
        "import os\nfrom enum import Enum, unique\n@unique\nclass C(Enum):\n  A = os.getenv('A', 'x')\n  B = os.getenv('B', 'x')",
        "import os\nfrom enum import IntEnum\nclass C(IntEnum):\n  A = os.getenv('A', 'auto')",
        "import socket\nX = int(socket.gethostname().rsplit('-', 1)[-1])",
        "import os\nX = {8: 1}[os.cpu_count()]",
        "import os\nX = {'a': 1}[os.getenv('X') or 'b']",
        "import os\nX = {'a': 1}['a' if os.getenv('X') else 'b']",
        "import os\nX = 1 / (0 if os.getenv('SECRET') else 1)",
        "import os\nif os.getenv('X'):\n  K = 'a'\nelse:\n  K = 'b'\nX = {'a': 1}[K]",
        "import os\nif os.getenv('SECRET'):\n  N = 1\nelse:\n  N = 0\nX = 1 / N",
        "import os\nX = {True: 1}[os.getenv('X') == 'x']",
        "import os\nX = {False: 1}[not os.getenv('X')]",
        "import os\nX = 1 / len(os.getenv('X', ''))",
        "import os\nX = {'A': '1', **os.environ}['B']",
        "import collections, os\nX = collections.ChainMap(os.environ, {'A': '1'})['B']",
        "import os\nX = {True: 1}['X' in os.environ]",
        "import os\nX = 1 / (1 if 'X' in os.environ else 0)",
        "import sys\nX = sys.modules['__main__'].X",
        "import sys\nX = {1: 'o'}[sys.flags.optimize]",
        "import logging\nX = logging.getLogger().handlers[0]",
        "import logging\nlog = logging.getLogger('x')\nT = log.trace",
        "import logging\nlogging.getLogger('x').setLevel('TRACE')",
        "import logging\nlogging.basicConfig(level='TRACE')",
        "from pathlib import Path\nX = Path('~svc').expanduser()",
        "import contextvars\nC = contextvars.ContextVar('c')\nX = C.get()",
        "import queue\nQ = queue.Queue()\nX = Q.get()",
        "import logging\nX = logging.root.handlers[0]",
        "import datetime\nX = {12: 1}[datetime.datetime.now().hour]",
        "X = {'__main__': 1}[__name__]",
        "X = __package__.split('.')",
        "import os\nX = {0: 1}[os.getenv('X', '').find('x')]",
        "import os\nX = {b'a': 1}[os.getenv('X', 'b').encode()]",
        "import os\nX = {'.a': 1}[os.path.splitext(os.getenv('X', 'b'))[1]]",
        "import os\nfrom pathlib import Path\nX = Path(os.getenv('X', '/')).with_name('a')",
        "import os\nfrom dataclasses import dataclass\n@dataclass\nclass C:\n  x: object = os.getenv('X') or {}",
    ] {
        assert!(!is_harmless(source), "{source}");
    }
}

#[test]
fn modules_depend_on_what_they_import() {
    let found = imported(
        "import a\nimport uses_bad\nimport missing\nimport cycle1\nimport with_package",
        &[
            ("/app/a.py", "import b\nfrom pkg.sub import VALUE\nX = [b.X, VALUE]"),
            ("/app/b.py", "X = 1"),
            ("/app/pkg/__init__.py", "from .sub import VALUE"),
            (
                "/app/pkg/sub.py",
                "from . import other\nfrom .other import Y\nVALUE = Y",
            ),
            ("/app/pkg/other.py", "Y = 2"),
            ("/app/bad.py", "print(1)"),
            ("/app/uses_bad.py", "import bad"),
            ("/app/missing.py", "from b import nothing"),
            ("/app/cycle1.py", "import cycle2"),
            ("/app/cycle2.py", "import cycle1"),
            ("/app/with_package.py", "import redis"),
        ],
    );
    assert_eq!(found, ["a", "b", "pkg", "pkg.sub", "pkg.other"]);
}

#[test]
fn a_package_that_acts_spoils_its_modules() {
    let files = [("/app/pkg/__init__.py", "print(1)"), ("/app/pkg/a.py", "X = 1")];
    assert_eq!(imported("import pkg.a", &files), [] as [&str; 0]);
    assert_eq!(
        imported("import names.a", &[("/app/names/a.py", "X = 1")]),
        ["main", "names.a"]
    );
}

#[test]
fn a_star_brings_what_a_function_makes() {
    let lazy = "def __getattr__(name): return open(name)";
    let listed = format!("__all__ = ['x']\n{lazy}");
    for source in [lazy, &listed, "__all__ = ['part']"] {
        assert_eq!(imported("from lazy import *", &[("/app/lazy.py", source)]), ["lazy"]);
    }
    assert_eq!(
        imported("from plain import *", &[("/app/plain.py", "X = 1")]),
        ["main", "plain"]
    );
}

#[test]
fn what_modules_share_is_not_looked_into() {
    let files = [
        ("/app/registry.py", "NAMES = {}"),
        ("/app/adds.py", "from registry import NAMES\nNAMES['a'] = 1"),
        ("/app/asks.py", "import registry\nX = registry.NAMES['a']"),
        ("/app/keeps.py", "from registry import *\nALL = [NAMES]"),
    ];
    let found = imported("import adds\nimport asks\nimport keeps", &files);
    assert_eq!(found, ["keeps", "registry"]);
    let state = (
        "/app/state.py",
        "CONF = None\nNAME = ''\nVERSIONS = []\nREADY = False\nclass Conf:\n  url: str",
    );
    for source in [
        "DSN = state.CONF.dsn",
        "X = max(state.VERSIONS)",
        "X = {True: 1}[state.READY]",
        "X = state.NAME.split('-')[1]",
        "X = 1 / state.READY",
        "class C(state.CONF): pass",
        "X = [x for x in state.CONF]",
        "X = state.Conf.url",
        "X = {**state.CONF}",
        "X = state.CONF in 'abc'",
        "X = state.CONF in [1]",
        "class C:\n  __slots__ = (state.CONF,)",
        "X = [*state.CONF]",
    ] {
        let user = format!("import state\n{source}");
        assert_eq!(
            imported("import user", &[state, ("/app/user.py", &user)]),
            ["state"],
            "{source}"
        );
    }
}

#[test]
fn what_the_environment_decides_is_followed_between_modules() {
    let settings = (
        "/app/settings.py",
        "import os\nURL = os.getenv('URL')\nHOST = os.getenv('HOST_', 'a:b')",
    );
    assert_eq!(
        imported("import settings\nX = settings.HOST.split(':')[1]", &[settings]),
        ["main", "settings"]
    );
    assert_eq!(
        imported("from settings import URL\nX = URL.split(':')", &[settings]),
        ["settings"]
    );
}

/// At the limits of what is parsed, in a debug build and on the small stack of a test's thread.
#[test]
fn the_deepest_that_is_looked_at_fits_the_stack() {
    let shapes = [
        ("1 + ", ""),
        ("-", ""),
        ("not ", ""),
        ("x.", ""),
        ("(", ",)"),
        ("[", "]"),
        ("f(", ")"),
        ("lambda: ", ""),
    ];
    for (open, close) in shapes {
        for times in [55, 140, 290, 590] {
            let value = format!("{}1{}", open.repeat(times), close.repeat(times));
            is_harmless(&format!("x = {value}"));
            is_harmless(&format!("def f(a={value}): pass"));
        }
    }
    let nested: String = (0..39).map(|depth| format!("{}if 1:\n", " ".repeat(depth))).collect();
    is_harmless(&format!("{nested}{}x = {}1", " ".repeat(39), "1 + ".repeat(290)));
}
