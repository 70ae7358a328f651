#!/bin/sh
# Opens a pull request in each repository of an organisation on GitHub that has something to rewrite, or renews the one it opened before.
# usage: GITHUB_TOKEN=… rewrite.sh ORGANISATION [FLAG…]
exec multi-gitter run 'lucid-fix --write' --branch lucid-fix --conflict-strategy replace \
    --pr-title 'Bring the Dockerfiles to the house pattern' --org "$@"
