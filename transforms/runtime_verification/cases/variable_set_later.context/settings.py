import os

KEY = int(os.environ["KEY"])
