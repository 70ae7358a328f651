from registry import NAMES

NUMBER = NAMES["a"]
