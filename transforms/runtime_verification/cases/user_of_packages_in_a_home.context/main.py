import flask

if __name__ == "__main__":
    flask.x()
