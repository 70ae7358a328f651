#!/usr/bin/env python3
import sys

import greet

print(greet.hello(sys.argv[1]))
