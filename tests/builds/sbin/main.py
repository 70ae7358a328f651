import subprocess


def main():
    subprocess.run(["tool", "hello"], check=True)


if __name__ == "__main__":
    main()
