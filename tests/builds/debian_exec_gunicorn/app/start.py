"""Works out the number of workers, then becomes gunicorn."""

import os
import sys


def main():
    args = ["gunicorn", "-w", os.environ.get("WORKERS", "1"), "web:app"]
    print("starting", *args, flush=True)
    os.execvp(args[0], args)


if __name__ == "__main__":
    sys.exit(main())
