#!/bin/sh
# Four bare repositories on the disk, and what a driver has to make of them. Each run.sh sources this, with the program as its argument.
set -eu

LUCID_FIX=$(realpath "${1:?usage: $0 LUCID_FIX}")
export LUCID_FIX
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# install PACKAGE: from PyPI, for this run alone.
install() {
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$1"
}

# Nobody's settings but these: no hooks, no signing, and a name to commit under. The program is in PATH, as people have it.
settings() {
    mkdir "$work/home" "$work/bin"
    ln -s "$LUCID_FIX" "$work/bin/lucid-fix"
    export HOME="$work/home" GIT_CONFIG_NOSYSTEM=1 PATH="$work/bin:$work/venv/bin:$PATH"
    git config --global user.name 'Lucid Fix'
    git config --global user.email lucid-fix@example.invalid
    git config --global init.defaultBranch main
}

service='FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
CMD ["python3", "/app/main.py"]'

# repository NAME DOCKERFILE: with what lies in $work/common besides.
repository() {
    git init --quiet "$work/seed/$1"
    printf '%s\n' "$2" >"$work/seed/$1/Dockerfile"
    printf 'print("hello")\n' >"$work/seed/$1/main.py"
    test ! -d "$work/common" || cp -R "$work/common/." "$work/seed/$1"
    git -C "$work/seed/$1" add .
    git -C "$work/seed/$1" commit --quiet -m 'Begin'
    git clone --quiet --bare "$work/seed/$1" "$work/remote/$1.git"
}
repositories() {
    repository api "$service"
    repository broken "$service
FROMAGE x"
    repository web 'FROM nginx:1.27'
    repository worker "FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py
$service"
}

# fail WHAT: after what the driver said.
fail() {
    cat "$work/log"
    echo "$0: $1" >&2
    exit 1
}
branch() { git -C "$work/remote/$1.git" rev-parse --quiet --verify refs/heads/lucid-fix >"$work/commit"; }

# The branch of two holds what the program writes by itself, and nothing else; the other two have none.
expect_rewritten() {
    for name in api worker; do
        remote="$work/remote/$name.git"
        branch "$name" || fail "$name has no branch"
        git clone --quiet "file://$remote" "$work/plain"
        (cd "$work/plain" && "$LUCID_FIX" --write) >>"$work/log" 2>&1 || fail "the program fails in $name"
        git -C "$remote" show lucid-fix:Dockerfile | cmp - "$work/plain/Dockerfile" || fail "$name holds another text than the program writes"
        rm -rf "$work/plain"
        test "$(git -C "$remote" diff --name-only main lucid-fix)" = Dockerfile || fail "in $name not just the Dockerfile has changed"
        test "$(git -C "$remote" rev-list --count main..lucid-fix)" = 1 || fail "$name has more than one commit"
    done
    for name in web broken; do
        ! branch "$name" || fail "$name has a branch, although nothing changed"
    done
}

merge() {
    for name in api worker; do
        git -C "$work/remote/$name.git" update-ref refs/heads/main refs/heads/lucid-fix
        git -C "$work/remote/$name.git" update-ref -d refs/heads/lucid-fix
    done
}
expect_nothing() {
    for name in api worker web broken; do
        ! branch "$name" || fail "$name has a branch, although there was nothing to push"
    done
}
