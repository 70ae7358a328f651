import os

os.execv("/deps/bin/gunicorn", ["gunicorn", "web:app"])
