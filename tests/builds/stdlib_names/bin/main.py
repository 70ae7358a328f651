import logging.handlers


def main():
    print(logging.handlers.QueueHandler.__name__)


if __name__ == "__main__":
    main()
