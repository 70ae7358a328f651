import os
import sys

os.execv(os.path.join(sys.path[1], "bin", "gunicorn"), ["gunicorn", "web:app"])
