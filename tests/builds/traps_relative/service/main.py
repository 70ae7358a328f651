from service import core


def main():
    print(core.GREETING)


if __name__ == "__main__":
    main()
