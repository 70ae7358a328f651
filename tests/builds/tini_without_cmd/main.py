import time


def main():
    print("up")
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
