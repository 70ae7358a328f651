import sys

sys.path.append("/plugins")

import flask
