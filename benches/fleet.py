#!/usr/bin/env python3
"""Whole-process runs over many files, beside their floors, in one run.

    cargo build --release --bin lucid-fix --example floor
    benches/fleet.py CORPUS [FILES]

CORPUS is a folder with Dockerfiles of any kind, FILES how many to make of those that are not in scope (100,000); there are a twentieth as many
services of each kind. The floors are walking with the `ignore` crate and reading, and one parse of each file by tree-sitter. Two programs at
once, which share nothing, show what two threads can gain on this machine. Runs take turns; the best time counts.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# A folder for the programs of another build, to compare.
BUILD = pathlib.Path(os.environ.get("FLEET_BUILD", ROOT / "target/release"))
TOOL, FLOOR = BUILD / "lucid-fix", ROOT / "target/release/examples/floor"
SERVICE = ROOT / "tests/fixtures/tunnel-tools"
DOCKERFILE = "services/tunnel-tools/Dockerfile"
ROUNDS = int(os.environ.get("FLEET_ROUNDS", "3"))


def run(command, folder, at_once):
    """Seconds for each of so many processes at once, and the most memory of one in MiB."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = time.perf_counter()
    processes = [subprocess.Popen(command, cwd=folder, **quiet) for _ in range(at_once)]
    memory = [os.wait4(process.pid, 0)[2].ru_maxrss for process in processes]
    return (time.perf_counter() - start) / at_once, max(memory) / 1024


def table(title, folder, rows):
    """Rows of a name, a command, how many of it run at once, and the name of the row that it is held against."""
    best = {name: (float("inf"), 0.0) for name, _, _, _ in rows}
    for _ in range(ROUNDS):
        for name, command, at_once, _ in rows:
            seconds, memory = run(command, folder, at_once)
            best[name] = (min(best[name][0], seconds), max(best[name][1], memory))
    print(title)
    for name, _, _, against in rows:
        seconds, memory = best[name]
        ratio = f"{seconds / best[against][0]:6.2f} of {against}" if against else ""
        print(f"  {name:16} {seconds * 1000:9.1f} ms {memory:6.1f} MiB {ratio}", flush=True)


def out_of_scope(corpus, folder, files):
    texts = [path.read_bytes() for path in sorted(corpus.rglob("*Dockerfile*")) if path.is_file()]
    texts = [text for text in texts if b"distroless" not in text and len(text) < 8192]
    for number in range(files):
        place = folder / f"repository-{number // 40:05}" / f"service-{number % 40:02}"
        place.mkdir(parents=True)
        (place / "Dockerfile").write_bytes(texts[number % len(texts)])


def services(folder, count, fixed):
    for number in range(count):
        place = folder / f"repository-{number:05}"
        shutil.copytree(SERVICE, place)
        (place / ".git").mkdir()
        if fixed:
            shutil.copy(ROOT / "snapshots/tunnel-tools.fixed.dockerfile", place / DOCKERFILE)


def main():
    corpus = pathlib.Path(sys.argv[1])
    files = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    tool = [str(TOOL), "--jobs"]
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        trees = {name: scratch / name for name in ("out", "conforming", "eight", "empty")}
        for tree in trees.values():
            tree.mkdir()
        out_of_scope(corpus, trees["out"], files)
        services(trees["conforming"], files // 20, True)
        services(trees["eight"], files // 20, False)
        table("start-up", trees["empty"], [("tool", tool + ["1"], 1, None)])
        walk = ("walk and read", [str(FLOOR), "."], 1, None)
        parse = ("and parse", [str(FLOOR), ".", "--parse"], 1, "walk and read")
        for title, name, floor in [
            (f"{files} files that are not in scope", "out", "walk and read"),
            (f"{files // 20} services that conform", "conforming", "and parse"),
            (f"{files // 20} services that need all eight fixes", "eight", "and parse"),
        ]:
            rows = [
                walk,
                parse,
                ("tool, 1 thread", tool + ["1"], 1, floor),
                ("tool, 2 threads", tool + ["2"], 1, "tool, 1 thread"),
                ("two tools, each", tool + ["1"], 2, "tool, 1 thread"),
            ]
            table(title, trees[name], rows)


if __name__ == "__main__":
    main()
