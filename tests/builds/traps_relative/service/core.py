from .names import NAME

GREETING = f"hello {NAME}"
