import server


def main():
    server.stop()


if __name__ == "__main__":
    main()
