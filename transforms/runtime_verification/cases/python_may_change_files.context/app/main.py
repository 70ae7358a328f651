import dev_seed

def main():
    print("up")


if __name__ == "__main__":
    main()
