#!/bin/sh
# all-repos, the real one from PyPI, over four bare repositories on the disk: clone, fix, commit, push.
# usage: tests/all_repos/run.sh LUCID_FIX; ALL_REPOS_PYTHON names a Python that has all-repos, else one is made for the run.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
LUCID_FIX=$(realpath "${1:?usage: tests/all_repos/run.sh LUCID_FIX}")
export LUCID_FIX
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${ALL_REPOS_PYTHON:-}
if [ -z "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet all-repos==1.33.0
    python=$work/venv/bin/python
fi

# Nobody's settings but these: no hooks, no signing, and a name to commit under.
export HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 PYTHONPATH="$here"
mkdir "$HOME"
git config --global user.name 'Lucid Fix'
git config --global user.email lucid-fix@example.invalid
git config --global init.defaultBranch main

service='FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
CMD ["python3", "/app/main.py"]'

# repository NAME DOCKERFILE
repository() {
    git init --quiet "$work/seed/$1"
    printf '%s\n' "$2" >"$work/seed/$1/Dockerfile"
    printf 'print("hello")\n' >"$work/seed/$1/main.py"
    git -C "$work/seed/$1" add .
    git -C "$work/seed/$1" commit --quiet -m 'Begin'
    git clone --quiet --bare "$work/seed/$1" "$work/remote/$1.git"
}
repository api "$service"
repository broken "$service
FROMAGE x"
repository web 'FROM nginx:1.27'
repository worker "FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py
$service"

cat >"$work/repos.json" <<END
{"api": "file://$work/remote/api.git", "broken": "file://$work/remote/broken.git",
 "web": "file://$work/remote/web.git", "worker": "file://$work/remote/worker.git"}
END
cat >"$work/all-repos.json" <<END
{"output_dir": "cloned", "source": "all_repos.source.json_file", "source_settings": {"filename": "$work/repos.json"},
 "push": "push_branch", "push_settings": {"branch": "lucid-fix"}}
END
chmod 600 "$work/all-repos.json"

autofix() {
    timeout 300 "$python" "$here/lucid_fix_autofix.py" --config-filename "$work/all-repos.json" --jobs 2 >"$work/log" 2>&1 || {
        cat "$work/log"
        exit 1
    }
}
timeout 300 "$python" -m all_repos.clone --config-filename "$work/all-repos.json" >"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
}
autofix

fail() {
    cat "$work/log"
    echo "all-repos: $1" >&2
    exit 1
}
branch() { git -C "$work/remote/$1.git" rev-parse --quiet --verify refs/heads/lucid-fix; }
for name in api worker; do
    branch "$name" >"$work/$name.first" || fail "$name has no branch"
    git -C "$work/remote/$name.git" show lucid-fix:Dockerfile >"$work/pushed"
    git -C "$work/seed/$name" remote add origin "file://$work/remote/$name.git"
    (cd "$work/seed/$name" && "$LUCID_FIX" --write 2>/dev/null)
    cmp "$work/pushed" "$work/seed/$name/Dockerfile" || fail "$name holds another text than the program writes"
    git -C "$work/remote/$name.git" diff --quiet main lucid-fix -- Dockerfile && fail "$name is not rewritten"
    test "$(git -C "$work/remote/$name.git" diff --name-only main lucid-fix)" = Dockerfile || fail "$name has other changes"
done
for name in web broken; do
    ! branch "$name" >/dev/null || fail "$name has a branch, although nothing changed"
done
grep -q 'FROMAGE' "$work/log" || fail 'nothing is said of the repository with the broken file'

# A second run finds main as it was and pushes the same texts again; once that is merged, there is nothing to push.
for name in api worker; do
    git -C "$work/remote/$name.git" update-ref refs/heads/main refs/heads/lucid-fix
    git -C "$work/remote/$name.git" update-ref -d refs/heads/lucid-fix
done
autofix
for name in api worker web broken; do
    ! branch "$name" >/dev/null || fail "$name has a branch again, although it was merged"
done
echo 'all-repos: two repositories rewritten and pushed, two left alone; nothing to push once merged'
