import core
print(open(core.__cached__, "rb").read(4))
