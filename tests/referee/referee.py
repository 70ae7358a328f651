"""BuildKit's own parser as the referee over a corpus of Dockerfiles.

Needs the `dockerfile` wheel (BuildKit 0.12.5's parser). Usage:

    referee.py CORPUS LUCID_FIX INSTRUCTIONS

CORPUS is a folder of Dockerfiles that is only read; LUCID_FIX is the program, INSTRUCTIONS the example of this folder. It holds that

- this crate cuts every file into the instructions that BuildKit sees, at the same lines;
- of the files that BuildKit accepts, at most 0.5 % keep an instruction that the grammar does not understand;
- what parsed still parses after --write, with and without --unsafe-fixes, with the same stages;
- every instruction that changed is of a kind that a fix applied to that file may change, and no more RUNs came than fixes announced;
- no panic, no guard failure, and a second run changes nothing.
"""

import collections
import difflib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import dockerfile

KNOWN = set(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split()
)
# The instructions that each rule's fixes may change, and those that they may add.
CHANGES = {
    "LF001": {"FROM", "RUN", "ARG", "COPY", "ENV"},
    "LF002": {"FROM"},
    "LF003": {"CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN"},
    "LF004": {"CMD", "ENTRYPOINT"},
    "LF005": {"ENV"},
    "LF006": {"RUN"},
    "LF007": {"HEALTHCHECK"},
    "LF008": {"RUN"},
}
ADDS_A_RUN = {"LF006", "LF008"}
FINDING = re.compile(r"^(?P<path>.*?):\d+:\d+: (?P<code>LF\d+) .*\[(?P<status>fixable|unsafe fix)")
MOST_NOT_UNDERSTOOD = 0.005


def parse(path):
    """The instructions as BuildKit sees them, or None where it refuses the file."""
    try:
        return dockerfile.parse_string(path.read_bytes().decode())
    except (dockerfile.GoParseError, UnicodeDecodeError, ValueError):
        return None


def accepts(commands):
    """Whether BuildKit's second step takes them: every keyword known, flags with values, enough arguments."""
    for one in commands:
        keyword, count = one.cmd.upper(), len(one.value)
        if keyword not in KNOWN:
            return False
        if any("=" not in flag for flag in one.flags if flag not in ("--link", "--parents", "--keep-git-dir")):
            return False
        if keyword in ("COPY", "ADD") and count < 2:
            return False
        if keyword == "FROM" and count not in (1, 3):
            return False
        if keyword in ("ENV", "LABEL", "ARG", "EXPOSE", "USER", "WORKDIR", "RUN", "ONBUILD") and count < 1:
            return False
    return bool(commands) and any(one.cmd.upper() == "FROM" for one in commands)


def stages(commands):
    """The names of the stages, in order."""
    return [one.value[2] if len(one.value) == 3 else None for one in commands if one.cmd.upper() == "FROM"]


def key(one):
    return (one.cmd.upper(), one.flags, one.value, one.json)


class Referee:
    def __init__(self, corpus, program, instructions):
        self.corpus, self.program, self.instructions = pathlib.Path(corpus), program, instructions
        self.files = sorted(path for path in self.corpus.rglob("*") if path.is_file())
        self.before = {path.relative_to(self.corpus): parse(path) for path in self.files}
        self.problems = []

    def run(self, folder, *arguments):
        done = subprocess.run([self.program, *arguments, "."], cwd=folder, capture_output=True, text=True, timeout=600)
        for line in (done.stdout + done.stderr).splitlines():
            if "internal error" in line or "panicked" in line:
                self.problems.append(line)
        return done

    def lines(self):
        """Our instructions against BuildKit's, and how much the grammar understands."""
        records = []
        for start in range(0, len(self.files), 400):
            batch = [str(path) for path in self.files[start : start + 400]]
            done = subprocess.run([self.instructions, *batch], capture_output=True, text=True, check=True, timeout=600)
            records += [json.loads(line) for line in done.stdout.splitlines()]
        accepted = not_understood = 0
        for record in records:
            name = pathlib.Path(record["path"]).relative_to(self.corpus)
            reference = self.before[name]
            if reference is None:
                continue
            ours = [tuple(one[:3]) for one in record.get("instructions", [])]
            theirs = [(one.cmd.upper(), one.start_line, one.end_line) for one in reference]
            if ours != theirs:
                self.problems.append(f"{name}: cut otherwise than BuildKit does: {record.get('error', '')}")
            if accepts(reference):
                accepted += 1
                not_understood += not all(one[3] for one in record.get("instructions", []))
        share = not_understood / max(accepted, 1)
        if share > MOST_NOT_UNDERSTOOD:
            self.problems.append(f"{not_understood} of {accepted} files that BuildKit accepts are not understood whole")
        print(f"lines: {len(records)} files, {accepted} accepted by BuildKit, {not_understood} of them not understood whole ({share:.2%})")

    def rewrite(self, *options):
        """The corpus before and after --write."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = pathlib.Path(scratch) / "corpus"
            shutil.copytree(self.corpus, copy)
            for path in copy.rglob("*"):
                os.chmod(path, 0o755 if path.is_dir() else 0o644)
            wanted = {"fixable"} | ({"unsafe fix"} if options else set())
            fixes = collections.defaultdict(list)
            for line in self.run(copy, "--output-format", "concise", *options).stdout.splitlines():
                found = FINDING.match(line)
                if found and found["status"] in wanted:
                    fixes[pathlib.Path(found["path"])].append(found["code"])
            self.run(copy, "--write", *options)
            after = {name: (copy / name).read_bytes() for name in self.before}
            self.run(copy, "--write", *options)
            changed = 0
            for name, commands in self.before.items():
                if (copy / name).read_bytes() != after[name]:
                    self.problems.append(f"{name}: changed again on a second run {options}")
                if after[name] != (self.corpus / name).read_bytes():
                    changed += 1
                    self.compare(name, commands, parse(copy / name), fixes[name])
            counts = collections.Counter(code for codes in fixes.values() for code in codes)
            print(f"rewrite {' '.join(options) or '(safe)'}: {changed} files changed; fixes {dict(sorted(counts.items()))}")

    def compare(self, name, before, after, codes):
        if before is None:
            self.problems.append(f"{name}: changed although BuildKit refuses it")
            return
        if after is None or (accepts(before) and not accepts(after)):
            self.problems.append(f"{name}: BuildKit no longer accepts it")
            return
        if stages(before) != stages(after):
            self.problems.append(f"{name}: the stages changed")
        allowed = set().union(*(CHANGES[code] for code in codes)) if codes else set()
        matcher = difflib.SequenceMatcher(None, [key(one) for one in before], [key(one) for one in after], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            touched = {one.cmd.upper() for one in before[a:b] + after[c:d]} if kind != "equal" else set()
            if touched - allowed:
                self.problems.append(f"{name}: {sorted(touched - allowed)} changed, which no fix of {sorted(set(codes))} may do")
        runs = [sum(one.cmd.upper() == "RUN" for one in commands) for commands in (before, after)]
        if runs[1] - runs[0] > sum(code in ADDS_A_RUN for code in codes):
            self.problems.append(f"{name}: {runs[1] - runs[0]} RUNs more than before")


def main():
    referee = Referee(*sys.argv[1:4])
    referee.lines()
    referee.rewrite()
    referee.rewrite("--unsafe-fixes")
    for problem in referee.problems[:50]:
        print(f"FAIL {problem}")
    print(f"{len(referee.files)} files, {len(referee.problems)} problems")
    return 1 if referee.problems else 0


if __name__ == "__main__":
    sys.exit(main())
