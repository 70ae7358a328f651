import subprocess


def main():
    subprocess.run(["redis-cli", "hello"], check=True)


if __name__ == "__main__":
    main()
