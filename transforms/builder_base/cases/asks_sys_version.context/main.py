import ver, sys
print(ver.V == sys.version)
