import os


def main():
    print("debug", os.getenv("DEBUG", "0"))


if __name__ == "__main__":
    main()
