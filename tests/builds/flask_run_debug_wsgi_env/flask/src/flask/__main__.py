import os
import runpy
import sys

runpy.run_path(os.environ["FLASK_APP"])["app"].run(int(sys.argv[-1]))
