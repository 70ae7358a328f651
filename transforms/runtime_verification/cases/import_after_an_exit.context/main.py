import sys

import flask

if sys.platform != 'win32':
    flask.run()
    sys.exit(0)

import servicemanager
