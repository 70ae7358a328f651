BASE = 1
from a_late import LIMIT
