type X = int
def run():
    pass
