"""Holds what Spark brought together against the program run by itself on each file.

usage: compare.py LUCID_FIX FOLDER ANSWERS
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile


def main() -> None:
    program, folder, answers = sys.argv[1:]
    with open(answers, encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]

    def plain(answer: dict) -> bool:
        with open(os.path.join(folder, answer["path"]), "rb") as file:
            # Under the same name, in a folder where nothing is: no build context, as with --jsonl.
            command = [program, "--isolated", "--write", "--stdin-filename", answer["path"], "-"]
            done = subprocess.run(command, stdin=file, cwd=empty, capture_output=True, timeout=60)
        failed = done.returncode != 0
        if done.stdout == answer["text"].encode() and failed == (answer["error"] is not None):
            return True
        print(f"{answer['path']}: not the same, exit code {done.returncode}, Spark says {answer['error']}")
        return False

    with tempfile.TemporaryDirectory() as empty, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        same = sum(pool.map(plain, answers))
    there = sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*.Dockerfile"))
    assert [answer["path"] for answer in answers] == there, "a file is missing, twice there, or out of order"
    changed = sum(answer["changed"] for answer in answers)
    failed = sum(answer["error"] is not None for answer in answers)
    print(f"{len(answers)} files, {changed} rewritten, {failed} refused; {same} the same as by itself")
    sys.exit(same != len(answers) or not changed)


main()
