"""Answers each line, a Dockerfile as a JSON string, with the instructions that BuildKit's parser sees: keyword, first line, last line; or null.

Needs the `dockerfile` wheel (BuildKit 0.12.5's parser).
"""

import json
import sys

import dockerfile

for line in sys.stdin:
    try:
        commands = dockerfile.parse_string(json.loads(line))
        answer = [[one.cmd.upper(), one.start_line, one.end_line] for one in commands]
    # A line that is only a continuation has no keyword, for which BuildKit refuses the file later.
    except (AttributeError, dockerfile.GoParseError, UnicodeError, ValueError):
        answer = None
    print(json.dumps(answer), flush=True)
