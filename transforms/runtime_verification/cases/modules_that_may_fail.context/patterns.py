import re

PATTERN = re.compile("(")
