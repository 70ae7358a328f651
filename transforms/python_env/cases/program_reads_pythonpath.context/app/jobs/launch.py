import os
import subprocess
import sys


def run(module):
    environment = dict(os.environ)
    environment.setdefault('PYTHONPATH', "/app/plugins")
    subprocess.run([sys.executable, "-m", module], env=environment, check=True)
