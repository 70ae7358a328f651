#!/bin/sh
# The example for multi-gitter, with a stand-in for multi-gitter itself.
# usage: tests/drivers/multi_gitter/run.sh LUCID_FIX
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../repositories.sh"
settings
repositories
export PATH="$here/bin:$PATH" REMOTES="$work/remote" GITHUB_TOKEN=none

rewrite() { "$here/rewrite.sh" my-org >"$work/log" 2>&1 || fail 'the run failed'; }
rewrite
expect_rewritten
grep -q 'FROMAGE' "$work/log" || fail 'nothing is said of the repository with the broken file'
rewrite
expect_rewritten
merge
rewrite
expect_nothing
echo "multi-gitter (a stand-in): two repositories rewritten and pushed, two left alone; nothing to push once merged"
