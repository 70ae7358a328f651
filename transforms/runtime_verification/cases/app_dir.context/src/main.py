import common

app = None
