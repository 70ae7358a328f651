import yaml


def main():
    print(yaml.safe_load("greeting: hello")["greeting"])


if __name__ == "__main__":
    main()
