import os

for top in ("/app", "/srv/made", "/there"):
    print(top, "%d:%d" % (os.stat(top).st_uid, os.stat(top).st_gid))
    owners = set()
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            found = os.stat(os.path.join(folder, name))
            owners.add("%d:%d" % (found.st_uid, found.st_gid))
    print(" ", *sorted(owners))
