import settings


def main():
    print("token", settings.TOKEN)


if __name__ == "__main__":
    main()
