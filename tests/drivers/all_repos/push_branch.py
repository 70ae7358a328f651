"""A push module for all-repos that pushes a branch, and leaves the pull request to whoever looks at it."""

from __future__ import annotations

from typing import NamedTuple

from all_repos import autofix_lib


class Settings(NamedTuple):
    # In place of all-repos' own `all-repos_autofix_…`.
    branch: str


def push(settings: Settings, branch_name: str) -> None:
    # Forced: the branch is ours, and a second run replaces what the first one left.
    autofix_lib.run("git", "push", "--quiet", "--force", "origin", f"{branch_name}:refs/heads/{settings.branch}")
