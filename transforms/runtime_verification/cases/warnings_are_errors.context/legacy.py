import re

PATTERN = re.compile("^\d+$")
