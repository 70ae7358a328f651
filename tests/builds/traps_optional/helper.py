from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from missing import Thing

try:
    import greet
except ImportError:
    greet = None

GREETING = "hello" if greet is None else greet.hello("x")


def take(thing: Thing):
    return thing
