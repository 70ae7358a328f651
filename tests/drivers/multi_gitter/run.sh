#!/bin/sh
# The example for multi-gitter, with a stand-in for multi-gitter itself.
# usage: tests/drivers/multi_gitter/run.sh LUCID_FIX
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../repositories.sh"
settings
repositories
mkdir "$work/requests"
export PATH="$here/bin:$PATH" REMOTES="$work/remote" PULL_REQUESTS="$work/requests" GITHUB_TOKEN=none

rewrite() { "$here/rewrite.sh" my-org "$@" >"$work/log" 2>&1 || fail 'the run failed'; }
rewrite --dry-run --log-level=debug
expect_nothing
rewrite --concurrent 4
expect_rewritten
grep -q 'FROMAGE' "$work/log" || fail 'nothing is said of the repository with the broken file'
# A branch that is out of date is replaced.
git -C "$work/remote/api.git" update-ref refs/heads/lucid-fix refs/heads/main
rewrite
expect_rewritten
test "$(cd "$work/requests" && echo *)" = 'api worker' || fail 'there are other pull requests than the two'
merge
rewrite
expect_nothing
echo "multi-gitter (a stand-in): two repositories rewritten and pushed, two left alone; nothing to push in a dry run and once merged"
