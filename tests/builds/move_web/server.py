import http.server

import greet

if __name__ == "__main__":
    print(greet.hello("service"), flush=True)
    http.server.HTTPServer(("", 0), http.server.SimpleHTTPRequestHandler).serve_forever()
