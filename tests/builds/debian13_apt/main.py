import helper


def main():
    print(helper.GREETING)


if __name__ == "__main__":
    main()
