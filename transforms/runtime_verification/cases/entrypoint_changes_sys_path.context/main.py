import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "vendor"))

import tinylib
import worker
import plain

def main():
    print("up")


if __name__ == "__main__":
    main()
