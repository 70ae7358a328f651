#!/bin/sh
# all-repos, the real one from PyPI: clone, fix, commit, push.
# usage: tests/drivers/all_repos/run.sh LUCID_FIX
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../repositories.sh"
install all-repos==1.33.0
settings
repositories
export PYTHONPATH="$here"

cat >"$work/repos.json" <<END
{"api": "file://$work/remote/api.git", "broken": "file://$work/remote/broken.git",
 "web": "file://$work/remote/web.git", "worker": "file://$work/remote/worker.git"}
END
cat >"$work/all-repos.json" <<END
{"output_dir": "cloned", "source": "all_repos.source.json_file", "source_settings": {"filename": "$work/repos.json"},
 "push": "push_branch", "push_settings": {"branch": "lucid-fix"}}
END
chmod 600 "$work/all-repos.json"

clone() { timeout 300 all-repos-clone --config-filename "$work/all-repos.json" >"$work/log" 2>&1 || fail 'cannot clone'; }
autofix() {
    timeout 300 python "$here/lucid_fix_autofix.py" --config-filename "$work/all-repos.json" --jobs 2 >"$work/log" 2>&1 || fail 'cannot fix'
}
clone
autofix
expect_rewritten
grep -q 'FROMAGE' "$work/log" || fail 'nothing is said of the repository with the broken file'
merge
autofix
expect_nothing
echo 'all-repos: two repositories rewritten and pushed, two left alone; nothing to push once merged'
