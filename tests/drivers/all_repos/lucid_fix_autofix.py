"""Rewrites the Dockerfiles of every repository that all-repos has cloned, and pushes what changed as a branch.

LUCID_FIX names the program. Every option of all-repos' own autofixers is there: --dry-run, --interactive, --jobs, --repos …
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from all_repos import autofix_lib
from all_repos.config import Config


def find_repos(config: Config) -> list[str]:
    return [os.path.join(config.output_dir, repo) for repo in config.get_cloned_repos()]


def apply_fix() -> None:
    # Exit code 0 whether or not something changed; 2 when a file could not be handled, which leaves the repository alone.
    autofix_lib.run(os.environ.get("LUCID_FIX", "lucid-fix"), "--write")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    autofix_lib.add_fixer_args(parser)
    args = parser.parse_args(argv)
    repos, config, commit, settings = autofix_lib.from_cli(
        args,
        find_repos=find_repos,
        msg="Bring the Dockerfiles to the house pattern",
        branch_name="lucid-fix",
    )
    autofix_lib.fix(repos, apply_fix=apply_fix, config=config, commit=commit, autofix_settings=settings)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
