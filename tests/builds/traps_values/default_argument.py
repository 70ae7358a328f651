import os


def connect(host=os.environ["DATABASE_HOST"]):
    return host
