import house_config

def main():
    print("up")


if __name__ == "__main__":
    main()
