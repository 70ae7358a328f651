use super::*;

fn found(source: &str) -> Vec<String> {
    let shown = |(line, what): &(usize, Outside)| format!("{line} {what:?}");
    uses(source, PythonVersion::PY311).unwrap().iter().map(shown).collect()
}

#[test]
fn programs_are_seen_by_whatever_name() {
    assert_eq!(
        found("import subprocess as sp\nsp.run(['git', 'log'])"),
        [r#"2 Program(Some("git"))"#]
    );
    assert_eq!(
        found("from subprocess import check_output as out\ndef f():\n  return out('ls -l', shell=True)"),
        [r#"3 Program(Some("ls"))"#]
    );
    for source in [
        "import os\nos.system(x)",
        "import os\nos.execvp(x, y)",
        "import subprocess\nsubprocess.Popen(command)",
        "import subprocess, functools\nrun = functools.partial(subprocess.run, check=True)",
        "import asyncio\nasync def f():\n  await asyncio.create_subprocess_exec(*x)",
        "def f():\n  import subprocess\n  subprocess.call(x)",
        "from sh import git",
        "import subprocess, sys\nsubprocess.run([sys.executable, '-V'], shell=True)",
        "import subprocess, sys\nsubprocess.run(sys.executable + ' x', shell=True)",
    ] {
        assert!(found(source)[0].contains("Program"), "{source}");
    }
    assert_eq!(
        found("F = '/usr/bin/ffmpeg'"),
        [r#"1 Program(Some("/usr/bin/ffmpeg"))"#]
    );
}

#[test]
fn what_stays_in_python_is_nothing() {
    for source in [
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'x'], check=True)",
        "import subprocess\ntry:\n  pass\nexcept subprocess.CalledProcessError:\n  pass",
        "import os\nos.path.join('a', 'b')\nos.environ['X']",
        "self.run('x')\napp.run(host='0.0.0.0')",
        "import ctypes\nctypes.CDLL('libc.so.6')\nctypes.CDLL(None)",
        "open('x')\nopen('x', 'rb')\npath.open()",
        "print('/health')",
    ] {
        assert_eq!(found(source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn libraries_modules_and_files_are_seen() {
    assert_eq!(
        found("import ctypes.util\nctypes.util.find_library('magic')"),
        [r#"2 Library("magic")"#]
    );
    assert_eq!(found("import tkinter"), [r#"1 Module("tkinter")"#]);
    assert_eq!(
        found("import grp, pwd\npwd.getpwnam('www-data')\ngrp.getgrnam(group)\npwd.getpwnam('nobody')"),
        [r#"2 Account(Some("www-data"))"#, "3 Account(None)"]
    );
    assert_eq!(
        found("from os import setuid\nimport shutil\nsetuid(33)\nshutil.chown('x', 'app')"),
        [r#"3 Owner("os.setuid")"#, r#"4 Owner("shutil.chown")"#]
    );
    assert_eq!(
        found("from pathlib import Path\nPath('/data/x').write_text('')\nopen(name, 'w')\nopen('/tmp/a', mode='a')"),
        [
            "2 Write(Some(\"/data/x\"))",
            "3 Write(None)",
            "4 Write(Some(\"/tmp/a\"))"
        ]
    );
    assert_eq!(
        found("import os, sqlite3, logging\nos.makedirs('out')\nsqlite3.connect(path)\nimage.save('x.png')"),
        [r#"2 Write(Some("out"))"#, "3 Write(None)", r#"4 Write(Some("x.png"))"#]
    );
    assert_eq!(found("X = 'sqlite:////data/x.db'"), [r#"1 Write(Some("/data/x.db"))"#]);
}
