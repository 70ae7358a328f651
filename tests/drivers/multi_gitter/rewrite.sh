#!/bin/sh
# Opens a pull request in each repository of an organisation on GitHub that has something to rewrite, or renews the one it opened before.
# usage: GITHUB_TOKEN=… rewrite.sh ORGANISATION [FLAG…]
title='Bring the Dockerfiles to the house pattern'
# Without a message of its own the commit would have title and body for a subject: multi-gitter puts no blank line between them.
exec multi-gitter run 'lucid-fix --write' --branch lucid-fix --conflict-strategy replace --commit-message "$title" \
    --pr-title "$title" --pr-body 'What lucid-fix --write makes of them.' --org "$@"
