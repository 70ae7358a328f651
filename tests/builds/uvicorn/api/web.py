def app():
    return "hello"
