import os

if not os.getenv("SERVICE_TOKEN"):
    raise SystemExit("no token")
