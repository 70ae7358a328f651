from lib import f

def main():
    print("up")


if __name__ == "__main__":
    main()
