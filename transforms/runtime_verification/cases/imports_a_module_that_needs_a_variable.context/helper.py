import settings

def run():
    pass
