import os

SETTINGS = {"MODE": "x", **os.environ}
TOKEN = SETTINGS["TOKEN"]
