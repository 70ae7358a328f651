from pathlib import Path


def main():
    print(Path("/app/made-with").read_text().strip())


if __name__ == "__main__":
    main()
