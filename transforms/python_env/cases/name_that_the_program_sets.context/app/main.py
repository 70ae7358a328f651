import os
import subprocess
import sys

os.environ["PYTHONUNBUFFERED"] = "1"
subprocess.run([sys.executable, "-V"], env={"PYTHONPATH": "/app", "LANG": os.environ["LANG"]})
