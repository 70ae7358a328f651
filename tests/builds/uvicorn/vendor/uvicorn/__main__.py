import importlib
import sys

module, _, name = sys.argv[1].partition(":")
print(getattr(importlib.import_module(module), name)())
