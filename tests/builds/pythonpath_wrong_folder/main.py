import greet


def main():
    print(greet.hello("service"))


if __name__ == "__main__":
    main()
