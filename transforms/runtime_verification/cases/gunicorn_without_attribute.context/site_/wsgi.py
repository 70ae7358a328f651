def application(environ, start):
    return []
