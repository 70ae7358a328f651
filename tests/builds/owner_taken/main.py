import os

print("process %d:%d" % (os.getuid(), os.getgid()))
for path in ("/app/main.py", "/run/taken/.keep", "/srv/main.py"):
    print(path, "%d:%d" % (os.stat(path).st_uid, os.stat(path).st_gid))
