import sys

from lib.deep.words import GREETING
from lib.late.end import END
from lib.middle import MIDDLE

sys.stdout.write(GREETING + MIDDLE + END)
