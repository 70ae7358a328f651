"""Serves the function that an application names for /healthz."""

from http.server import BaseHTTPRequestHandler, HTTPServer


class Flask:
    def __init__(self, name):
        self.views = {}

    def get(self, path):
        return lambda view: self.views.setdefault(path, view)

    def run(self, port):
        views = self.views

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                self.wfile.write(views[self.path]().encode())

            def log_message(self, *arguments):
                pass

        HTTPServer(("127.0.0.1", port), Handler).serve_forever()
