from . import types

print(types.A)
