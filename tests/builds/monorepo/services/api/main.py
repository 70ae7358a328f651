import common


def main():
    print(common.GREETING)


if __name__ == "__main__":
    main()
