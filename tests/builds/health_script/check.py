import socket

if __name__ == "__main__":
    socket.create_connection(("127.0.0.1", 18531), 1)
