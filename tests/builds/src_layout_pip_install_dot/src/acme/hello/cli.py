import sys

from . import __version__


def main():
    print("hello", *sys.argv[1:], __version__)


if __name__ == "__main__":
    main()
