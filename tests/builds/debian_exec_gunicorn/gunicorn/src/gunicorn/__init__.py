import sys


def run():
    print("serves", *sys.argv[1:])
