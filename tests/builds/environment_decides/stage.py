import os

LEVEL = {"prod": 1}[os.getenv("STAGE") or "none"]
if os.getenv("STAGE"):
    WORKERS = 2
else:
    WORKERS = 0
SHARE = 100 // WORKERS
