from typing import override

NAME = "of Python 3.12"
