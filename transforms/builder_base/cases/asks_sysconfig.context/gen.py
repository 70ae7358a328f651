import sys, sysconfig
print("V =", repr(sysconfig.get_paths()["purelib"]))
