assert b"python3\0/app/main.py" in open("/proc/1/cmdline", "rb").read()
