import sys

import greet

print(greet.hello(sys.version_info[1]))
