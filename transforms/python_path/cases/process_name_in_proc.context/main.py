import glob
print(any("(python3)" in open(path).read() for path in glob.glob("/proc/[0-9]*/stat")))
