#!/bin/sh
# The hook for pre-commit, the real one from PyPI, in a repository of its own.
# usage: tests/drivers/pre_commit/run.sh LUCID_FIX
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../repositories.sh"
project=$(realpath "$here/../../..")
# What cargo has fetched and built already serves the hook that is installed from the project's own directory.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$project/target}"
export MATURIN_PEP517_ARGS='--profile dev'
install pre-commit==4.7.0
settings
repository service "$service"
clone="$work/seed/service"
cp "$here/.pre-commit-config.yaml" "$clone"
cd "$clone"
pre-commit install >"$work/log"
git add .
commit() { git commit --quiet --message "$1" >"$work/log" 2>&1; }
commit 'Add the hook' || fail 'a commit without a Dockerfile is refused'

mkdir new
cp Dockerfile main.py new
git add new
! commit 'Add a service' || fail 'findings are committed'
grep -q 'files were modified by this hook' "$work/log" || fail 'the file is not rewritten'
grep -q '/usr/bin/python3.11' new/Dockerfile || fail 'the file is not rewritten'
git diff --quiet Dockerfile || fail 'a file that is not committed is rewritten'
git add new
commit 'Add a service' || fail 'what was rewritten is refused'

# Nothing brings the program, for which there is no fix.
grep -v COPY Dockerfile >new/Dockerfile
git add new
! commit 'Lose the program' || fail 'a finding without a fix is committed'
git add new
! commit 'Lose the program' || fail 'a finding without a fix is committed, once the others are fixed'
grep -q LF006 "$work/log" || fail 'the finding is not named'
SKIP=lucid-fix commit 'Lose the program' || fail 'the hook cannot be skipped'

# The hook of the project's own .pre-commit-hooks.yaml, and which files it takes: those that a search finds.
for name in Dockerfile.prod api.Dockerfile api.dockerfile dockerfile Containerfile Containerfile.x Dockerfile.j2 Dockerfile.TOML Dockerfile~ \
    Dockerfile. xDockerfile dockerfile.prod Dockerfile.md Dockerfile.x.lock; do
    printf '%s\n' "$service" >"$name"
done
git add .
paths() { grep -o '^[^ :]*ockerfile[^ :]*:\|^[^ :]*ontainerfile[^ :]*:' | sort -u; }
pre-commit try-repo "$project" lucid-fix-check --all-files --verbose >"$work/log" 2>&1 && fail 'the hook of the project finds nothing'
paths <"$work/log" >"$work/hook"
lucid-fix | paths >"$work/search"
test -s "$work/search" || fail 'the search finds nothing'
cmp "$work/hook" "$work/search" || fail 'the hook takes other files than a search finds'
echo 'pre-commit: the hook rewrites what is to be committed, and refuses what stays'
