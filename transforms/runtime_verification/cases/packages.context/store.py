import redis.asyncio
import not_declared
from yaml import safe_load

try:
    import Flask_Cors
except ImportError:
    pass


def late():
    import flask
