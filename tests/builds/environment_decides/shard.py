import socket

NUMBER = int(socket.gethostname().rsplit("-", 1)[-1])
