from registry import NAMES

print("adds")
NAMES["a"] = 1
